//! Keeps people in Attio in sync with a CSV file: asserts each line by its e-mail address.
//!
//! `cargo run -p attio-examples --bin sync_contacts -- [FILE]` runs against the emulator, and with `--live`
//! against the workspace of `ATTIO_API_KEY`. The people of your file are kept there. Without a file, the
//! example deletes the people that it created.

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use attio_core::{AttioRecord, Client, EmailAddress, PersonalName, Record, RecordId};
use attio_examples::{Args, Workspace};
use clap::Parser;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
}

#[derive(Parser)]
struct Cli {
    /// A CSV file with the columns email, first_name, last_name and job_title.
    file: Option<PathBuf>,
    #[command(flatten)]
    args: Args,
}

const SAMPLE: &str = "\
email,first_name,last_name,job_title
ada@sync.example.com,Ada,Lovelace,Analyst
charles@sync.example.com,Charles,Babbage,Inventor
ADA@sync.example.com,Ada,Lovelace,Lead analyst
not an address,Nobody,,
";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let workspace = Workspace::open(cli.args).await?;
    let client = &workspace.client;
    let (csv, is_sample) = match &cli.file {
        None => (SAMPLE.to_owned(), true),
        Some(path) => {
            let mut text = String::new();
            std::fs::File::open(path)
                .and_then(|mut file| file.read_to_string(&mut text))
                .with_context(|| format!("cannot read {}", path.display()))?;
            (text, false)
        }
    };

    let mut made = Vec::new();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let columns = rows.headers()?.clone();
    for row in rows.records() {
        let row = row?;
        let line = row.position().map_or(0, csv::Position::line);
        let column = |name: &str| {
            columns.iter().position(|column| column == name).and_then(|i| row.get(i)).unwrap_or("")
        };
        // An invalid line is reported and skipped; the other lines are still processed.
        let email: EmailAddress = match column("email").parse() {
            Ok(email) => email,
            Err(error) => {
                println!("line {line}: refused: {error}");
                continue;
            }
        };
        let person = Person {
            name: Some(PersonalName::new(column("first_name"), column("last_name"))),
            emails: vec![email.clone()],
            job_title: Some(column("job_title").to_owned()).filter(|title| !title.is_empty()),
        };
        // An assert does not return whether the person existed, so query first.
        let before = Person::query().filter(Person::EMAILS.eq(&email)).first(client).await?;
        let after = person.assert(client, Person::EMAILS).await?;
        if before.is_none() {
            made.push(after.id.record_id);
        }
        println!("line {line}: {email}: {}", what_happened(before.as_ref(), &after)?);
    }
    if is_sample && cli.args.live {
        delete(client, made).await?;
    }
    workspace.close(cli.args).await
}

fn what_happened(
    before: Option<&Record<Person>>,
    after: &Record<Person>,
) -> anyhow::Result<String> {
    let Some(before) = before else { return Ok(format!("created {}", after.id.record_id)) };
    let was = before.value(Person::JOB_TITLE)?;
    let is = after.value(Person::JOB_TITLE)?;
    let shown = |title: Option<String>| title.unwrap_or_else(|| "no title".to_owned());
    Ok(if was == is {
        format!("unchanged {}", after.id.record_id)
    } else {
        format!("updated {}: {} → {}", after.id.record_id, shown(was), shown(is))
    })
}

async fn delete(client: &Client, ids: Vec<RecordId<Person>>) -> Result<(), attio_core::Error> {
    for id in ids {
        Person::delete(client, id).await?;
    }
    Ok(())
}
