//! Imports people with a bulk job. The job is stopped half-way, as by a deploy, and continues from its
//! journal: no person is created twice.
//!
//! `cargo run -p attio-examples --bin import_people` runs against the emulator, and with `--live` against the
//! workspace of `ATTIO_API_KEY`, where it deletes the people that it created.

use std::path::Path;

use anyhow::{Context, ensure};
use attio_core::bulk::{Journal, Stored};
use attio_core::{AttioRecord, Client, EmailAddress, Error, PersonalName, Record};
use attio_examples::{Args, Workspace};
use clap::Parser;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

const PEOPLE: usize = 60;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    // A domain that nobody else has, so everybody with an address there was created by this run.
    let run = Uuid::new_v4().simple().to_string();
    let domain = format!("{}.example.com", &run[..12]);
    let path = std::env::temp_dir().join(format!("import-people-{run}.journal"));

    let result = import(client, &domain, &path).await;
    if args.live {
        delete(client, &domain).await?;
    }
    let removed = std::fs::remove_file(&path);
    result?;
    removed?;
    workspace.close(args).await
}

async fn import(client: &Client, domain: &str, path: &Path) -> anyhow::Result<()> {
    let journal = Journal::open(path)?;
    let job = Person::bulk_create(client).total(PEOPLE as u64).journal(&journal).await?;
    let mut results = job.run(people(domain));
    for _ in 0..PEOPLE / 2 {
        let (row, result) = results.next().await.context("a result for each person")?;
        stored(row, result)?;
    }
    println!("stopped: {:?}", results.progress().get());
    drop(results); // `kill -9` would do the same

    let job = Person::bulk_create(client).journal(&journal).await?;
    let mut results = job.run(people(domain));
    while let Some((row, result)) = results.next().await {
        stored(row, result)?;
    }
    println!("resumed: {:?}", results.progress().get());

    let there = of_this_run(client, domain).await?.len();
    println!("{there} people are in the workspace");
    ensure!(there == PEOPLE, "{PEOPLE} people were imported");
    Ok(())
}

/// The people to import. The keys are the same in each run of the job: row numbers.
fn people(domain: &str) -> impl Iterator<Item = (usize, Person)> + Send + use<> {
    let domain = domain.to_owned();
    (1..=PEOPLE).filter_map(move |row| {
        let email = format!("imported-{row}@{domain}").parse().ok()?;
        let name = Some(PersonalName::new("Imported", format!("Person {row}")));
        Some((row, Person { name, emails: vec![email] }))
    })
}

/// Returns an error if the person was not stored.
fn stored(row: usize, result: Result<Stored<Person>, Error>) -> anyhow::Result<()> {
    result.map(drop).with_context(|| format!("row {row}"))
}

/// Finds the people by their addresses, because the results lack people whose response was lost.
async fn of_this_run(client: &Client, domain: &str) -> Result<Vec<Record<Person>>, Error> {
    let addresses = Person::EMAILS.ends_with(format!("@{domain}"));
    Person::query().filter(addresses).all(client).await
}

async fn delete(client: &Client, domain: &str) -> Result<(), Error> {
    for person in of_this_run(client, domain).await? {
        Person::delete(client, person.id.record_id).await?;
    }
    Ok(())
}
