//! A signup service that has each user in its own database and in Attio, once in both, whatever
//! happens to the process, to the network and to Attio.
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
//! A handler that writes to the database and then calls Attio loses one of them when it dies between
//! the two; in the other order, the other. Here the handler makes one transaction, of the user and
//! of a row that says what Attio is to be told, and Attio's part follows from the row:
//!
//! 1. The answer goes out behind the commit, so whoever was told that she has signed up is in the
//!    database with her row. Where the process died before, or the answer was lost, she sends the
//!    same again: her address is unique, and the answer the same (`outbox`).
//! 2. A row stays open until its end is known, so a row that was not delivered is taken again by the
//!    next run or the next start (`feed`).
//!
//! # Why neither side is doubled
//!
//! Attio has no idempotency keys, and a request of a process that was killed may still be applied
//! after the next process has started. So a row is not simply sent again:
//!
//! 1. Before a record is sent, the journal has the note that it was started, and before its result
//!    is seen, the journal has its end, each synced to the disk. The key is the user's ID.
//! 2. Killed before that note: it was never sent, and is sent.
//! 3. Killed between that note and the end: it is looked up by the e-mail address, and created where
//!    it is not found. Addresses of people are unique in Attio, so that it refuses the second of
//!    two, late ones included: there is one, and its ID is what the result tells.
//! 4. Killed between the end and the mark in the outbox: the result comes again out of the journal,
//!    without a request.
//!
//! Whoever is in Attio before she signs up stays as she is, and her record is the signup's.
//!
//! # What becomes of a failure
//!
//! | The failure | The row |
//! |---|---|
//! | Attio does not take this person: status 400 | `refused`, with the reason. `--retry-refused` tries it again, once what it is about was mended |
//! | nothing is known: no usable answer | stays open, and is settled by a later run, as after a kill |
//! | a server error, the rate limit, a token that is refused | stays open; it is tried again after 5 seconds, then 10, and so on up to ten minutes |
//! | Attio is not there | stays open; Attio is asked for every 5 seconds, and nothing is sent before |
//! | the journal or the database cannot be written | stays open; the delivery pauses until they can be |
//!
//! A signup is taken in all of these cases, but where the database cannot be written.
//! `GET /health/ready` tells about them.
//!
//! # With Postgres
//!
//! The SQL is nearly the same. What changes: numbers of a sequence become visible out of order, so a
//! run may pass over a row, which the next one finds; end each run after some minutes. The journal
//! is a file, so one process delivers at a time, as a single replica or behind an advisory lock.

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
