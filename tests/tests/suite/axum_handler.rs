//! A user's own struct of value types is the body of an axum handler, there and back.

use attio_core::query::Position;
use attio_core::value::{CountryCode, Latitude};
use attio_core::{
    Actor, ActorRef, AnyRecordRef, AttioOption, AttioRecord, AttioValue, Currency, Date, Decimal,
    Domain, EmailAddress, Interaction, Location, PersonalName, PhoneNumber, Rating, Record,
    RecordId, RecordKey, RecordRef, Scope, SelectOption, Status, Timestamp, Tracked, Url,
};
use attio_tests::Attio;
use axum::Json;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(AttioRecord, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(slug = "phone_numbers")]
    phones: Vec<PhoneNumber>,
    job_title: Option<JobTitle>,
}

#[derive(AttioValue, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct JobTitle(String);

#[derive(AttioOption, Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Tier {
    Gold,
    #[attio(other)]
    Other(String),
}

/// A value of every type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    id: RecordId<Person>,
    key: RecordKey<Person>,
    created_at: Timestamp,
    web_url: Option<Url>,
    person: Person,
    day: Date,
    domain: Domain,
    price: Currency,
    exact: Decimal,
    rating: Rating,
    tier: Tier,
    option: SelectOption,
    status: Status,
    owner: ActorRef,
    actor: Actor,
    last_call: Option<Interaction>,
    office: Location,
    colleague: RecordRef<Person>,
    about: AnyRecordRef,
    former_title: Option<Tracked<String>>,
    continue_at: Option<Position>,
    needs: Vec<Scope>,
}

/// Returns what came, as an API would that stores it and shows it.
async fn echo(Json(card): Json<Card>) -> Json<Card> {
    Json(card)
}

async fn echo_record(Json(record): Json<Record<Person>>) -> Json<Record<Person>> {
    Json(record)
}

/// Serves both handlers on this machine and posts the body.
async fn posted(path: &str, body: &Value) -> (u16, Value) {
    let app = axum::Router::new().route("/cards", post(echo)).route("/records", post(echo_record));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let response = http
        .post(format!("http://{address}{path}"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .expect("a response");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a text");
    server.abort();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[tokio::test]
async fn a_struct_of_all_value_types_goes_there_and_back() {
    let attio = Attio::start();
    let person = Person {
        name: Some("Ada Lovelace".parse().expect("a name")),
        emails: vec!["Ada@Example.com".parse().expect("an address")],
        phones: vec![
            "+1 202 555 0123".parse().expect("a number"),
            PhoneNumber::national("202 555 0124", CountryCode::new("US").expect("a country"))
                .expect("a number"),
        ],
        job_title: Some(JobTitle("Countess".into())),
    };
    let record = person.create(&attio.client).await.expect("created");
    let card = Card {
        id: record.id.record_id,
        key: record.id,
        created_at: record.created_at,
        web_url: record.web_url.clone(),
        person: record.decode().expect("decoded"),
        day: "2024-02-29".parse().expect("a day"),
        domain: "attio.com".parse().expect("a domain"),
        price: "499.00".parse().expect("an amount"),
        exact: "12345678901234567890.1234".parse().expect("an amount"),
        rating: Rating::new(4).expect("stars"),
        tier: Tier::Gold,
        option: SelectOption::title("Lead"),
        status: Status::title("In Progress"),
        owner: ActorRef::email("ada@example.com").expect("an address"),
        actor: record.values.read::<Tracked<String>>("name").expect("read").created_by,
        last_call: None,
        office: Location {
            locality: Some("London".into()),
            country_code: Some(CountryCode::new("GB").expect("a country")),
            latitude: Some(Latitude::new(51.5).expect("degrees")),
            ..Location::default()
        },
        colleague: record.id.record_id.into(),
        about: record.id.record_id.into(),
        former_title: record.values.read("job_title").expect("read"),
        continue_at: Some("v1/offset/8c1f2c1f1a5e2d07/1500".parse().expect("a position")),
        needs: vec![Scope::RecordsReadWrite],
    };
    let form = serde_json::to_value(&card).expect("it is written");
    assert_eq!(form["person"]["emails"], json!(["Ada@Example.com"]));
    assert_eq!(form["person"]["phones"], json!(["+1 202 555 0123", "+12025550124"]));
    assert_eq!(form["web_url"], json!(record.web_url.as_ref().map(Url::as_str)));

    let (status, back) = posted("/cards", &form).await;
    assert_eq!((status, &back), (200, &form));
    assert_eq!(serde_json::from_value::<Card>(back).expect("it is read"), card);

    // The card that came back can be written to Attio again.
    let again: Card = serde_json::from_value(form.clone()).expect("it is read");
    let written = again.person.overwrite(&attio.client, again.id).await.expect("written");
    assert_eq!(written.decode().expect("decoded"), card.person);

    let (status, text) = posted("/cards", &{
        let mut wrong = form.clone();
        wrong["person"]["phones"][0] = json!("five");
        wrong
    })
    .await;
    assert_eq!(status, 422);
    assert!(text.as_str().is_some_and(|text| text.contains("got \"five\"")), "{text}");

    let form = serde_json::to_value(&record).expect("it is written");
    assert_eq!(posted("/records", &form).await, (200, form));
}
