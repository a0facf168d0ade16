//! The history of a record: its values, their validity periods, and who set them.
//!
//! `cargo run -p attio-examples --bin follow_changes` runs against the emulator, and with `--live` against
//! the workspace of `ATTIO_API_KEY`, where it deletes the person that it created.

use attio_core::{AttioRecord, Client, EmailAddress, PersonalName, RecordId, Tracked};
use attio_examples::{Args, Workspace};
use clap::Parser;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    let run = Uuid::new_v4().simple().to_string();
    let ada = Person {
        name: Some(PersonalName::new("Ada", "Lovelace")),
        emails: vec![format!("ada@{}.example.com", &run[..12]).parse()?],
        job_title: Some("Analyst".to_owned()),
    };
    let id = ada.create(client).await?.id.record_id;
    let result = follow(client, id, &run).await;
    if args.live {
        Person::delete(client, id).await?;
    }
    result?;
    workspace.close(args).await
}

async fn follow(client: &Client, id: RecordId<Person>, run: &str) -> anyhow::Result<()> {
    Person::patch(id).set(Person::JOB_TITLE, "Lead analyst").append(client).await?;
    let second: EmailAddress = format!("countess@{}.example.com", &run[..12]).parse()?;
    Person::patch(id)
        .set(Person::JOB_TITLE, "Countess")
        .add(Person::EMAILS, second)
        .append(client)
        .await?;
    // Appending cannot empty a multi-value attribute; overwriting can.
    Person::patch(id).clear(Person::EMAILS).overwrite(client).await?;

    println!("\njob_title");
    for change in Person::history(client, id, Person::JOB_TITLE).await? {
        show(&change, &change.value);
    }
    println!("email_addresses");
    for change in Person::history(client, id, Person::EMAILS).await? {
        show(&change, change.value.as_str());
    }
    Ok(())
}

fn show<T>(change: &Tracked<T>, value: &str) {
    let until = change.active_until.map_or_else(|| "now".to_owned(), |until| until.to_string());
    let by = &change.created_by;
    println!("  {} to {until:<30} by {}: {value}", change.active_from, by.actor_type);
}
