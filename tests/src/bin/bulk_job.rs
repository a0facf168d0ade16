//! A bulk job over a journal, for the tests that kill it: `bulk_job KIND COUNT JOURNAL`, against
//! `ATTIO_BASE_URL` with `ATTIO_API_KEY`, and the certificate in `ATTIO_TEST_CA`, which is empty over HTTP.
//! `KIND` is `unique` or `plain`, or `entries` for asserts of entries by their parents. It prints a line per
//! result.

use std::fmt::Display;
use std::process::ExitCode;

use attio_core::bulk::{Bulk, Journal, Stored};
use attio_core::{AttioEntry, AttioRecord, Error, Row, Rows};
use attio_tests::deliveries::{Note, parent};
use attio_tests::people::{Contact, Worker};
use attio_tests::settings_at;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [kind, count, journal] = args.as_slice() else {
        return Err("bulk_job KIND COUNT JOURNAL".into());
    };
    let count: u64 = count.parse()?;
    let journal = Journal::open(journal)?;
    let certificate = std::env::var("ATTIO_TEST_CA")?;
    let settings = settings_at(&std::env::var("ATTIO_BASE_URL")?, &certificate);
    let client = settings.api_key(std::env::var("ATTIO_API_KEY")?).no_rate_limit().build()?;
    match kind.as_str() {
        "unique" => all(Contact::bulk_create(&client), &journal, count, Contact::numbered).await,
        "plain" => all(Worker::bulk_create(&client), &journal, count, Worker::numbered).await,
        "entries" => {
            let note = |number| (parent(number), Note::numbered(number));
            all(Note::bulk_assert(&client), &journal, count, note).await
        }
        other => Err(format!("`{other}` is no kind").into()),
    }
}

async fn all<R, I>(
    bulk: Bulk<R, I>,
    journal: &Journal,
    count: u64,
    numbered: fn(u64) -> I,
) -> Result<(), Box<dyn std::error::Error>>
where
    R: Rows<Id: Display, Row: Row> + 'static,
    I: Send + 'static,
{
    let records = (0..count).map(move |number| (number, numbered(number)));
    let mut results = bulk.concurrency(16).journal(journal).await?.run(records);
    while let Some((number, result)) = results.next().await {
        println!("{number} {}", what_happened(&result));
    }
    Ok(())
}

fn what_happened<R: Rows<Id: Display>>(result: &Result<Stored<R>, Error>) -> String {
    match result {
        Ok(stored) => format!("{:?} {}", stored.disposition, stored.id),
        Err(error) if error.may_have_applied() => format!("Unknown {error}"),
        Err(error) => format!("Refused {error}"),
    }
}
