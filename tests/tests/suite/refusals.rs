//! Values that Attio is documented to refuse. Either a constructor refuses them, or encoding does,
//! naming the attribute, or the emulator, with the documented code. Nothing is sent in the first
//! two cases.

use attio_core::value::{
    ActorType, CountryCode, CurrencyCode, InteractionType, Latitude, Longitude,
};
use attio_core::{
    Actor, ActorRef, AttioRecord, Currency, Date, Decimal, Domain, DynamicRecord, EmailAddress,
    Error, Location, Method, Outcome, PersonalName, PhoneNumber, Rating, RecordId, RecordRef,
    SelectOption, Status, Timestamp, ValueError,
};
use attio_tests::Attio;
use attio_tests::invoices::{self, Invoice, Number, Person};
use serde_json::json;
use uuid::Uuid;

#[test]
fn constructors_refuse_and_name_the_allowed_values() {
    let refused = [
        (Rating::new(6).map(drop), "6", "0 to 5"),
        ("0.00001".parse::<Currency>().map(drop), "0.00001", "4 decimals"),
        ("1,000".parse::<Currency>().map(drop), "1,000", "499.00"),
        (Latitude::new(91.0).map(drop), "91", "-90 to 90"),
        (Latitude::new(f64::NAN).map(drop), "NaN", "-90 to 90"),
        ("90.1".parse::<Latitude>().map(drop), "90.1", "-90 to 90"),
        ("180.0000001".parse::<Longitude>().map(drop), "180.0000001", "-180 to 180"),
        ("1e2".parse::<Longitude>().map(drop), "1e2", "plain digits"),
        (CountryCode::new("ZZ").map(drop), "ZZ", "ISO 3166-1"),
        (CountryCode::new("us").map(drop), "us", "ISO 3166-1"),
        (Date::new(10_000, 1, 1).map(drop), "10000-01-01", "9999-12-31"),
        (Date::new(2023, 2, 29).map(drop), "2023-02-29", "calendar"),
        ("2023-1-1".parse::<Date>().map(drop), "2023-1-1", "2023-01-31"),
        ("10000-01-01T00:00:00Z".parse::<Timestamp>().map(drop), "10000-01-01", "9999"),
        ("9999-12-31T23:59:59-01:00".parse::<Timestamp>().map(drop), "9999-12-31", "9999"),
        ("2023-01-01T00:00:00".parse::<Timestamp>().map(drop), "2023-01-01T00", "Z"),
        (Timestamp::from_unix(0, 1_000_000_000).map(drop), "1000000000", "nanoseconds"),
        ("no domain".parse::<Domain>().map(drop), "no domain", "attio.com"),
        ("localhost".parse::<Domain>().map(drop), "localhost", "attio.com"),
        ("ada".parse::<EmailAddress>().map(drop), "ada", "ada@example.com"),
        ("ada@@example.com".parse::<EmailAddress>().map(drop), "ada@@", "ada@example.com"),
        ("a b@example.com".parse::<EmailAddress>().map(drop), "a b@", "ada@example.com"),
        (ActorRef::email("nobody").map(drop), "nobody", "ada@example.com"),
        (PhoneNumber::international("5558675309").map(drop), "5558675309", "+15558675309"),
        (PhoneNumber::international("+1555867530912345").map(drop), "+1555", "+15558675309"),
    ];
    for (result, given, expected) in refused {
        let error = result.expect_err(given);
        assert!(error.given().contains(given), "{error} does not say {given}");
        assert!(error.expected().contains(expected), "{error} does not say {expected}");
    }
    for fine in ["90", "-90.000", "+0.5", "89.999999999"] {
        assert_eq!(fine.parse::<Latitude>().expect(fine).as_str(), fine);
    }
}

/// A string makes a value in each of these ways, and the same value.
#[track_caller]
fn assert_made<T>(text: &str, value: &T)
where
    T: std::fmt::Debug + PartialEq + std::str::FromStr<Err = ValueError>,
    T: for<'a> TryFrom<&'a str, Error = ValueError> + TryFrom<String, Error = ValueError>,
    T: for<'a> TryFrom<&'a String, Error = ValueError>,
{
    assert_eq!(text.parse().as_ref(), Ok(value));
    assert_eq!(T::try_from(text).as_ref(), Ok(value));
    assert_eq!(T::try_from(text.to_owned()).as_ref(), Ok(value));
    assert_eq!(T::try_from(&text.to_owned()).as_ref(), Ok(value));
    let error = T::try_from("").expect_err("an empty string is no value");
    assert!(error.to_string().contains(r#"got """#), "{error}");
}

#[test]
fn every_type_that_a_string_can_make_is_made_in_the_same_ways() -> Result<(), ValueError> {
    let id = Uuid::from_u128(7);
    assert_made("Ada@Example.com", &EmailAddress::new("ada@example.com")?);
    assert_made("https://attio.com/pricing", &Domain::new("attio.com")?);
    assert_made("+1 555 867 5309", &PhoneNumber::international("+15558675309")?);
    assert_made("US 555 867 5309", &PhoneNumber::national("5558675309", CountryCode::new("US")?)?);
    assert_made("2024-02-29", &Date::new(2024, 2, 29)?);
    assert_made("1970-01-01T01:00:00+01:00", &Timestamp::from_unix(0, 0)?);
    assert_made("499.00", &Currency::new(Decimal::new(49900, 2))?);
    assert_made("USD", &CurrencyCode::new("USD")?);
    assert_made("XK", &CountryCode::new("XK")?);
    assert_made("4", &Rating::new(4)?);
    assert_made("51.5", &Latitude::new(51.5)?);
    assert_made("-180", &Longitude::new(-180.0)?);
    assert_made(" Hot ", &SelectOption::title(" Hot "));
    assert_made("In Progress", &Status::title("In Progress"));
    assert_made("ada@example.com", &ActorRef::email("ada@example.com")?);
    assert_made(&id.to_string(), &ActorRef::member(id));
    assert_made(&id.to_string(), &RecordRef::<Person>::new(id.into()));
    assert_made("Ada Lovelace", &PersonalName::new("Ada", "Lovelace"));
    assert_made("  Lovelace,  Ada", &PersonalName::new("Ada", "Lovelace"));
    assert_made("van Beethoven, Ludwig", &PersonalName::new("Ludwig", "van Beethoven"));
    assert_made("Ada King Lovelace", &PersonalName::new("Ada King", "Lovelace"));
    assert_made("Plato", &PersonalName::new("Plato", ""));
    for wrong in [" ", ",", " , "] {
        PersonalName::try_from(wrong).expect_err(wrong);
    }
    for wrong in ["6", "-1", "4.5", "four"] {
        let error = Rating::try_from(wrong).expect_err(wrong);
        assert!(error.to_string().contains("0 to 5"), "{error}");
    }
    let error = ActorRef::try_from("Ada").expect_err("neither");
    assert_eq!(
        error.to_string(),
        r#"got "Ada", expected the e-mail address or the ID of a workspace member"#
    );
    assert_eq!("system".parse(), Ok(ActorType::System));
    assert_eq!("email".parse(), Ok(InteractionType::Email));
    Ok(())
}

#[test]
fn a_reference_by_a_string_is_parsed_as_the_type_of_the_field() {
    let by = |email: &str| Invoice {
        reference: Some(RecordRef::by(Person::EMAILS, email)),
        ..Invoice::default()
    };
    let json = by(" Ada@Example.com").to_json().expect("an address");
    let json = String::from_utf8(json).expect("text");
    assert!(json.contains(r#"[{"email_address":"Ada@Example.com"}]"#), "{json}");
    let owned = RecordRef::by(Person::EMAILS, String::from("ada@example.com"));
    let parsed: EmailAddress = "ada@example.com".parse().expect("an address");
    assert_eq!(owned, RecordRef::<Person>::by(Person::EMAILS, parsed));

    let error = by("nobody").to_json().expect_err("no address");
    assert!(error.is_encode(), "{error}");
    assert_eq!(error.attribute(), Some("reference"));
    assert!(error.to_string().contains(r#"got "nobody", expected an e-mail address"#), "{error}");
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Loose {
    name: Option<f64>,
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96", slug = "count")]
    count: Option<u64>,
    small: Option<i64>,
    text: Option<String>,
    owner: Option<ActorRef>,
    #[attio(kind = "rating")]
    stars: Option<f32>,
    #[attio(kind = "currency")]
    money: Option<f64>,
    #[attio(kind = "select")]
    title: Option<&'static str>,
}

const NOTHING: Loose = Loose {
    name: None,
    count: None,
    small: None,
    text: None,
    owner: None,
    stars: None,
    money: None,
    title: None,
};

#[tokio::test]
async fn encoding_refuses_and_names_the_attribute_and_nothing_is_sent() {
    let attio = Attio::start();
    let robot = Actor { actor_type: ActorType::ApiToken, id: Some(Uuid::nil().to_string()) };
    let cases = [
        (Loose { name: Some(f64::NAN), ..NOTHING }, "name", "NaN"),
        (Loose { name: Some(f64::INFINITY), ..NOTHING }, "name", "inf"),
        (
            Loose { count: Some((1 << 53) + 1), ..NOTHING },
            "41252299-f8c7-4b5e-99c9-4ff8321d2f96",
            "9007199254740993",
        ),
        (Loose { small: Some(-(1 << 53) - 1), ..NOTHING }, "small", "-9007199254740993"),
        (Loose { text: Some("x".repeat(10_000_001)), ..NOTHING }, "text", "10000001 bytes"),
        (Loose { owner: Some(robot.into()), ..NOTHING }, "owner", "api-token"),
        (Loose { stars: Some(5.5), ..NOTHING }, "stars", "5.5"),
        (Loose { stars: Some(6.0), ..NOTHING }, "stars", "6"),
        (Loose { money: Some(0.000_01), ..NOTHING }, "money", "0.00001"),
        (Loose { title: Some(""), ..NOTHING }, "title", "\"\""),
    ];
    for (record, attribute, given) in cases {
        let error = record.create(&attio.client).await.expect_err(attribute);
        assert!(error.is_encode(), "{error}");
        assert_eq!(error.attribute(), Some(attribute));
        assert_eq!(error.outcome(), Outcome::NotApplied);
        let value = error.value_error().expect("a value error");
        assert!(value.given().contains(given), "{value} does not say {given}");
        assert!(error.to_string().contains(attribute), "{error}");
    }
    assert!(attio.emulator.requests().is_empty(), "nothing was sent");
}

#[test]
fn numbers_that_a_float_holds_exactly_are_accepted() {
    let attio = Attio::start();
    for number in [1 << 53, (1 << 53) + 2, 1 << 63, u64::MAX - 2047] {
        let record = Loose { count: Some(number), ..NOTHING };
        let call = record.create(&attio.client);
        let body = call.body().expect("a float holds it");
        assert!(body.contains(&format!("[{number}]")), "{body}");
    }
    let ten_megabytes = Loose { text: Some("x".repeat(10_000_000)), ..NOTHING };
    assert!(ten_megabytes.create(&attio.client).body().is_some());
}

fn attio() -> Attio {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    attio
}

async fn refused(attio: &Attio, invoice: Invoice) -> Error {
    let error = invoice.create(&attio.client).await.expect_err("refused");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.status(), Some(400), "{error}");
    error
}

#[tokio::test]
async fn the_emulator_refuses_what_only_attio_can_check() {
    let attio = attio();
    let missing: RecordId<Person> = Uuid::nil().into();
    let cases = [
        (
            Invoice { selects: vec![SelectOption::title("nope")], ..Invoice::default() },
            "value_not_found",
        ),
        (
            Invoice { selects: vec![SelectOption::id(Uuid::nil())], ..Invoice::default() },
            "value_not_found",
        ),
        (Invoice { status: Some(Status::title("Nope")), ..Invoice::default() }, "value_not_found"),
        (
            Invoice { reference: Some(RecordRef::new(missing)), ..Invoice::default() },
            "value_not_found",
        ),
        (
            Invoice {
                reference: Some(RecordRef::by(
                    Person::EMAILS,
                    "nobody@example.com".parse::<EmailAddress>().expect("valid"),
                )),
                ..Invoice::default()
            },
            "value_not_found",
        ),
        (
            Invoice { actor: Some(ActorRef::member(Uuid::nil())), ..Invoice::default() },
            "value_not_found",
        ),
        (
            Invoice {
                emails: vec!["ada@machine.test".parse().expect("its form is right")],
                ..Invoice::default()
            },
            "validation_type",
        ),
        (
            Invoice {
                phone: Some(
                    PhoneNumber::international("+1 000 000 0000").expect("its form is right"),
                ),
                ..Invoice::default()
            },
            "validation_type",
        ),
    ];
    for (invoice, code) in cases {
        let what = format!("{invoice:?}");
        let error = refused(&attio, invoice).await;
        assert_eq!(error.code(), Some(code), "{what}: {error}");
    }
}

#[tokio::test]
async fn a_unique_value_has_one_holder_and_the_conflict_names_it() {
    let attio = attio();
    let invoice = || Invoice { text: Some(Number("2026-1".into())), ..Invoice::default() };
    let first = invoice().create(&attio.client).await.expect("the first").id.record_id;
    let error = refused(&attio, invoice()).await;
    assert!(error.is_uniqueness_conflict());
    assert_eq!(error.conflicting_records(), [first.uuid()]);
    assert_eq!(error.attribute(), Some("text"));
    // Strings are compared with case, e-mail addresses without.
    let other = Invoice { text: Some(Number("2026-1 ".into())), ..Invoice::default() };
    other.create(&attio.client).await.expect("another text");
    let ada = |address: &str| Person { emails: vec![address.parse().expect("valid")] };
    ada("Ada@example.com").create(&attio.client).await.expect("the first");
    let error = ada("ada@Example.com").create(&attio.client).await.expect_err("held");
    assert!(error.is_uniqueness_conflict(), "{error}");
}

#[tokio::test]
async fn missing_and_unknown_things_are_refused_with_the_documented_code() {
    #[derive(AttioRecord)]
    #[attio(object = "people")]
    struct Unknown {
        no_such_attribute: &'static str,
    }
    #[derive(AttioRecord)]
    #[attio(object = "no_such_object")]
    struct Nowhere {
        name: &'static str,
    }
    #[derive(AttioRecord)]
    #[attio(object = "deals")]
    struct Deal {
        name: &'static str,
    }
    #[derive(AttioRecord)]
    #[attio(object = "companies")]
    struct Company {
        domains: &'static str,
        logo_url: Option<&'static str>,
    }
    let attio = Attio::start();
    let client = &attio.client;

    let error = Unknown { no_such_attribute: "x" }.create(client).await.expect_err("unknown");
    assert_eq!((error.status(), error.code()), (Some(400), Some("value_not_found")));
    assert_eq!(error.attribute(), Some("no_such_attribute"));

    let error = Nowhere { name: "x" }.create(client).await.expect_err("unknown");
    assert!(error.is_not_found(), "{error}");

    let error = Deal { name: "x" }.create(client).await.expect_err("stage and owner are required");
    assert_eq!((error.status(), error.code()), (Some(400), Some("missing_value")));

    let company = Company { domains: "acme.com", logo_url: Some("https://acme.com/logo.png") };
    let error = company.create(client).await.expect_err("read-only");
    assert_eq!((error.status(), error.code()), (Some(400), Some("validation_type")));

    let company = Company { domains: "acme.com", logo_url: None };
    company.create(client).await.expect("an array of one is accepted for a multi-select");
}

#[tokio::test]
async fn an_invalid_email_address_is_refused_and_nothing_is_stored() {
    let attio = attio();
    #[derive(AttioRecord)]
    #[attio(object = "invoices")]
    struct Wrong {
        text: &'static str,
        emails: Vec<&'static str>,
    }
    let wrong = Wrong { text: "unique", emails: vec!["ada@example.com", "no address"] };
    let error = wrong.create(&attio.client).await.expect_err("refused");
    assert_eq!((error.status(), error.code()), (Some(400), Some("validation_type")));
    assert_eq!(error.attribute(), Some("emails"));
    let right = Wrong { text: "unique", emails: vec!["ada@example.com"] };
    right.create(&attio.client).await.expect("nothing of the refused record was stored");
}

#[test]
fn a_location_has_null_for_missing_parts() {
    let attio = attio();
    let invoice = Invoice { location: Some(Location::default()), ..Invoice::default() };
    let body = invoice.create(&attio.client).body().expect("written").to_owned();
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        body["data"]["values"]["location"][0],
        json!({
            "line_1": null, "line_2": null, "line_3": null, "line_4": null, "locality": null,
            "region": null, "postcode": null, "country_code": null, "latitude": null, "longitude": null
        })
    );
}

/// A module of the user's own can push the same values as fields of the record.
#[tokio::test]
async fn push_refuses_the_same_values_as_the_record() {
    mod number {
        use attio_core::value::{FieldReader, FieldWriter, ValueError};

        #[expect(clippy::unnecessary_wraps, reason = "the form that `with` needs")]
        pub(super) fn write(number: &f64, out: &mut FieldWriter<'_>) -> Result<(), ValueError> {
            out.push(number);
            Ok(())
        }

        pub(super) fn read(values: FieldReader<'_, '_>) -> Result<f64, ValueError> {
            values.one()
        }
    }
    #[derive(AttioRecord)]
    #[attio(object = "invoices")]
    struct Pushed {
        #[attio(kind = "number", with = "number")]
        count: f64,
        #[attio(kind = "rating", with = "number")]
        stars: f64,
    }
    let attio = Attio::start();
    for (count, stars, attribute, given) in
        [(f64::NAN, 5.0, "count", "NaN"), (1.0, 6.0, "stars", "6"), (1.0, 5.5, "stars", "5.5")]
    {
        let error = Pushed { count, stars }.create(&attio.client).await.expect_err(attribute);
        assert!(error.is_encode() && error.attribute() == Some(attribute), "{error}");
        assert!(error.to_string().contains(given), "{error}");
    }
    assert!(attio.emulator.requests().is_empty(), "nothing was sent");
    assert!(Pushed { count: 1.0, stars: 5.0 }.to_json().is_ok());
}

/// Attio refuses a write by a slug that is gone, and a response has no values by it.
#[tokio::test]
async fn a_slug_that_is_gone_is_refused_in_a_write_and_reads_as_none() {
    #[derive(AttioRecord)]
    #[attio(object = "invoices", partial)]
    struct Noted {
        note: Option<String>,
    }
    let attio = Attio::start();
    let object = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    attio.emulator.create_object(&object).expect("an object");
    let note = json!({"api_slug": "note", "type": "text"});
    attio.emulator.create_attribute("invoices", &note).expect("an attribute");
    let id = attio.emulator.seed("invoices", &json!({"note": "paid"})).expect("an invoice");
    let read = async || {
        let invoice = Noted::get(&attio.client, id.into()).await.expect("an invoice");
        invoice.decode().expect("it fits").note
    };
    assert_eq!(read().await.as_deref(), Some("paid"));
    let path = "/v2/objects/invoices/attributes/note";
    let renamed = json!({"data": {"api_slug": "remark"}});
    attio.client.request(Method::PATCH, path).json(&renamed).await.expect("renamed");
    assert_eq!(read().await, None);
    let write = Noted::patch(id.into()).set(Noted::NOTE, "late").append(&attio.client).await;
    let error = write.expect_err("no such attribute");
    assert_eq!((error.status(), error.outcome()), (Some(400), Outcome::NotApplied), "{error}");
}

/// Attio's message quotes the value and not its attribute, so the client names the attribute, if only one
/// has that value, and what to do.
#[tokio::test]
async fn a_value_that_does_not_exist_is_named_with_its_attribute_and_a_remedy() {
    let attio = Attio::start();
    let create = async |values: serde_json::Value| {
        let body = json!({"data": {"values": values}});
        let call = attio.client.request(Method::POST, "/v2/objects/deals/records").json(&body);
        call.await.expect_err("refused")
    };
    // Two attributes have the string, so the error names neither.
    let error = create(json!({"name": "Nope", "stage": "Nope"})).await;
    assert_eq!(error.attribute(), None);
    assert!(!error.to_string().contains("(in `"), "{error}");

    let cases = [
        (
            json!({"stage": "In progress"}),
            "stage",
            "Cannot find Status with title \"In progress\".",
            "written exactly",
        ),
        (
            json!({"name": "x", "stage": "Lead", "owner": "nobody@acme.com"}),
            "owner",
            "\"nobody@acme.com\" not found.",
            "a member of the workspace",
        ),
        (
            json!({"associated_company": "acme.com"}),
            "associated_company",
            "Record with domains \"acme.com\" not found.",
            "create that record first",
        ),
        (
            json!({"stagge": "Lead"}),
            "stagge",
            "Cannot find attribute with slug/ID \"stagge\".",
            "correct the slug",
        ),
    ];
    for (values, attribute, message, remedy) in cases {
        let error = create(values).await;
        let text = error.to_string();
        assert_eq!(error.attribute(), Some(attribute), "{text}");
        assert!(text.contains(message), "{text}");
        assert!(text.contains(&format!("`{attribute}`")) || message.contains(attribute), "{text}");
        assert!(text.contains(remedy), "{text}");
        let said = error.api().and_then(|api| api.message()).expect("Attio's message");
        assert!(said.ends_with(message), "Attio's own message is unchanged: {said}");
    }
}

#[tokio::test]
async fn an_error_of_values_names_the_record() {
    let attio = Attio::start();
    let id = attio.emulator.seed("companies", &json!({"domains": ["acme.com"]})).expect("seeded");
    let all = DynamicRecord::query(&attio.client, "companies", &json!({})).await.expect("a page");
    let record = all.first().expect("a record");
    let error = record.values.read::<u32>("domains").expect_err("no number");
    assert_eq!(error.id(), Some(id));
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("cannot decode values of record {id}: `domains`: ")),
        "{text}"
    );
}

#[test]
fn the_error_of_a_value_becomes_the_error_of_a_call() {
    fn address() -> Result<EmailAddress, Error> {
        Ok("ada@localhost".parse()?)
    }
    let error = address().expect_err("no address");
    assert!(error.is_encode() && !error.is_retryable() && !error.may_have_applied());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 0));
    assert_eq!((error.attribute(), error.status()), (None, None));
    assert_eq!(error.value_error().map(ValueError::given), Some("\"ada@localhost\""));
    assert_eq!(
        error.to_string(),
        "cannot make a value: got \"ada@localhost\", expected an e-mail address whose domain has a dot, \
         such as ada@example.com"
    );
    let error = "https://localhost/x".parse::<Domain>().expect_err("no domain");
    assert!(error.expected().contains("with a dot"), "{error}");
}
