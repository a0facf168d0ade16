//! Typed queries: filters, sorts, pages and streams.
//!
//! `cargo run -p attio-examples --bin find_people` runs against the emulator, filled with a thousand people.
//! With `--live` it only reads the workspace of `ATTIO_API_KEY`.

use attio_core::{AttioRecord, Domain, EmailAddress, PersonalName, RecordRef};
use attio_emulator::Emulator;
use attio_examples::{Args, Workspace};
use clap::Parser;
use serde_json::json;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
    company: Option<RecordRef<Company>>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    if let Some(emulator) = &workspace.emulator {
        fill(emulator)?;
    }

    let engineers = Person::JOB_TITLE.contains("engineer")
        & !Person::EMAILS.root_domain().eq("example.org")
        & Person::COMPANY.via(Company::NAME).starts_with("Acme");
    println!("\nfilter {}\n", engineers.to_json());

    let first = Person::query()
        .filter(engineers.clone())
        .sort(Person::NAME.last_name().asc())
        .page(client, 5, 0)
        .await?;
    println!("the first five by last name:");
    for record in &first {
        let person = record.decode()?;
        let email = person.emails.first().map(EmailAddress::as_str).unwrap_or("no address");
        let name = person.name.as_ref().map_or("no name", PersonalName::full_name);
        println!("  {name:<12} {email}");
    }

    // A stream holds at most two pages, however many records there are.
    let mut stream = Person::query().filter(engineers).page_size(100).stream(client);
    let mut count = 0;
    let mut without_title = 0;
    while let Some(record) = stream.next_record().await {
        let person = record?.decode()?;
        count += 1;
        without_title += usize::from(person.job_title.is_none());
    }
    println!("\n{count} people in all, {without_title} of them without a title");
    workspace.close(args).await
}

fn fill(emulator: &Emulator) -> anyhow::Result<()> {
    for (name, domain) in [("Acme Rockets", "acme.com"), ("Babbage & Sons", "babbage.co.uk")] {
        emulator.seed("companies", &json!({"name": [name], "domains": [domain]}))?;
    }
    for n in 0..1000 {
        let title = ["Software Engineer", "Sales Engineer", "Analyst"][n % 3];
        let company = ["acme.com", "babbage.co.uk"][n % 2];
        let host = if n % 5 == 0 { "example.org" } else { "example.com" };
        emulator.seed(
            "people",
            &json!({
                "name": [format!("Person{:03}, P.", 997 * n % 1000)],
                "email_addresses": [format!("p{n}@{host}")],
                "job_title": [title],
                "company": [{"target_object": "companies", "domains": [{"domain": company}]}],
            }),
        )?;
    }
    Ok(())
}
