//! A signup service that stores each user exactly once in its own database and exactly once in Attio,
//! whatever happens to the process, to the network and to Attio.
//!
//! ```text
//! POST /signups ─► one transaction: user + row of the outbox ─► 201
//!                                     │
//!                    rows, in order   ▼                 journal (a file)
//!                          `Person::bulk_create` ─────► before: started
//!                                     │        │        after:  record ID
//!                    row: delivered ◄─┘        └─► POST /v2/objects/people/records
//! ```
//!
//! # Why neither side is lost
//!
//! A handler that writes to the database and then calls Attio loses the call if the process dies between
//! the two. In the other order, it loses the write. Here the handler makes one transaction, which stores
//! the user and a row with the data for Attio. The delivery to Attio follows from the row:
//!
//! 1. The response is sent after the commit, so a visitor who got it is in the database with her row. If
//!    the process died before, or if the response was lost, she sends the same again. Her address is
//!    unique, so she gets the same ID (`outbox`).
//! 2. A row stays open until its result is known. If it was not delivered, the next run or the next start
//!    takes it again (`feed`).
//!
//! # Why neither side has duplicates
//!
//! Attio has no idempotency keys, and a request of a process that was killed may still be applied
//! after the next process has started. So a row is not simply sent again:
//!
//! 1. Before a record is sent, the journal notes that it has started. Before its result is returned, the
//!    journal notes the result. Both notes are synced to the disk. The key is the user's ID.
//! 2. If the process is killed before the first note, the record was never sent. It is sent.
//! 3. If the process is killed between the two notes, the record is looked up by the e-mail address, and
//!    created if it is not found. Addresses of people are unique in Attio, so it refuses the second of two
//!    creates, even a late one. One record exists, and the result has its ID.
//! 4. If the process is killed after the second note and before the row is marked as delivered, the
//!    journal returns the result again, without a request.
//!
//! A person who is in Attio before she signs up is not changed, and her record becomes the signup's.
//!
//! # How failures are handled
//!
//! | The failure | The row |
//! |---|---|
//! | Attio refuses this person: status 400 | `refused`, with the reason. `--retry-refused` tries it again, once the cause is fixed |
//! | the outcome is unknown: no usable response | stays open, and is settled by a later run, as after a kill |
//! | a server error, the rate limit, a token that is refused | stays open; it is retried after 5 seconds, then 10, and so on up to ten minutes |
//! | Attio is unreachable | stays open; the service checks for Attio every 5 seconds, and sends nothing until it responds |
//! | the journal or the database cannot be written | stays open; the delivery pauses until they can be |
//!
//! Signups are accepted in all of these cases, except if the database cannot be written.
//! `GET /health/ready` reports them.
//!
//! # With Postgres
//!
//! The SQL is nearly the same, with one change: numbers of a sequence become visible out of order. So a
//! run may skip a row, which the next run finds; end each run after some minutes. The journal is a file,
//! so only one process may deliver at a time: use a single replica or an advisory lock.

mod delivery;
mod feed;
mod health;
mod outbox;
mod routes;
mod service;
mod signup;

pub use outbox::{Backlog, Outbox, SignedUp, Status};
pub use service::{Service, Settings};
pub use signup::{Person, Signup};
