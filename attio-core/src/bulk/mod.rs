//! Bulk jobs: a stream of records in, a stream of results out.
//!
//! Attio has no endpoint for many records, so a job sends one request per record, several at a time:
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
//! * Records come from an iterator ([`run`](Bulk::run)) or a stream ([`run_stream`](Bulk::run_stream)). Each
//!   has a key that you choose, and its result has the same key.
//! * At most [`concurrency`](Bulk::concurrency) records are in the job at a time. A record leaves the job when
//!   its result is returned. This bounds the requests in progress, the memory and the read-ahead. The client's
//!   [rate limiter](crate::ClientBuilder::rate_limit) sets the rate.
//! * Each record has exactly one result, returned as soon as it is known. A failure is a result and does not
//!   stop the other records.
//! * [`progress`](BulkResults::progress) is a subscription to counts, rate and time left.
//! * Dropping the results stops the job. Records without a result may have been sent.
//!
//! # How each record ends
//!
//! | Result | The record | Count |
//! |---|---|---|
//! | `Ok`, [`Disposition::Created`] | exists, created by this job | `created` |
//! | `Ok`, [`Disposition::AlreadyExists`] | exists, created by an attempt whose response was lost, or by somebody else with the same unique values | `already_existing` |
//! | `Ok`, [`Disposition::Asserted`] | exists, created or updated | `asserted` |
//! | `Ok`, [`Disposition::DoneBefore`] | exists, according to the journal | `done_before` |
//! | `Err`, [`may_have_applied`](crate::Error::may_have_applied) is false | was not stored by this job | `refused` |
//! | `Err`, [`may_have_applied`](crate::Error::may_have_applied) is true | may exist | `unknown` |
//!
//! A create with a value of a unique attribute works like
//! [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile): the record exists once even if responses
//! are lost. A create without such a value is retried only if Attio did not process it. It ends as unknown if
//! Attio may have processed it and no usable response came. Asserts are retried as the client's
//! [`RetryPolicy`](crate::RetryPolicy) allows, because a second assert changes nothing.
#![cfg_attr(
    feature = "journal",
    doc = r#"
# Resuming a job

With a [`Journal`] you can resume a job that was stopped at any instant, even by `kill -9` or a power
failure. Run the same program over the same input again.

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

Then no record is duplicated or lost:

1. A record is sent only after the journal on disk marks it as *started*. So every record that was sent is in
   the journal, as started or with its result. A record whose key is not in the journal was never sent.
2. You get the result of a record only after the journal has it. So every result that you got is in it,
   unless the journal could not be written (see below).
3. A record that is in the journal with its result is not sent again. If it was stored, its result is
   [`Disposition::DoneBefore`] with its ID. If Attio refused it, it is refused again, unless you call
   [`retry_refused`](JournaledBulk::retry_refused).
4. A record that is only started may have been sent, and its request may even arrive at Attio later. If it has
   a value of a unique attribute, [`reconcile`](crate::AttioRecord::reconcile) looks it up, and creates it if
   it is not found; Attio itself refuses a second create. An assert is sent again. Any other
   record ends as unknown, in this run and in later runs: it is not sent again.
5. A record that failed for a reason outside the record, such as no connection or a revoked token, counts as
   not started.

Keys identify records, so they must be the same in each run: IDs from the source of the records, or numbers
of rows that never move. [`moved`](Journal::moved) finds rows that did.

If one input has a key twice, the second record is sent only if the first failed for a reason outside the
record (rule 5). Otherwise it is refused, unless the records are equal. If the first of two equal records is
stored, the second ends as [`Disposition::DoneBefore`]; if it has no certain outcome yet, the second ends as
unknown. An endless input, such as an outbox, must return each record only once per run.

The journal also has a hash of the record that was sent under a key. If the input was edited meanwhile, a record
that may exist in Attio is not sent with the new values; its result is an error.

The cost is marking records as started: one write to the disk, shared by all records that wait for it.
`tests/benches/bulk.rs` measures it.

If the journal cannot be written, such as on a full disk, nothing more is sent. The results of requests in
progress are still returned. All other records end with an error. Its outcome is `NotApplied` in the first run
over a journal, and `Unknown` in later runs, even if no earlier run sent the record.
"#
)]

mod builder;
mod engine;
#[cfg_attr(
    not(feature = "journal"),
    expect(dead_code, reason = "only a journal reads some of the fields")
)]
mod item;
#[cfg(feature = "journal")]
mod journal;
mod operation;
mod progress;
mod results;
mod stored;

pub use builder::Bulk;
pub(crate) use builder::Encode;
#[cfg(feature = "journal")]
pub use journal::{Journal, JournalError, JournalStore, JournaledBulk};
pub use progress::{Progress, ProgressWatch};
pub use results::BulkResults;
pub use stored::{Disposition, Stored};
