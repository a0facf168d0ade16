//! Imports people by a bulk job that is stopped half-way, as by a deploy, and goes on by its
//! journal: nobody is there twice.
//!
//! `cargo run -p attio-examples --bin import_people` runs against the embedded Attio; with `--live`
//! against the workspace of `ATTIO_API_KEY`, from which it deletes what it made.

use anyhow::Context;
use attio_core::bulk::{Journal, Stored};
use attio_core::{AttioRecord, EmailAddress, Error, PersonalName, RecordId};
use attio_examples::{Args, Workspace};
use clap::Parser;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

const PEOPLE: u32 = 60;

/// What is imported, by keys that are the same in each run: the numbers of rows.
fn people() -> impl Iterator<Item = (u32, Person)> + Send {
    (1..=PEOPLE).filter_map(|row| {
        let email = format!("imported-{row}@import.example.com").parse().ok()?;
        let name = Some(PersonalName::new("Imported", format!("Person {row}")));
        Some((row, Person { name, emails: vec![email] }))
    })
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    let path = std::env::temp_dir().join(format!("import-people-{}.journal", std::process::id()));
    let journal = Journal::open(&path)?;

    let job = Person::bulk_create(client).total(PEOPLE.into()).journal(&journal).await?;
    let mut results = job.run(people());
    for _ in 0..PEOPLE / 2 {
        let (row, result) = results.next().await.context("a result a person")?;
        stored(row, result)?;
    }
    println!("stopped: {:?}", results.progress().get());
    drop(results); // `kill -9` would do the same

    let job = Person::bulk_create(client).journal(&journal).await?;
    let mut results = job.run(people());
    let mut ids = Vec::new();
    while let Some((row, result)) = results.next().await {
        ids.push(stored(row, result)?);
    }
    println!("resumed: {:?}", results.progress().get());
    let found = Person::query().filter(Person::EMAILS.root_domain().eq("example.com"));
    println!("{} people are there", found.all(client).await?.len());

    drop(results);
    drop(journal);
    std::fs::remove_file(&path)?;
    if args.live {
        for id in ids {
            Person::delete(client, id).await?;
        }
    }
    workspace.close(args).await
}

/// The ID of a person who is there, or why there is none.
fn stored(row: u32, result: Result<Stored<Person>, Error>) -> anyhow::Result<RecordId<Person>> {
    Ok(result.with_context(|| format!("row {row}"))?.id)
}
