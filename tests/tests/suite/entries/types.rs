//! The attribute types of a list: each value that a struct writes is read again.

use attio_core::{
    ActorRef, AnyRecordRef, AttioEntry, AttioOption, Currency, Date, Domain, EmailAddress, Entry,
    Location, PhoneNumber, Rating, RecordRef, SelectOption, Status, Timestamp,
};
use attio_emulator::TargetName;
use attio_schema::AttributeType;
use attio_tests::Attio;
use attio_tests::pipeline::{Company, company};
use serde_json::json;

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum Size {
    Small,
    #[attio(title = "Very large")]
    VeryLarge,
}

/// An attribute of each type that a list can have, and the multi-select forms.
#[derive(AttioEntry, Clone, Debug, PartialEq)]
#[attio(list = "everything", parent = Company)]
struct Everything {
    actor: ActorRef,
    actors: Vec<ActorRef>,
    checkbox: bool,
    currency: Currency,
    date: Date,
    domain: Domain,
    domains: Vec<Domain>,
    email: EmailAddress,
    emails: Vec<EmailAddress>,
    location: Location,
    number: f64,
    #[attio(slug = "number_2")]
    integer: i64,
    phone: PhoneNumber,
    phones: Vec<PhoneNumber>,
    rating: Rating,
    reference: RecordRef<Company>,
    references: Vec<AnyRecordRef>,
    select: Size,
    selects: Vec<Size>,
    #[attio(slug = "select_2")]
    option: SelectOption,
    status: Size,
    #[attio(slug = "status_2")]
    stage: Status,
    text: String,
    timestamp: Timestamp,
}

/// The attribute types of `Everything`, which no list lacks.
const TYPES: [(&str, &[&str]); 15] = [
    ("actor-reference", &["actor", "actors"]),
    ("checkbox", &["checkbox"]),
    ("currency", &["currency"]),
    ("date", &["date"]),
    ("domain", &["domain", "domains"]),
    ("email-address", &["email", "emails"]),
    ("location", &["location"]),
    ("number", &["number", "number_2"]),
    ("phone-number", &["phone", "phones"]),
    ("rating", &["rating"]),
    ("record-reference", &["reference", "references"]),
    ("select", &["select", "selects", "select_2"]),
    ("status", &["status", "status_2"]),
    ("text", &["text"]),
    ("timestamp", &["timestamp"]),
];

fn start() -> Attio {
    let attio = Attio::start();
    let list = json!({"api_slug": "everything", "parent_object": "companies"});
    attio.emulator.create_list(&list).expect("a list");
    let target = TargetName::List("everything");
    for (kind, slugs) in TYPES {
        for slug in slugs {
            let config = match kind {
                "currency" => {
                    json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}})
                }
                "record-reference" => {
                    let allowed: &[_] =
                        if slug.ends_with('s') { &["companies", "people"] } else { &["companies"] };
                    json!({"record_reference": {"allowed_objects": allowed}})
                }
                _ => json!({}),
            };
            let is_multiselect = slug.ends_with('s') && !slug.starts_with("status");
            let attribute = json!({"api_slug": slug, "type": kind, "config": config,
                "is_multiselect": is_multiselect});
            attio.emulator.create_attribute(target, &attribute).expect("an attribute");
            for title in ["Small", "Very large"] {
                match kind {
                    "select" => attio.emulator.create_option(target, slug, title).map(drop),
                    "status" => attio.emulator.create_status(target, slug, title).map(drop),
                    _ => continue,
                }
                .expect("a choice");
            }
        }
    }
    attio
}

fn everything(attio: &Attio) -> Everything {
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    let ada = attio.emulator.seed("people", &json!({})).expect("a person");
    let member = ActorRef::member(attio.emulator.member_id());
    Everything {
        actor: member.clone(),
        actors: vec![member],
        checkbox: true,
        currency: Currency::new("1234.5".parse().expect("an amount")).expect("an amount"),
        date: Date::new(2026, 2, 28).expect("a date"),
        domain: "attio.com".parse().expect("a domain"),
        domains: vec!["app.acme.com".parse().expect("one"), "globex.org".parse().expect("one")],
        email: "Ada@Example.com".parse().expect("an address"),
        emails: vec!["a@x.com".parse().expect("one"), "b@x.com".parse().expect("one")],
        location: Location {
            line_1: Some("Unter den Linden 1".into()),
            locality: Some("Berlin".into()),
            country_code: Some("DE".parse().expect("a country")),
            ..Location::default()
        },
        number: -0.125,
        integer: 9_007_199_254_740_991,
        phone: PhoneNumber::international("+442079460958").expect("a number"),
        phones: vec![
            PhoneNumber::national("(555) 867-5309", "US".parse().expect("a country"))
                .expect("a number"),
        ],
        rating: Rating::new(4).expect("a rating"),
        reference: RecordRef::new(acme),
        references: vec![globex.into(), AnyRecordRef::new("people", ada)],
        select: Size::VeryLarge,
        selects: vec![Size::Small, Size::VeryLarge],
        option: SelectOption::title("Small"),
        status: Size::VeryLarge,
        stage: Status::title("Small"),
        text: "\"quoted\"\n🎉 \u{0}\\".replace('\u{0}', ""),
        timestamp: "2026-02-28T23:59:59.123456789Z".parse().expect("a time"),
    }
}

/// Compares the members whose written and read forms are the same.
fn assert_same(read: &Everything, written: &Everything) {
    assert_eq!(read.currency.amount(), written.currency.amount());
    assert_eq!(read.option.title(), written.option.title());
    assert_eq!(read.stage.title(), written.stage.title());
    assert_eq!(read.phones.len(), written.phones.len());
    let same = Everything {
        currency: read.currency,
        option: read.option.clone(),
        stage: read.stage.clone(),
        phones: read.phones.clone(),
        ..written.clone()
    };
    assert_eq!(read, &same);
}

#[test]
fn the_types_of_a_list_are_all_but_two() {
    let of_a_list: Vec<_> = TYPES.iter().map(|(kind, _)| *kind).collect();
    let mut others: Vec<_> = AttributeType::ALL.iter().map(|kind| kind.as_str()).collect();
    others.retain(|kind| !of_a_list.contains(kind));
    others.sort_unstable();
    assert_eq!(others, ["interaction", "personal-name"]);
}

#[tokio::test]
async fn a_value_of_each_type_is_read_as_it_was_written() {
    let attio = start();
    let client = &attio.client;
    let written = everything(&attio);
    let parent = company(&attio.emulator, "Initech");
    let created: Entry<Everything> = written.create(client, parent).await.expect("created");
    let id = created.id.entry_id;
    let first = created.decode().expect("the response to a create");
    assert_same(&first, &written);

    // In every response, by every reader.
    let got = Everything::get(client, id).await.expect("got");
    assert_eq!(got.decode().expect("decoded"), first);
    assert_eq!(got.value(Everything::REFERENCES).expect("a value"), first.references);
    assert_eq!(got.value(Everything::SELECTS).expect("a value"), first.selects);
    let all = Everything::query().decode_all(client).await.expect("decoded");
    assert_eq!(all, std::slice::from_ref(&first));
    let page = Everything::query().page(client, 500, 0).await.expect("a page");
    assert_eq!(page[0].decode().expect("decoded"), first);

    // Each call can write again the values that were read.
    let asserted = first.assert(client, parent).await.expect("asserted");
    assert_eq!(asserted.decode().expect("decoded"), first);
    assert_eq!(asserted.id.entry_id, id);
    let overwritten = first.overwrite(client, id).await.expect("overwritten");
    assert_eq!(overwritten.decode().expect("decoded"), first);
    let appended = first.append(client, id).await.expect("appended").decode().expect("decoded");
    assert_same(&appended, &first);
    let other = company(&attio.emulator, "Umbrella");
    let copied = first.create(client, other).await.expect("created").decode().expect("decoded");
    assert_eq!(copied, first);
}
