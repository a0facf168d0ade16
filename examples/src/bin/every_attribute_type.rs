//! Writes and reads a custom object with an attribute of every type that can be written.
//!
//! Runs only against the emulator, because a real workspace may not want the object that it creates.

use anyhow::Context;
use attio_core::value::CountryCode;
use attio_core::{
    ActorRef, AttioOption, AttioRecord, AttioValue, Currency, Date, Decimal, Domain, EmailAddress,
    Location, PersonalName, PhoneNumber, Rating, RecordRef, SelectOption, Timestamp, Tracked,
};
use attio_examples::invoices::make_object;
use attio_examples::{Args, Workspace};
use clap::Parser;
use serde_json::json;

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    name: PersonalName,
}

/// A newtype behaves like its inner type.
#[derive(AttioValue, Debug, Clone, PartialEq)]
struct InvoiceNumber(String);

#[derive(AttioOption, Debug, Clone, Copy, PartialEq)]
enum Channel {
    Online,
    #[attio(title = "In person")]
    InPerson,
}

#[derive(AttioOption, Debug, Clone, PartialEq)]
enum Stage {
    Draft,
    #[attio(title = "Paid 🎉")]
    Paid,
    #[attio(other)]
    Other(String),
}

#[derive(AttioRecord, Debug)]
#[attio(object = "invoices")]
struct Invoice {
    #[attio(unique)]
    number: InvoiceNumber,
    quantity: f64,
    is_reminded: bool,
    amount: Currency,
    due_on: Date,
    sent_at: Timestamp,
    satisfaction: Rating,
    channel: Channel,
    tags: Vec<SelectOption>,
    stage: Stage,
    contact: Option<RecordRef<Person>>,
    owner: ActorRef,
    billing_address: Location,
    website: Domain,
    copies_to: Vec<EmailAddress>,
    phone: PhoneNumber,
    #[attio(read_only)]
    created_at: Option<Tracked<Timestamp>>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    anyhow::ensure!(!args.live, "this example creates an object, so it runs only on the emulator");
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    let attio = workspace.emulator.as_ref().context("the emulator")?;
    make_object(attio)?;

    let ada = Person { name: PersonalName::new("Ada", "Lovelace") };
    // `Person` is a partial view, so the record comes from elsewhere.
    let person = attio.seed("people", &json!({ "name": [ada.name.full_name()] }))?;

    let invoice = Invoice {
        number: InvoiceNumber("2026-0042".to_owned()),
        quantity: 2.5,
        is_reminded: true,
        amount: Currency::new(Decimal::new(49_900, 2))?,
        due_on: "2026-12-24".parse()?,
        sent_at: "2026-11-24T09:30:00.123456789+01:00".parse()?,
        satisfaction: Rating::new(5)?,
        channel: Channel::InPerson,
        tags: vec![SelectOption::title("export"), SelectOption::title("urgent")],
        stage: Stage::Draft,
        contact: Some(RecordRef::new(person.into())),
        owner: ActorRef::member(attio.member_id()),
        billing_address: Location {
            line_1: Some("12 St James's Square".to_owned()),
            locality: Some("London".to_owned()),
            country_code: Some(CountryCode::new("GB")?),
            latitude: Some("51.507222".parse()?),
            longitude: Some("-0.1275".parse()?),
            ..Location::default()
        },
        website: "https://www.example.com/billing".parse()?,
        copies_to: vec!["Books@Example.com".parse()?, "ada@example.com".parse()?],
        phone: PhoneNumber::national("020 7946 0958", CountryCode::new("GB")?)?,
        created_at: None,
    };
    let created = invoice.create(client).await?;
    println!("\nInvoice {}", created.id.record_id);
    if let Some(url) = &created.web_url {
        println!("  web_url {url}");
    }

    let read = Invoice::get(client, created.id.record_id).await?.decode()?;
    println!("\nRead back, typed:\n{read:#?}");
    anyhow::ensure!(
        read.number == invoice.number && read.amount.amount() == invoice.amount.amount()
    );
    anyhow::ensure!(read.stage == invoice.stage && read.channel == invoice.channel);
    anyhow::ensure!(read.phone.e164() == Some("+442079460958"));
    anyhow::ensure!(read.created_at.is_some_and(|at| at.value == created.created_at));
    workspace.close(args).await
}
