//! All 17 attribute types, written and read through the emulator.

use attio_core::value::{ActorType, CountryCode, InteractionType};
use attio_core::{
    Actor, ActorRef, AnyRecordRef, AttioOption, AttioRecord, Currency, Date, Decimal, Domain,
    EmailAddress, Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef,
    SelectOption, Status, Timestamp, Tracked, Values,
};
use attio_tests::Attio;
use attio_tests::invoices::{self, Channel, Invoice, Number, Person};
use serde_json::json;

async fn round_trip(attio: &Attio, invoice: &Invoice) -> Invoice {
    let created = invoice.create(&attio.client).await.expect("created");
    let got = Invoice::get(&attio.client, created.id.record_id).await.expect("got");
    assert_eq!(got.created_at, created.created_at);
    assert_eq!(got.values.as_json(), created.values.as_json());
    got.decode().expect("decoded")
}

fn attio() -> Attio {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    attio
}

#[tokio::test]
async fn every_type_of_a_custom_object_comes_back_unchanged() {
    let attio = attio();
    let ada = Person { emails: vec!["Ada@Example.com".parse().expect("valid")] };
    let ada = ada.create(&attio.client).await.expect("created").id.record_id;
    let bob = Person { emails: vec!["bob@example.com".parse().expect("valid")] };
    let bob = bob.create(&attio.client).await.expect("created").id.record_id;
    let location = Location {
        line_1: Some("12 St James's Square".into()),
        locality: Some("London".into()),
        country_code: Some(CountryCode::new("GB").expect("a country")),
        latitude: Some("51.507222000".parse().expect("valid")),
        longitude: Some("-0.1275".parse().expect("valid")),
        ..Location::default()
    };
    let invoice = Invoice {
        text: Some(Number("line one\nline \"two\" \\ \u{1}é🎉".into())),
        number: Some(-0.125),
        checkbox: Some(false),
        currency: Some("12345678901234.5678".parse().expect("valid")),
        date: Some(Date::MAX),
        timestamp: Some(Timestamp::MAX),
        rating: Some(Rating::new(0).expect("valid")),
        select: Some(Channel::InPerson),
        selects: invoices::TAGS.iter().map(|title| SelectOption::title(*title)).collect(),
        status: Some(Status::title("Paid 🎉")),
        reference: Some(RecordRef::new(ada)),
        references: vec![
            RecordRef::new(bob),
            RecordRef::by(
                Person::EMAILS,
                "ADA@example.com".parse::<EmailAddress>().expect("valid"),
            ),
        ],
        actor: Some(ActorRef::member(attio.emulator.member_id())),
        location: Some(location.clone()),
        domain: Some("https://App.Attio.com/a?b#c".parse().expect("valid")),
        emails: vec![
            "Z@example.com".parse().expect("valid"),
            "a@example.co.uk".parse().expect("valid"),
        ],
        phone: Some(
            PhoneNumber::national("020 7946 0958", CountryCode::new("GB").expect("a country"))
                .expect("valid"),
        ),
    };
    let read = round_trip(&attio, &invoice).await;

    assert_eq!(read.text, invoice.text);
    assert_eq!(read.number, invoice.number);
    assert_eq!(read.checkbox, invoice.checkbox);
    let currency = read.currency.expect("an amount");
    assert_eq!(currency.amount().to_string(), "12345678901234.5678");
    assert_eq!(currency.code().map(|code| code.to_string()), Some("EUR".into()));
    assert_eq!(read.date, invoice.date);
    assert_eq!(read.timestamp, invoice.timestamp);
    assert_eq!(read.rating, invoice.rating);
    assert_eq!(read.select, invoice.select);
    let titles: Vec<_> = read.selects.iter().filter_map(|option| option.title()).collect();
    assert_eq!(titles, invoices::TAGS);
    assert!(read.selects.iter().all(|option| option.id().is_some() && !option.is_archived()));
    let status = read.status.clone().expect("a status");
    assert_eq!(status.title(), Some("Paid 🎉"));
    assert!(!status.celebration_enabled() && status.target_time_in_status().is_none());
    assert_eq!(read.reference.as_ref().and_then(RecordRef::record_id), Some(ada));
    let references: Vec<_> = read.references.iter().filter_map(RecordRef::record_id).collect();
    assert_eq!(references, [bob, ada]);
    assert_eq!(
        read.actor.as_ref().and_then(ActorRef::actor),
        Some(&Actor {
            actor_type: ActorType::WorkspaceMember,
            id: Some(attio.emulator.member_id().to_string())
        })
    );
    assert_eq!(read.location, Some(location));
    let domain = read.domain.as_ref().expect("a domain");
    assert_eq!((domain.as_str(), domain.root_domain()), ("app.attio.com", Some("attio.com")));
    assert_eq!(read.emails, invoice.emails);
    assert_eq!(read.emails[0].original(), "Z@example.com");
    assert_eq!(read.emails[1].root_domain(), Some("example.co.uk"));
    assert_eq!(read.emails[1].local_specifier(), "a");
    let phone = read.phone.as_ref().expect("a number");
    assert_eq!(phone.e164(), Some("+442079460958"));
    assert_eq!(phone.country_code().map(|code| code.to_string()), Some("GB".into()));
    assert_eq!(phone.original(), "020 7946 0958");

    // The read values can be written again, options by their IDs; only the unique string must be
    // removed.
    let again = round_trip(&attio, &Invoice { text: None, ..read }).await;
    assert_eq!(again.status.expect("a status").id(), status.id());
    assert_eq!(again.phone.expect("a number").e164(), Some("+442079460958"));
}

#[tokio::test]
async fn a_personal_name_comes_back_with_all_three_members() {
    #[derive(AttioRecord)]
    #[attio(object = "people")]
    struct Named {
        name: PersonalName,
    }
    let attio = Attio::start();
    let name = PersonalName::new("Ada", "Lovelace").with_full_name("Ada, Countess of Lovelace");
    let created = Named { name: name.clone() }.create(&attio.client).await.expect("created");
    assert_eq!(created.decode().expect("decoded").name, name);
}

#[test]
fn interactions_of_new_types_are_read_too() {
    #[derive(AttioRecord)]
    #[attio(object = "people", partial)]
    struct Seen {
        #[attio(read_only)]
        first_interaction: Option<Interaction>,
        #[attio(read_only, kind = "interaction")]
        last_interaction: Option<Interaction>,
    }
    let interaction = |kind: &str, owner: serde_json::Value| {
        json!([{
            "active_from": "2023-04-03T15:21:06.447000000Z", "active_until": null,
            "created_by_actor": {"type": "system", "id": null},
            "interaction_type": kind, "interacted_at": "2023-01-01T15:00:00.000000000Z",
            "owner_actor": owner, "attribute_type": "interaction"
        }])
    };
    let values = json!({
        "first_interaction": interaction("email", json!({"type": "workspace-member", "id": "50cf242c-7fa3-4cad-87d0-75b1af71c57b"})),
        "last_interaction": interaction("telepathy", json!({"type": null, "id": null})),
    });
    let seen: Seen =
        Values::from_json(values.to_string()).and_then(|v| v.decode()).expect("decoded");
    let first = seen.first_interaction.expect("an interaction");
    assert_eq!(first.interaction_type, InteractionType::Email);
    assert_eq!(first.interacted_at.to_string(), "2023-01-01T15:00:00.000000000Z");
    assert_eq!(first.owner.actor_type, ActorType::WorkspaceMember);
    let last = seen.last_interaction.expect("an interaction");
    assert_eq!(last.interaction_type, InteractionType::Unknown("telepathy".into()));
    assert_eq!(last.owner, Actor { actor_type: ActorType::Unspecified, id: None });
}

#[tokio::test]
async fn tracked_fields_have_their_period_and_author() {
    #[derive(AttioRecord)]
    #[attio(object = "people")]
    struct Followed {
        job_title: Option<Tracked<String>>,
        #[attio(slug = "email_addresses")]
        emails: Vec<Tracked<EmailAddress>>,
        #[attio(read_only)]
        created_by: Option<Actor>,
    }
    #[derive(AttioRecord)]
    #[attio(object = "people")]
    struct Plain {
        job_title: &'static str,
        email_addresses: Vec<EmailAddress>,
    }
    let attio = Attio::start();
    let plain =
        Plain { job_title: "CTO", email_addresses: vec!["a@example.com".parse().expect("valid")] };
    let id = plain.create(&attio.client).await.expect("created").id.record_id;
    let got = Followed::get(&attio.client, id.uuid().into()).await.expect("got");
    let followed = got.decode().expect("decoded");
    let title = followed.job_title.as_ref().expect("a title");
    assert_eq!(title.value, "CTO");
    assert_eq!(title.active_from, got.created_at);
    assert_eq!(title.active_until, None);
    assert_eq!(title.created_by.actor_type, ActorType::ApiToken);
    assert_eq!(followed.emails[0].value.as_str(), "a@example.com");
    assert_eq!(followed.created_by.expect("an actor").actor_type, ActorType::ApiToken);
}

#[tokio::test]
async fn a_string_reads_every_type_with_a_single_string() {
    #[derive(AttioRecord, Debug)]
    #[attio(object = "invoices", partial)]
    struct Strings {
        text: String,
        date: String,
        timestamp: String,
        select: String,
        selects: Vec<String>,
        status: String,
        domain: String,
        emails: Vec<String>,
        phone: String,
    }
    let attio = attio();
    let id = attio
        .emulator
        .seed(
            "invoices",
            &json!({
                "text": ["a"], "date": ["2023-01-02"], "timestamp": ["2023-01-02T03:04:05Z"],
                "select": ["Online"], "selects": ["export", "urgent"], "status": ["Draft"],
                "domain": ["attio.com"], "emails": ["a@example.com"], "phone": ["+442079460958"]
            }),
        )
        .expect("seeded");
    let read =
        Strings::get(&attio.client, id.into()).await.expect("got").decode().expect("decoded");
    assert_eq!(
        [
            read.text,
            read.date,
            read.timestamp,
            read.select,
            read.selects.join(","),
            read.status,
            read.domain,
            read.emails.join(","),
            read.phone
        ],
        [
            "a",
            "2023-01-02",
            "2023-01-02T03:04:05.000000000Z",
            "Online",
            "export,urgent",
            "Draft",
            "attio.com",
            "a@example.com",
            "+442079460958"
        ]
    );
}

#[tokio::test]
async fn bare_values_and_pinned_kinds_are_accepted_where_they_fit() {
    #[derive(AttioRecord)]
    #[attio(object = "invoices")]
    struct Pinned {
        #[attio(kind = "text")]
        text: &'static str,
        #[attio(kind = "number")]
        number: u8,
        #[attio(kind = "checkbox")]
        checkbox: bool,
        #[attio(kind = "currency")]
        currency: f64,
        #[attio(kind = "rating")]
        rating: u64,
        #[attio(kind = "select")]
        select: &'static str,
        #[attio(kind = "status")]
        status: &'static str,
        #[attio(kind = "actor-reference")]
        actor: String,
        #[attio(kind = "domain")]
        domain: &'static str,
        #[attio(kind = "email-address")]
        emails: Vec<&'static str>,
        #[attio(kind = "phone-number")]
        phone: &'static str,
    }
    #[derive(AttioRecord)]
    #[attio(object = "invoices")]
    struct Bare {
        text: &'static str,
        number: i32,
        checkbox: bool,
        currency: f32,
        rating: u8,
        select: &'static str,
        status: &'static str,
        actor: String,
        domain: &'static str,
        emails: Vec<&'static str>,
        phone: &'static str,
        date: &'static str,
        timestamp: &'static str,
    }
    let attio = attio();
    let member = attio.emulator.snapshot().members[0].email_address.clone();
    let pinned = Pinned {
        text: "a",
        number: 7,
        checkbox: true,
        currency: 0.1,
        rating: 3,
        select: "Online",
        status: "Draft",
        actor: member.clone(),
        domain: "attio.com",
        emails: vec!["a@example.com"],
        phone: "+442079460958",
    };
    let bare = Bare {
        text: "b",
        number: 7,
        checkbox: true,
        currency: 0.1,
        rating: 3,
        select: "Online",
        status: "Draft",
        actor: member,
        domain: "attio.com",
        emails: vec!["a@example.com"],
        phone: "+442079460958",
        date: "2023",
        timestamp: "2023-01",
    };
    assert_eq!(
        pinned.create(&attio.client).body().expect("written"),
        r#"{"data":{"values":{"text":[{"value":"a"}],"number":[{"value":7}],"checkbox":[{"value":true}],"currency":[{"currency_value":0.1}],"rating":[{"value":3}],"select":[{"option":"Online"}],"status":[{"status":"Draft"}],"actor":[{"workspace_member_email_address":"MEMBER"}],"domain":[{"domain":"attio.com"}],"emails":[{"email_address":"a@example.com"}],"phone":[{"original_phone_number":"+442079460958"}]}}}"#
            .replace("MEMBER", &pinned.actor)
    );
    let pinned = pinned.create(&attio.client).await.expect("the object forms are accepted");
    let bare = bare.create(&attio.client).await.expect("the bare forms are accepted");
    for slug in ["number", "rating"] {
        assert_eq!(
            pinned.values.read::<f64>(slug).expect("a number"),
            bare.values.read::<f64>(slug).expect("a number")
        );
    }
    assert_eq!(bare.values.read::<Decimal>("currency").expect("an amount").to_string(), "0.1");
    assert_eq!(bare.values.read::<Date>("date").expect("a date").to_string(), "2023-01-01");
}

#[tokio::test]
async fn a_reference_to_any_object_keeps_its_object() {
    #[derive(AttioRecord)]
    #[attio(object = "invoices")]
    struct Loose {
        reference: Option<AnyRecordRef>,
    }
    let attio = attio();
    let ada = Person { emails: vec!["ada@example.com".parse().expect("valid")] };
    let ada = ada.create(&attio.client).await.expect("created").id.record_id;
    let loose = Loose { reference: Some(ada.into()) };
    let read = loose.create(&attio.client).await.expect("created").decode().expect("decoded");
    let reference = read.reference.expect("a reference");
    assert_eq!((reference.object(), reference.record_id()), ("people", ada.uuid()));
    assert_eq!(reference.to::<Person>().and_then(|person| person.record_id()), Some(ada));
    assert_eq!(reference.to::<Invoice>().map(|_| ()), None);
}

#[test]
fn numbers_are_read_from_every_form_or_refused() {
    let read = |kind: &str, value: &str| {
        let member = if kind == "currency" { "currency_value" } else { "value" };
        let json = format!(r#"{{"n":[{{"{member}":{value},"attribute_type":"{kind}"}}]}}"#);
        Values::from_json(json).expect("JSON")
    };
    assert_eq!(read("number", "42").read::<u8>("n").expect("fits"), 42);
    assert_eq!(read("number", "42.0").read::<i64>("n").expect("whole"), 42);
    assert_eq!(read("number", "1e3").read::<u16>("n").expect("whole"), 1000);
    assert_eq!(read("number", "9007199254740992").read::<u64>("n").expect("fits"), 1 << 53);
    assert!(read("number", "42.5").read::<i64>("n").is_err());
    assert!(read("number", "256").read::<u8>("n").is_err());
    assert!(read("number", "-1").read::<u64>("n").is_err());
    assert!(read("text", "\"1\"").read::<u64>("n").is_err());
    for (json, digits) in [("99", "99"), ("\"499.00\"", "499.00"), ("0.1", "0.1"), ("1e2", "100")] {
        let amount: Currency = read("currency", json).read("n").expect("an amount");
        assert_eq!(amount.amount().to_string(), digits);
    }
}

#[test]
fn reads_tolerate_what_attio_may_add() {
    let values = Values::from_json(
        r#"{"new_attribute":[{"x":1}],
            "domain":[{"domain":"attio.com","root_domain":null,"more":{"a":[]},"attribute_type":"domain"}],
            "money":[{"currency_value":1,"currency_code":"XYZ","attribute_type":"currency"}],
            "missing_code":[{"currency_value":"1.5","attribute_type":"currency"}],
            "actor":[{"referenced_actor_type":"robot","referenced_actor_id":null,"attribute_type":"actor-reference"}],
            "nothing":null}"#,
    )
    .expect("JSON");
    assert_eq!(values.read::<Domain>("domain").expect("a domain").as_str(), "attio.com");
    let money: Currency = values.read("money").expect("an amount");
    assert_eq!(money.code().expect("a code").as_str(), "XYZ");
    assert_eq!(values.read::<Currency>("missing_code").expect("an amount").code(), None);
    let actor: Actor = values.read("actor").expect("an actor");
    assert_eq!(actor.actor_type, ActorType::Unknown("robot".into()));
    assert_eq!(values.read::<Option<String>>("nothing").expect("empty"), None);
    assert_eq!(values.read::<Vec<String>>("not_there").expect("empty"), Vec::<String>::new());
    let error = values.read::<String>("not_there").expect_err("exactly one is requested");
    assert!(error.to_string().contains("no value"), "{error}");
}

/// The positive cases are in the guide.
#[tokio::test]
async fn a_missing_value_and_an_unknown_title_are_errors_of_decode() {
    #[derive(AttioOption, Debug)]
    enum Stage {
        Lead,
    }
    #[derive(AttioOption, Debug, PartialEq)]
    enum AnyStage {
        Lead,
        #[attio(other)]
        Other(String),
    }
    #[derive(AttioRecord, Debug)]
    #[attio(object = "deals", partial)]
    struct Deal {
        stage: Stage,
    }
    #[derive(AttioRecord, Debug)]
    #[attio(object = "deals", partial)]
    struct AnyDeal {
        stage: Vec<AnyStage>,
    }
    let attio = Attio::start();
    let seed = |stage: &str| {
        let values = json!({"name": "Engines", "stage": stage, "owner": "ada@example.com"});
        attio.emulator.seed("deals", &values).expect("a deal")
    };
    let (lead, won) = (seed("Lead"), seed("Won 🎉"));
    let read = Deal::get(&attio.client, lead.into()).await.expect("a deal").decode();
    assert!(matches!(read.expect("a variant has this title").stage, Stage::Lead));
    let unknown = Deal::get(&attio.client, won.into()).await.expect("a deal").decode();
    let unknown = unknown.expect_err("no variant has this title");
    assert_eq!((unknown.is_decode(), unknown.attribute()), (true, Some("stage")));
    assert!(unknown.to_string().contains("Won"), "{unknown}");
    let other = AnyDeal::get(&attio.client, won.into()).await.expect("a deal").decode();
    let other = other.expect("the title is kept");
    assert_eq!(other.stage, [AnyStage::Other("Won 🎉".to_owned())]);
    let empty = Values::from_json(r#"{"stage": []}"#).expect("values");
    assert_eq!(empty.decode::<AnyDeal>().expect("any number").stage, []);
    let empty = empty.decode::<Deal>().expect_err("exactly one value");
    assert_eq!((empty.is_decode(), empty.attribute()), (true, Some("stage")), "{empty}");
}
