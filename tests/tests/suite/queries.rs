//! Queries against the emulator: every typed operator once, pages, streams, IDs in bulk.
#![allow(dead_code, reason = "some fields are used only through their constants")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use attio_core::query::{ThroughPath, ValueKind};
use attio_core::rate_limit::{RateLimiter, RequestKind};
use attio_core::value::{CountryCode, ReadValue, ValueReader, kind};
use attio_core::{
    ActorRef, AttioRecord, Currency, Date, EmailAddress, Error, Filter, Location, PersonalName,
    PhoneNumber, Rating, RecordId, RecordRef, RetryPolicy, SelectOption, Status, Timestamp,
    ValueError,
};
use attio_emulator::{CannedResponse, Fault, Seed};
use attio_tests::invoices::{self, Channel, Invoice, Number};
use attio_tests::people::Company;
use attio_tests::{Attio, client_of};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    record_id: Option<String>,
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
    company: Option<RecordRef<Company>>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

fn person(
    first: &str,
    last: &str,
    title: Option<&str>,
    company: Option<RecordId<Company>>,
) -> Person {
    Person {
        record_id: None,
        name: Some(PersonalName::new(first, last)),
        emails: vec![format!("{first}@{last}.com").to_lowercase().parse().expect("valid")],
        job_title: title.map(str::to_owned),
        company: company.map(RecordRef::new),
        created_at: None,
    }
}

async fn people() -> (Attio, RecordId<Company>) {
    let attio = Attio::start();
    let acme = Company {
        name: Some("Acme Rockets".into()),
        domains: vec!["www.acme.co.uk".parse().expect("valid")],
    };
    let acme = acme.create(&attio.client).await.expect("created").id.record_id;
    for person in [
        person("Ada", "Lovelace", Some("Software Engineer"), Some(acme)),
        person("Charles", "Babbage", Some("Inventor"), Some(acme)),
        person("Grace", "Hopper", None, None),
    ] {
        person.create(&attio.client).await.expect("created");
    }
    (attio, acme)
}

async fn first_names<N>(attio: &Attio, filter: Filter<Person, N>) -> Vec<String> {
    let json = filter.to_json();
    let found = Person::query().filter(filter).all(&attio.client).await;
    let found = found.unwrap_or_else(|error| panic!("{json}: {error}"));
    let name = |record: &attio_core::Record<Person>| {
        record.value(Person::NAME).expect("a name").expect("a name").first_name().to_owned()
    };
    found.iter().map(name).collect()
}

#[tokio::test]
async fn filters_of_people_find_the_right_ones() {
    let (attio, acme) = people().await;
    let grace = attio.emulator.record_ids("people")[2];
    let all = ["Ada", "Charles", "Grace"];
    assert_eq!(first_names(&attio, Person::JOB_TITLE.contains("ENGINEER")).await, ["Ada"]);
    assert_eq!(first_names(&attio, Person::JOB_TITLE.starts_with("inv")).await, ["Charles"]);
    assert_eq!(first_names(&attio, Person::JOB_TITLE.ends_with("tor")).await, ["Charles"]);
    assert_eq!(first_names(&attio, Person::JOB_TITLE.eq("inventor")).await, ["Charles"]);
    assert_eq!(first_names(&attio, !Person::JOB_TITLE.eq("Inventor")).await, ["Ada", "Grace"]);
    assert_eq!(first_names(&attio, Person::RECORD_ID.is_in([grace.to_string()])).await, ["Grace"]);
    assert_eq!(first_names(&attio, Person::NAME.last_name().eq("Hopper")).await, ["Grace"]);
    assert_eq!(first_names(&attio, Person::NAME.is_not_empty()).await, all);
    assert!(first_names(&attio, Person::NAME.first_name().is_empty()).await.is_empty());
    assert_eq!(first_names(&attio, Person::EMAILS.eq("ADA@lovelace.com")).await, ["Ada"]);
    assert_eq!(
        first_names(&attio, Person::EMAILS.root_domain().eq("babbage.com")).await,
        ["Charles"]
    );
    assert_eq!(
        first_names(&attio, Person::EMAILS.local_specifier().contains("ra")).await,
        ["Grace"]
    );
    assert_eq!(first_names(&attio, Person::EMAILS.domain().ends_with("r.com")).await, ["Grace"]);
    assert_eq!(first_names(&attio, Person::COMPANY.eq(acme)).await, ["Ada", "Charles"]);
    assert_eq!(first_names(&attio, Person::COMPANY.is_in([acme])).await, ["Ada", "Charles"]);
    assert_eq!(
        first_names(&attio, Person::COMPANY.via(Company::NAME).contains("rocket")).await,
        ["Ada", "Charles"]
    );
    assert_eq!(
        first_names(
            &attio,
            Person::COMPANY.via(Company::DOMAINS).root_domain().eq("acme.co.uk")
                & !Person::NAME.first_name().eq("Ada")
        )
        .await,
        ["Charles"]
    );
    assert_eq!(
        first_names(
            &attio,
            !(Person::NAME.first_name().eq("Ada") | Person::JOB_TITLE.contains("invent"))
        )
        .await,
        ["Grace"]
    );
    let raw =
        Filter::<Person, ThroughPath>::from_json(r#"{"job_title":"Inventor"}"#).expect("JSON");
    assert_eq!(first_names(&attio, raw).await, ["Charles"]);
    let since = "2020-01-01T00:00:00Z".parse::<Timestamp>().expect("valid");
    assert_eq!(first_names(&attio, Person::CREATED_AT.gt(since)).await, all);
}

#[tokio::test]
async fn filters_of_every_kind_are_accepted() {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    let ada = invoices::Person { emails: vec!["ada@example.com".parse().expect("valid")] };
    let ada = ada.create(&attio.client).await.expect("created").id.record_id;
    let day: Date = "2026-01-31".parse().expect("valid");
    let instant: Timestamp = "2026-01-31T12:00:00.5Z".parse().expect("valid");
    let amount: Currency = "499.5".parse().expect("valid");
    let gb = CountryCode::new("GB").expect("a country");
    let full = Invoice {
        text: Some(Number("2026-1".into())),
        number: Some(2.5),
        checkbox: Some(true),
        currency: Some(amount),
        date: Some(day),
        timestamp: Some(instant),
        rating: Some(Rating::new(4).expect("valid")),
        select: Some(Channel::InPerson),
        selects: vec![SelectOption::title("export"), SelectOption::title("urgent")],
        status: Some(Status::title("Draft")),
        reference: Some(RecordRef::new(ada)),
        references: vec![RecordRef::new(ada)],
        actor: Some(ActorRef::member(attio.emulator.member_id())),
        location: Some(Location {
            line_1: Some("1 High St".into()),
            locality: Some("London".into()),
            region: Some("England".into()),
            postcode: Some("N1".into()),
            country_code: Some(gb),
            ..Location::default()
        }),
        domain: Some("app.attio.com".parse().expect("valid")),
        emails: vec![
            "a@example.com".parse().expect("valid"),
            "b@test.co.uk".parse().expect("valid"),
        ],
        phone: Some(PhoneNumber::international("+442079460958").expect("valid")),
    };
    full.create(&attio.client).await.expect("created");
    Invoice::default().create(&attio.client).await.expect("created");
    let early: Timestamp = "2020-01-01T00:00:00Z".parse().expect("valid");

    let hits = [
        Invoice::TEXT.eq("2026-1"),
        Invoice::TEXT.is_in(["x", "2026-1"]),
        Invoice::TEXT.contains("26"),
        Invoice::TEXT.starts_with("2026"),
        Invoice::TEXT.ends_with("-1"),
        Invoice::NUMBER.eq(2.5),
        Invoice::NUMBER.gt(2),
        Invoice::NUMBER.gte(2.5),
        Invoice::NUMBER.lt(3),
        Invoice::NUMBER.lte(2.5),
        Invoice::CHECKBOX.eq(true),
        Invoice::CURRENCY.eq(amount),
        Invoice::CURRENCY.gt(499),
        Invoice::CURRENCY.gte(499.5),
        Invoice::CURRENCY.lt(500),
        Invoice::CURRENCY.lte(500),
        Invoice::DATE.eq(day),
        Invoice::DATE.gte(day),
        Invoice::DATE.lte(day),
        Invoice::TIMESTAMP.eq(instant),
        Invoice::TIMESTAMP.gt(early),
        Invoice::TIMESTAMP.gte(instant),
        Invoice::TIMESTAMP.lt(Timestamp::MAX),
        Invoice::TIMESTAMP.lte(instant),
        Invoice::RATING.eq(4),
        Invoice::RATING.gt(3),
        Invoice::RATING.lt(5u8),
        Invoice::SELECT.eq(Channel::InPerson),
        Invoice::SELECT.eq("In person"),
        Invoice::SELECTS.eq(SelectOption::title("urgent")),
        Invoice::STATUS.eq(Status::title("Draft")),
        Invoice::STATUS.eq("Draft"),
        Invoice::STATUS.active_from().gt(early),
        Invoice::STATUS.active_from().lt(Timestamp::MAX),
        Invoice::REFERENCE.eq(ada),
        Invoice::REFERENCES.eq(ada),
        Invoice::REFERENCES.is_in([ada]),
        Invoice::ACTOR.eq(attio.emulator.member_id()),
        Invoice::LOCATION.line_1().contains("high"),
        Invoice::LOCATION.locality().eq("london"),
        Invoice::LOCATION.region().starts_with("Eng"),
        Invoice::LOCATION.postcode().ends_with("1"),
        Invoice::LOCATION.country_code().eq("GB"),
        Invoice::LOCATION.country_code().starts_with("G"),
        Invoice::DOMAIN.eq("app.attio.com"),
        Invoice::DOMAIN.contains("attio"),
        Invoice::DOMAIN.is_not_empty(),
        Invoice::DOMAIN.root_domain().eq("attio.com"),
        Invoice::DOMAIN.root_domain().is_not_empty(),
        Invoice::EMAILS.eq("b@test.co.uk"),
        Invoice::EMAILS.contains("@test"),
        Invoice::EMAILS.root_domain().eq("test.co.uk"),
        Invoice::PHONE.eq("+442079460958"),
        Invoice::PHONE.starts_with("+44"),
        Invoice::PHONE.country_code().eq("GB"),
        Invoice::PHONE.country_code().is_not_empty(),
    ];
    for filter in hits {
        let json = filter.to_json();
        let found = Invoice::query().filter(filter.clone()).page(&attio.client, 10, 0).await;
        let found = found.unwrap_or_else(|error| panic!("{json}: {error}"));
        let texts: Vec<_> =
            found.iter().map(|record| record.value(Invoice::TEXT).expect("a text")).collect();
        assert_eq!(texts, [Some(Number("2026-1".into()))], "{json}");
        let others = Invoice::query().filter(!filter).page(&attio.client, 10, 0).await;
        let others = others.unwrap_or_else(|error| panic!("not {json}: {error}"));
        let texts: Vec<_> =
            others.iter().map(|record| record.value(Invoice::TEXT).expect("a text")).collect();
        assert_eq!(texts, [None], "not {json}");
    }
    let empty = Invoice::query().filter(Invoice::DOMAIN.is_empty()).all(&attio.client).await;
    assert_eq!(empty.expect("found").len(), 1);
}

async fn numbered(count: usize) -> Attio {
    let attio = Attio::start();
    let start = SystemTime::now() - Duration::from_secs(3600);
    for n in 0..count {
        // Ordered by number, by ID and by creation time alike.
        let seed = Seed::new().id(Uuid::from_u128(n as u128 + 1));
        let seed = seed.created_at(start + Duration::from_secs(n as u64));
        let title = json!({"job_title": [format!("{n:04}")]});
        attio.emulator.seed_with("people", &title, &seed).expect("seeded");
    }
    attio
}

fn title(record: &attio_core::Record<Person>) -> usize {
    let title = record.value(Person::JOB_TITLE).expect("a title").expect("a title");
    title.parse().expect("a number")
}

#[tokio::test]
async fn pages_sorts_and_the_first() {
    let attio = numbered(12).await;
    let client = &attio.client;
    let query = Person::query().sort(Person::JOB_TITLE.desc());
    let page = query.page(client, 5, 4).await.expect("a page");
    assert_eq!(page.iter().map(title).collect::<Vec<_>>(), [7, 6, 5, 4, 3]);
    let first = query.first(client).await.expect("a response").expect("a record");
    assert_eq!(title(&first), 11);
    let none = Person::query().filter(Person::JOB_TITLE.eq("x")).first(client).await;
    assert!(none.expect("a response").is_none());
}

#[tokio::test]
async fn pages_are_read_into_structs() {
    let attio = numbered(12).await;
    let client = &attio.client;
    let titles = |people: Vec<Person>| -> Vec<_> {
        people.into_iter().map(|person| person.job_title.expect("a title")).collect()
    };
    let query = Person::query().sort(Person::JOB_TITLE.desc());
    let page = query.decode_page(client, 3, 4).await.expect("a page");
    assert_eq!(titles(page), ["0007", "0006", "0005"]);
    assert!(query.decode_page(client, 3, 12).await.expect("a page").is_empty());
    let all = query.page_size(5).decode_all(client).await.expect("all");
    assert_eq!(titles(all), (0..12).rev().map(|n| format!("{n:04}")).collect::<Vec<_>>());

    let titles = Wrong::query().decode_page(client, 3, 0).await;
    let error = titles.err().expect("a title is no number").to_string();
    let id = attio.emulator.record_ids("people")[0];
    assert!(error.contains(&format!("decode record {id} of `people`: `job_title`")), "{error}");
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Wrong {
    #[allow(dead_code)]
    job_title: Option<f64>,
}

/// A title that is a number.
#[derive(Debug)]
struct Digits(u32);

impl ValueKind for Digits {
    type Kind = kind::TextKind;
}

impl ReadValue for Digits {
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        String::read(value)?.parse().map(Digits).map_err(|_| value.not("a title of digits"))
    }
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct OnlyDigits {
    #[attio(read_only)]
    job_title: Option<Digits>,
}

/// Seven people with their IDs; the fourth does not fit `OnlyDigits`.
async fn one_does_not_fit() -> (Attio, Vec<Uuid>) {
    let attio = Attio::start();
    let mut number = 0;
    let ids = ["0", "1", "2", "CTO", "4", "5", "6"].map(|title| {
        number += 1;
        let seed = Seed::new().id(Uuid::from_u128(number));
        let values = json!({"job_title": [title]});
        attio.emulator.seed_with("people", &values, &seed).expect("seeded")
    });
    (attio, ids.into())
}

#[tokio::test]
async fn a_record_that_does_not_fit_is_a_separate_error() {
    let (attio, ids) = one_does_not_fit().await;
    for size in [1, 3, 4, 7, 500] {
        let mut each = OnlyDigits::query().page_size(size).decode_each(&attio.client);
        let mut seen = Vec::new();
        while let Some(item) = each.next_item().await {
            let (id, read) = item.expect("each page can be read");
            seen.push(id.uuid());
            match read {
                Ok(OnlyDigits { job_title }) => {
                    let number = job_title.expect("a title").0;
                    assert_eq!(ids[number as usize], id.uuid(), "pages of {size}");
                }
                Err(error) => {
                    assert_eq!((id.uuid(), error.id()), (ids[3], Some(ids[3])));
                    assert_eq!(error.attribute(), Some("job_title"));
                    let message = format!("cannot decode record {id} of `people`: `job_title`: ");
                    assert!(error.to_string().starts_with(&message), "{error}");
                    assert!(error.is_decode() && !error.may_have_applied());
                }
            }
        }
        assert_eq!(seen, ids, "pages of {size}");
    }
}

#[tokio::test]
async fn an_error_names_the_record_that_does_not_fit() {
    let (attio, ids) = one_does_not_fit().await;
    let client = &attio.client;
    let query = OnlyDigits::query;
    let record = OnlyDigits::get(client, ids[3].into()).await.expect("it exists");
    for error in [
        query().decode_all(client).await.err(),
        query().page_size(2).decode_all(client).await.err(),
        query().decode_page(client, 500, 0).await.err(),
        record.decode().err(),
        record.value(OnlyDigits::JOB_TITLE).err(),
        OnlyDigits::history(client, ids[3].into(), OnlyDigits::JOB_TITLE).await.err(),
    ] {
        let error = error.expect("one record does not fit");
        assert_eq!((error.id(), error.attribute()), (Some(ids[3]), Some("job_title")), "{error}");
        assert!(error.to_string().contains(&ids[3].to_string()), "{error}");
    }
}

/// A response that lists records with these values.
fn listed(values: &[&str]) -> String {
    let record = |(index, values)| {
        let id = listed_id(index);
        let other = Uuid::nil();
        format!(
            r#"{{"values":{values},"id":{{"workspace_id":"{other}","object_id":"{other}","record_id":"{id}"}},
               "created_at":"2022-11-21T13:22:49.061281000Z"}}"#
        )
    };
    let records: Vec<String> = values.iter().enumerate().map(record).collect();
    format!(r#"{{"data":[{}]}}"#, records.join(","))
}

fn listed_id(index: usize) -> Uuid {
    Uuid::from_u128(index as u128 + 1)
}

#[tokio::test]
async fn unexpected_values_are_an_error_of_their_record_only() {
    let fits = r#"{"job_title":[{"attribute_type":"text","value":"1"}]}"#;
    for wrong in [
        "[]",
        "1",
        r#"{"job_title":"CTO"}"#,
        r#"{"job_title":[1]}"#,
        r#"{"job_title":[{"attribute_type":"text","value":trux}]}"#,
        r#"{"job_title":[,]}"#,
        r#"{"job_title":[],"other":trux}"#,
    ] {
        let attio = Attio::start();
        let page = CannedResponse::new(200).body(listed(&[fits, wrong, "null", fits])).times(1);
        attio.emulator.stub("POST", "/", page);
        let mut each = OnlyDigits::query().decode_each(&attio.client);
        let mut seen = Vec::new();
        let mut failed = None;
        while let Some(item) = each.next_item().await {
            match item {
                Ok((id, read)) => {
                    if let Err(error) = &read {
                        assert_eq!(error.id(), Some(id.uuid()), "{error}");
                        assert!(error.is_decode(), "{error}");
                    }
                    seen.push((id.uuid(), read.map(|read| read.job_title.map(|t| t.0)).ok()));
                }
                Err(error) => failed = Some(error),
            }
        }
        assert!(failed.is_none(), "{wrong}: {failed:?}");
        let expected = [Some(Some(1)), None, Some(None), Some(Some(1))].into_iter().enumerate();
        let expected: Vec<_> = expected.map(|(index, title)| (listed_id(index), title)).collect();
        assert_eq!(seen, expected, "{wrong}");
    }
}

#[tokio::test]
async fn a_record_without_an_end_ends_the_stream_of_structs() {
    let attio = Attio::start();
    let body = listed(&["{}", r#"{"job_title":[}"#, "{}"]);
    attio.emulator.stub("POST", "/", CannedResponse::new(200).body(body));
    let mut each = OnlyDigits::query().decode_each(&attio.client);
    let error = each.next_item().await.expect("an error").expect_err("no JSON");
    assert!(error.is_decode() && error.attribute() == Some("job_title"), "{error}");
    assert!(each.next_item().await.is_none());
}

#[tokio::test]
async fn a_page_that_cannot_be_read_ends_the_stream_of_structs() {
    let attio = numbered(9).await;
    let client = client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
    let mut each = OnlyDigits::query().page_size(4).decode_each(&client);
    for _ in 0..4 {
        each.next_item().await.expect("an item").expect("a page").1.expect("it fits");
    }
    // The second page arrived while the first was consumed; the third does not arrive.
    attio.emulator.inject(Fault::Status(500).always());
    let mut items = 4;
    let error = loop {
        match each.next_item().await.expect("an error comes before the end") {
            Ok(_) => items += 1,
            Err(error) => break error,
        }
    };
    assert!(items < 9 && error.status() == Some(500), "{items}: {error}");
    attio.emulator.clear_faults();
    assert!(each.next_item().await.is_none());
    assert!(each.next_item().await.is_none());
}

#[tokio::test]
async fn a_stream_returns_each_record_once_for_any_page_size() {
    let attio = numbered(23).await;
    for size in [1, 2, 5, 22, 23, 24, 500] {
        let mut stream = Person::query().page_size(size).stream(&attio.client);
        let mut seen = Vec::new();
        while let Some(record) = stream.next_record().await {
            seen.push(title(&record.expect("a record")));
        }
        assert_eq!(seen, (0..23).collect::<Vec<_>>(), "by offset, pages of {size}");
        let mut stream = Person::query().page_size(size).by_created_at(&attio.client);
        let mut seen = Vec::new();
        while let Some(record) = stream.next_record().await {
            seen.push(title(&record.expect("a record")));
        }
        assert_eq!(seen, (0..23).collect::<Vec<_>>(), "by creation, pages of {size}");
    }
    let empty = Attio::start();
    let mut stream = Person::query().stream(&empty.client);
    assert!(stream.next_record().await.is_none());
    assert_eq!(empty.emulator.requests().len(), 1);
}

#[tokio::test]
async fn an_error_has_its_position_and_the_stream_continues_from_there() {
    let attio = numbered(9).await;
    let client = client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
    let client = &client;
    let mut stream = Person::query().page_size(4).stream(client);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(title(&stream.next_record().await.expect("more").expect("a record")));
    }
    // The second page may already be in flight; the third fails.
    attio.emulator.stub("POST", "/v2/objects/people/records/query", CannedResponse::new(503));
    let mut failed: Option<Error> = None;
    let mut resumed_at = None;
    while let Some(record) = stream.next_record().await {
        match record {
            Ok(record) => seen.push(title(&record)),
            Err(error) => {
                assert!(failed.is_none(), "one failure");
                resumed_at = Some(stream.position());
                failed = Some(error);
            }
        }
    }
    assert_eq!(failed.expect("a failure").status(), Some(503));
    assert_eq!(seen, (0..9).collect::<Vec<_>>(), "the same stream went on");

    let position = resumed_at.expect("a place");
    let rest = Person::query().page_size(4).stream(client).resume(position.clone());
    let rest = collect(rest).await;
    assert_eq!(rest, (position.offset() as usize..9).collect::<Vec<_>>(), "another stream goes on");
}

async fn collect(mut stream: attio_core::query::RecordStream<Person>) -> Vec<usize> {
    let mut seen = Vec::new();
    while let Some(record) = stream.next_record().await {
        seen.push(title(&record.expect("a record")));
    }
    seen
}

#[tokio::test]
async fn a_stream_by_creation_continues_and_loses_nothing_to_deletions() {
    let attio = numbered(20).await;
    let client = &attio.client;
    let mut stream = Person::query().page_size(4).by_created_at(client);
    let mut seen = Vec::new();
    for _ in 0..6 {
        seen.push(title(&stream.next_record().await.expect("more").expect("a record")));
    }
    let position = stream.position();
    assert!(position.created_at().is_some());
    // By offset, these deletions would move five records past the stream.
    for id in &attio.emulator.record_ids("people")[0..5] {
        Person::delete(client, (*id).into()).await.expect("deleted");
    }
    let rest = collect(Person::query().page_size(4).by_created_at(client).resume(position)).await;
    assert_eq!(rest, (6..20).collect::<Vec<_>>());
    while let Some(record) = stream.next_record().await {
        seen.push(title(&record.expect("a record")));
    }
    assert_eq!(seen, (0..20).collect::<Vec<_>>());
}

/// A record in the form of a response.
fn record(n: usize, created_at: &str) -> Value {
    json!({
        "id": {
            "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
            "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
            "record_id": format!("bf071e1f-6035-429d-b874-{n:012}")
        },
        "created_at": created_at,
        "web_url": null,
        "values": {
            "job_title": [{"value": n.to_string(), "attribute_type": "text"}],
            "created_at": [{"value": created_at, "attribute_type": "timestamp"}]
        }
    })
}

const TIME: &str = "2023-01-01T00:00:00.000000000Z";

/// Serves these pages to a query.
fn answer_pages(attio: &Attio, pages: &[&[usize]]) {
    for page in pages {
        let data: Vec<_> = page.iter().map(|n| record(*n, TIME)).collect();
        let answer = CannedResponse::json(200, &json!({ "data": data }));
        attio.emulator.stub("POST", "/v2/objects/people/records/query", answer);
    }
}

#[tokio::test]
async fn short_and_empty_middle_pages_do_not_end_a_stream() {
    let attio = Attio::start();
    let pages: &[&[usize]] = &[&[0, 1, 2], &[3], &[4, 5, 6], &[], &[7, 8, 9], &[]];
    answer_pages(&attio, pages);
    let seen = collect(Person::query().page_size(3).stream(&attio.client)).await;
    assert_eq!(seen, (0..10).collect::<Vec<_>>());
    let offsets: Vec<_> = attio
        .emulator
        .requests()
        .iter()
        .map(|request| request.body_json()["offset"].as_u64().expect("an offset"))
        .collect();
    assert_eq!(offsets, [0, 3, 4, 7, 10, 13, 16], "after the received records, or a page further");
}

#[tokio::test]
async fn records_repeated_because_of_insertions_are_returned_once() {
    let attio = Attio::start();
    answer_pages(&attio, &[&[0, 1, 2], &[2, 3, 4], &[5], &[]]);
    let seen = collect(Person::query().page_size(3).stream(&attio.client)).await;
    assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn many_records_of_one_instant_are_all_returned_by_creation() {
    let attio = Attio::start();
    // Seven records of one instant, in pages of two: the filter alone would return the first two
    // repeatedly. Each page begins with a known record.
    let pages: &[&[usize]] =
        &[&[0, 1], &[0, 1], &[1, 2], &[2, 3], &[3, 4], &[4, 5], &[5, 6], &[6], &[]];
    answer_pages(&attio, pages);
    let seen = collect(Person::query().page_size(2).by_created_at(&attio.client)).await;
    assert_eq!(seen, (0..7).collect::<Vec<_>>());
    let offsets: Vec<_> = attio
        .emulator
        .requests()
        .iter()
        .map(|request| request.body_json()["offset"].as_u64().expect("an offset"))
        .collect();
    assert_eq!(offsets, [0, 0, 1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn records_by_ids_are_in_the_order_of_the_ids() {
    let attio = numbered(7).await;
    let mut ids: Vec<RecordId<Person>> =
        attio.emulator.record_ids("people").into_iter().map(RecordId::from).collect();
    ids.reverse();
    ids.insert(3, uuid::Uuid::nil().into());
    let records = Person::get_many(&attio.client, ids).await.expect("got");
    assert_eq!(records.iter().map(title).collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1, 0]);
    assert!(Person::get_many(&attio.client, []).await.expect("nothing").is_empty());
}

#[tokio::test]
async fn a_saved_view_replaces_a_filter() {
    let (attio, _) = people().await;
    let view = attio
        .emulator
        .add_view("people", "Engineers", &json!({"job_title": {"$contains": "engineer"}}))
        .expect("a view");
    let found = Person::query().view(view).all(&attio.client).await.expect("found");
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_refused_query_has_the_reason_and_position() {
    let (attio, _) = people().await;
    let filter = |json: &str| Filter::<Person, ThroughPath>::from_json(json).expect("JSON");
    for (json, code) in [
        (r#"{"email":"x"}"#, "unknown_filter_attribute_slug"),
        (r#"{"job_title":{"$gt":"x"}}"#, "invalid_filter_operator"),
        (r#"{"name":{"middle_name":"x"}}"#, "invalid_filter_field"),
        (r#"{"last_interaction":"x"}"#, "missing_sort_field"),
    ] {
        let error = Person::query().filter(filter(json)).first(&attio.client).await;
        let error = error.expect_err(json);
        assert_eq!((error.status(), error.code()), (Some(400), Some(code)), "{json}: {error}");
        assert!(!error.may_have_applied());
    }
    let nested = filter(r#"{"$or":[{"job_title":"x"},{"email":"x"}]}"#);
    let error = Person::query().filter(nested).first(&attio.client).await.expect_err("unknown");
    let path: Vec<_> =
        error.api().expect("a response").path().iter().map(ToString::to_string).collect();
    assert_eq!(path, ["$or", "1", "email"]);
}

#[tokio::test]
async fn the_next_page_is_requested_before_the_current_one_is_used_up() {
    let attio = numbered(6).await;
    let mut stream = Person::query().page_size(3).stream(&attio.client);
    for _ in 0..2 {
        stream.next_record().await.expect("more").expect("a record");
    }
    // One record of the first page is left, but the second page was already requested.
    for _ in 0..400 {
        if attio.emulator.requests().len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let offsets: Vec<_> = attio
        .emulator
        .requests()
        .iter()
        .map(|request| request.body_json()["offset"].as_u64().expect("an offset"))
        .collect();
    assert_eq!(offsets, [0, 3]);
}

/// Grants each permit a moment after the request, if it is polled then.
#[derive(Debug)]
struct Later;

impl RateLimiter for Later {
    fn acquire(&self, _: RequestKind) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(20)))
    }

    fn refused(&self, _: RequestKind) {}
}

/// While a page is consumed, the next one gets its permit although nobody polls the stream.
/// Otherwise it would delay every call after it.
#[tokio::test]
async fn the_next_page_of_a_stream_is_requested_while_nobody_polls_it() {
    let attio = Attio::start();
    for title in ["A", "B", "C"] {
        attio.emulator.seed("people", &json!({"job_title": title})).expect("a person");
    }
    let client = client_of(&attio.emulator).rate_limiter(Arc::new(Later)).build();
    let mut people = Person::query().page_size(1).stream(&client.expect("a client"));
    people.next_record().await.expect("a person").expect("a response");
    let pages = || attio.emulator.requests().len();
    let second = async {
        while pages() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), second).await.expect("it is requested");
    // A dropped stream stops.
    drop(people);
}
