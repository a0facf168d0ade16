//! Many records at once: a stream of records in, a stream of results out.
//!
//! Attio has no endpoint for many records, so a job sends one request a record, several at a time:
//!
//! ```no_run
//! # use attio_core::{AttioRecord, Client, EmailAddress};
//! #[derive(AttioRecord)]
//! #[attio(object = "people")]
//! struct Person {
//!     #[attio(slug = "email_addresses", unique)]
//!     emails: Vec<EmailAddress>,
//! }
//!
//! # async fn f(client: Client, people: Vec<(u64, Person)>) {
//! let mut results = Person::bulk_create(&client).concurrency(16).run(people);
//! while let Some((row, result)) = results.next().await {
//!     match result {
//!         Ok(stored) => println!("row {row}: {:?} as {}", stored.disposition, stored.id),
//!         Err(error) if error.may_have_applied() => println!("row {row}: unknown: {error}"),
//!         Err(error) => println!("row {row}: refused: {error}"),
//!     }
//! }
//! # }
//! ```
//!
//! * Records come from an iterator ([`run`](Bulk::run)) or a stream
//!   ([`run_stream`](Bulk::run_stream)), each with a key of yours, which comes back with its result.
//! * At most [`concurrency`](Bulk::concurrency) records are taken and not yet handed out as results:
//!   that is the bound of the requests under way, of the memory, and of what is read ahead. The pace
//!   is the client's [rate limiter](crate::ClientBuilder::rate_limit)'s.
//! * Each record has exactly one result, as soon as it is there. A failure is a result, and the
//!   others go on.
//! * [`progress`](BulkResults::progress) is a subscription to counts, rate and time left.
//! * Dropping the results stops the job. What has no result by then may have been sent.
//!
//! # How each record ends
//!
//! | The result | So the record | Count |
//! |---|---|---|
//! | `Ok`, [`Disposition::Created`] | is there, made by this job | `created` |
//! | `Ok`, [`Disposition::AlreadyExists`] | is there, made by an attempt whose response was lost, or by somebody else with the same unique values | `already_existing` |
//! | `Ok`, [`Disposition::Asserted`] | is there, created or updated | `asserted` |
//! | `Ok`, [`Disposition::DoneBefore`] | is there, by the journal | `done_before` |
//! | `Err`, [`may_have_applied`](crate::Error::may_have_applied) is false | is not there | `refused` |
//! | `Err`, [`may_have_applied`](crate::Error::may_have_applied) is true | may be there, and nobody can say | `unknown` |
//!
//! A create that has a value of a unique attribute is made as
//! [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) makes it, so that it is there
//! once whatever becomes of answers. One without is sent again only where Attio did not process it,
//! and ends as unknown where it may have, and no usable answer came. An assert is the same however
//! often it is sent, and is sent again as the client's [`RetryPolicy`](crate::RetryPolicy) allows.
#![cfg_attr(
    feature = "journal",
    doc = r#"
# Resuming a job

With a [`Journal`], a job that was stopped at any instant, also by `kill -9` or a loss of power, goes
on where it was: run the same program over the same input again.

```no_run
# use attio_core::bulk::{Journal, JournalError};
# use attio_core::{AttioRecord, Client, EmailAddress};
# #[derive(AttioRecord)]
# #[attio(object = "people")]
# struct Person {
#     #[attio(slug = "email_addresses", unique)]
#     emails: Vec<EmailAddress>,
# }
# async fn f(client: Client, people: Vec<(u64, Person)>) -> Result<(), JournalError> {
let journal = Journal::open("people.journal")?;
let mut results = Person::bulk_create(&client).journal(&journal).await?.run(people);
while let Some((row, result)) = results.next().await {
    println!("row {row}: {:?}", result.map(|stored| stored.id));
}
# Ok(()) }
```

Then no record is doubled and none is lost:

1. A record is sent only after the disk has the note that it is *started*. So whatever was sent is in
   the journal, as started or with its end, and a key that is not in it was never sent.
2. Its end is noted before its result is handed out. So a result that was seen is in the journal.
3. A record that is in the journal with its end is not sent again. Its result is
   [`Disposition::DoneBefore`] with its ID; or it is refused again, unless
   [`retry_refused`](JournaledBulk::retry_refused) is asked for.
4. A record that is only started may have been sent, and may even be applied later, by a request that
   is still under way. Where it has a value of a unique attribute, it is settled as
   [`reconcile`](crate::AttioRecord::reconcile) does it: looked up, and made where it is not found,
   and Attio itself refuses the second of two. An assert is sent again. Everything else ends as
   unknown, in this run and in later ones: it is neither guessed nor sent again.
5. What was not decided on its merits, such as without a connection or with a revoked token, is as if
   it had never been started.

Keys decide what is the same record, so they must be the same in each run: IDs of where the records
come from, or numbers of rows that never move; [`moved`](Journal::moved) finds those that did. The
second record with the same key in one input is not sent, unless the first has ended as in 5 by
then: it is refused, or unknown as the first is where it is the same record and not settled. An
endless input that brings a record again, as an outbox does, ends its run and begins another one for
that. The journal also knows the hash of what was sent under a key: where the input was edited
meanwhile, a record that is stored, or may be, is not sent with other values; its result is an error
that says so.

The note that a record is started is the price: one write that waits for the disk, shared by all
records that have gathered meanwhile. `tests/benches/bulk.rs` measures it.

Where the journal cannot be written, such as on a full disk, nothing more is sent: the results of what
is under way still come. All others are errors, not applied in the first run over a journal, and unknown
in a later one, since what that did with them cannot be told.
"#
)]

mod builder;
mod engine;
#[cfg_attr(
    not(feature = "journal"),
    expect(dead_code, reason = "without a journal, nothing reads what there is to note")
)]
mod item;
#[cfg(feature = "journal")]
mod journal;
mod operation;
mod progress;
mod results;
mod stored;

pub use builder::Bulk;
// A bound of `run`, public because compiler messages name it.
pub(crate) use builder::Encode;
#[doc(hidden)]
pub use builder::KeyAndRecord;
#[cfg(feature = "journal")]
pub use journal::{Journal, JournalError, JournalStore, JournaledBulk};
pub use progress::{Progress, ProgressWatch};
pub use results::BulkResults;
pub use stored::{Disposition, Stored};
