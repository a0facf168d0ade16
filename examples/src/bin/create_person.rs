//! The main job: creates records from structs.
//!
//! `cargo run -p attio-examples` runs against the emulator. `-- --keep` keeps it running until Ctrl-C;
//! `-- --live` runs against the workspace of `ATTIO_API_KEY` and deletes the records that it created.

use attio_core::{
    AttioRecord, Client, Domain, EmailAddress, PersonalName, PhoneNumber, Record, RecordId,
    RecordRef,
};
use attio_examples::{Args, Workspace};
use clap::Parser;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(slug = "phone_numbers")]
    phones: Vec<PhoneNumber>,
    job_title: Option<String>,
    company: Option<RecordRef<Company>>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    // Unique data, so that the records of a real workspace are never touched.
    let run = Uuid::new_v4().simple().to_string();
    let domain: Domain = format!("{}.example.com", &run[..12]).parse()?;

    let mut made = Made::default();
    let result = create(client, &domain, &mut made).await;
    if args.live {
        made.delete(client).await?;
    }
    result?;
    workspace.close(args).await
}

async fn create(client: &Client, domain: &Domain, made: &mut Made) -> anyhow::Result<()> {
    let company = Company { name: "Analytical Engines".to_owned(), domains: vec![domain.clone()] };
    let company = company.create(client).await?;
    made.companies.push(company.id.record_id);
    show("Company", &company);

    // A reference to a record by its ID …
    let ada = Person {
        name: PersonalName::new("Ada", "Lovelace"),
        emails: vec![format!("ada@{domain}").parse()?],
        phones: vec![PhoneNumber::international("+442079460958")?],
        job_title: Some("Analyst".to_owned()),
        company: Some(RecordRef::new(company.id.record_id)),
    };
    let created = ada.create(client).await?;
    made.people.push(created.id.record_id);
    show("Person", &created);

    // … or by the value of a unique attribute.
    let charles = Person {
        name: PersonalName::new("Charles", "Babbage"),
        emails: vec![format!("charles@{domain}").parse()?],
        phones: Vec::new(),
        job_title: None, // not written: nothing is erased by accident
        company: Some(RecordRef::by(Company::DOMAINS, domain.clone())),
    };
    let charles = charles.create(client).await?;
    made.people.push(charles.id.record_id);
    show("Person", &charles);

    let read = Person::get(client, created.id.record_id).await?;
    let person = read.decode()?;
    println!("\nRead back, typed:");
    println!("  name    {}", person.name);
    println!("  emails  {:?}", read.value(Person::EMAILS)?);
    println!("  phones  {}", person.phones.iter().map(ToString::to_string).collect::<String>());
    println!("  title   {}", person.job_title.as_deref().unwrap_or("none"));
    println!("  company {:?}", person.company.and_then(|company| company.record_id()));

    // A second Ada is refused: the e-mail address is unique.
    println!("\nThe same e-mail address again:");
    match ada.create(client).await {
        Ok(second) => {
            made.people.push(second.id.record_id);
            anyhow::bail!("a duplicate e-mail address was not refused");
        }
        Err(error) if error.is_uniqueness_conflict() => {
            println!("  refused: {}", error.code().unwrap_or_default());
            println!("  held by: {:?}", error.conflicting_records());
            println!("  may have been applied: {}", error.may_have_applied());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn show<T>(what: &str, record: &Record<T>) {
    println!("\n{what} {}", record.id.record_id);
    println!("  created_at {}", record.created_at);
    if let Some(url) = &record.web_url {
        println!("  web_url    {url}");
    }
}

/// The records that this run created.
#[derive(Default)]
struct Made {
    companies: Vec<RecordId<Company>>,
    people: Vec<RecordId<Person>>,
}

impl Made {
    async fn delete(self, client: &Client) -> Result<(), attio_core::Error> {
        for id in self.people {
            Person::delete(client, id).await?;
        }
        for id in self.companies {
            Company::delete(client, id).await?;
        }
        Ok(())
    }
}
