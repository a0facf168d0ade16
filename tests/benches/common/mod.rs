//! The measured person in three forms: the struct of the derive, the struct that a careful user of serde would
//! write, and a `serde_json::Value`. All three write the same bytes.

// Each bench uses only a part.
#![allow(dead_code)]

pub(crate) mod calls;
pub(crate) mod reading;
pub(crate) mod server;

use attio_core::value::{CountryCode, Latitude, Longitude};
use attio_core::{
    AttioOption, AttioRecord, Date, Decimal, EmailAddress, Location, PersonalName, PhoneNumber,
    RecordId, RecordRef, Timestamp,
};
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// The object that a person refers to.
#[derive(AttioRecord)]
#[attio(object = "companies")]
pub(crate) struct Company {
    name: String,
}

/// A select attribute.
#[derive(AttioOption, Clone, Copy, Serialize)]
pub(crate) enum Tier {
    Gold,
    Silver,
}

/// A person with twelve attributes, for the derive.
#[derive(AttioRecord)]
#[attio(object = "people")]
pub(crate) struct Person {
    pub(crate) name: PersonalName,
    pub(crate) email_addresses: Vec<EmailAddress>,
    pub(crate) phone_numbers: Vec<PhoneNumber>,
    pub(crate) job_title: String,
    pub(crate) description: Option<String>,
    pub(crate) lead_score: Option<f64>,
    pub(crate) lifetime_value: Option<Decimal>,
    pub(crate) birthday: Option<Date>,
    pub(crate) last_contacted_at: Option<Timestamp>,
    pub(crate) primary_location: Option<Location>,
    pub(crate) tier: Option<Tier>,
    pub(crate) company: Option<RecordRef<Company>>,
}

pub(crate) const FIRST: &str = "Augusta Ada";
pub(crate) const LAST: &str = "King-Noel";
pub(crate) const FULL: &str = "Augusta Ada King-Noel";
pub(crate) const EMAILS: [&str; 2] = ["ada@engine.example.com", "countess@lovelace.example.org"];
pub(crate) const PHONES: [&str; 2] = ["+15558675309", "+442079460958"];
pub(crate) const JOB_TITLE: &str = "Analyst and Metaphysician";
pub(crate) const DESCRIPTION: &str = "Wrote the first program, with notes.";
pub(crate) const SCORE: f64 = 87.5;
pub(crate) const VALUE: &str = "12499.5";
pub(crate) const BIRTHDAY: &str = "1815-12-10";
pub(crate) const CONTACTED: &str = "2026-02-03T14:07:31.042917385Z";
pub(crate) const COMPANY: Uuid = Uuid::from_u128(0x99a0_3ff3_0435_47da_95cc_76b2_caeb_4dab);

pub(crate) fn person() -> Person {
    Person {
        name: PersonalName::new(FIRST, LAST),
        email_addresses: EMAILS.map(|text| text.parse().expect("an e-mail address")).into(),
        phone_numbers: PHONES
            .map(|text| PhoneNumber::international(text).expect("a phone number"))
            .into(),
        job_title: JOB_TITLE.into(),
        description: Some(DESCRIPTION.into()),
        lead_score: Some(SCORE),
        lifetime_value: Some(amount()),
        birthday: Some(BIRTHDAY.parse().expect("a date")),
        last_contacted_at: Some(CONTACTED.parse().expect("a timestamp")),
        primary_location: Some(Location {
            line_1: Some("12 St James's Square".into()),
            locality: Some("London".into()),
            postcode: Some("SW1Y 4JH".into()),
            country_code: Some(CountryCode::new("GB").expect("a country")),
            latitude: Some("51.5074".parse::<Latitude>().expect("a latitude")),
            longitude: Some("-0.1367".parse::<Longitude>().expect("a longitude")),
            ..Location::default()
        }),
        tier: Some(Tier::Gold),
        company: Some(RecordRef::new(RecordId::from(COMPANY))),
    }
}

fn amount() -> Decimal {
    VALUE.parse().expect("a decimal")
}

/// The same person as a hand-written serde struct. Both sides have the same bytes, owned strings and types other
/// than strings (`Uuid`, `Decimal`, `Date`, `Timestamp`, `f64`). Each value is formatted while it is written, as
/// the serde impls of such types do. This side has an advantage: it already has the shape of the wire, which a
/// program would have to produce, and nothing in it is checked.
#[derive(Serialize)]
pub(crate) struct HandWritten {
    pub(crate) data: HandWrittenData,
}

#[derive(Serialize)]
pub(crate) struct HandWrittenData {
    pub(crate) values: HandWrittenValues,
}

#[derive(Serialize)]
pub(crate) struct HandWrittenValues {
    name: [Name; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_addresses: Vec<Email>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    phone_numbers: Vec<Phone>,
    job_title: [String; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<[String; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_score: Option<[f64; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifetime_value: Option<[Money; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthday: Option<[Day; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contacted_at: Option<[Instant; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_location: Option<[Address; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<[Tier; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<[Reference; 1]>,
}

#[derive(Serialize)]
struct Name {
    first_name: String,
    last_name: String,
    full_name: String,
}

#[derive(Serialize)]
struct Email {
    email_address: String,
}

#[derive(Serialize)]
struct Phone {
    original_phone_number: String,
}

#[derive(Serialize)]
struct Money {
    // The only way to write a JSON number from a `Decimal`, unless serde_json is switched to arbitrary
    // precision.
    #[serde(serialize_with = "as_float")]
    currency_value: Decimal,
}

fn as_float<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((*amount).try_into().map_err(serde::ser::Error::custom)?)
}

#[derive(Serialize)]
struct Day {
    #[serde(serialize_with = "as_text")]
    value: Date,
}

#[derive(Serialize)]
struct Instant {
    #[serde(serialize_with = "as_text")]
    value: Timestamp,
}

fn as_text<T: std::fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[derive(Serialize)]
struct Address {
    line_1: Option<String>,
    line_2: Option<String>,
    line_3: Option<String>,
    line_4: Option<String>,
    locality: Option<String>,
    region: Option<String>,
    postcode: Option<String>,
    country_code: Option<String>,
    latitude: Option<String>,
    longitude: Option<String>,
}

#[derive(Serialize)]
struct Reference {
    target_object: &'static str,
    target_record_id: Uuid,
}

pub(crate) fn hand_written() -> HandWritten {
    let values = HandWrittenValues {
        name: [Name { first_name: FIRST.into(), last_name: LAST.into(), full_name: FULL.into() }],
        email_addresses: EMAILS.map(|text| Email { email_address: text.into() }).into(),
        phone_numbers: PHONES.map(|text| Phone { original_phone_number: text.into() }).into(),
        job_title: [JOB_TITLE.into()],
        description: Some([DESCRIPTION.into()]),
        lead_score: Some([SCORE]),
        lifetime_value: Some([Money { currency_value: amount() }]),
        birthday: Some([Day { value: BIRTHDAY.parse().expect("a date") }]),
        last_contacted_at: Some([Instant { value: CONTACTED.parse().expect("a timestamp") }]),
        primary_location: Some([Address {
            line_1: Some("12 St James's Square".into()),
            line_2: None,
            line_3: None,
            line_4: None,
            locality: Some("London".into()),
            region: None,
            postcode: Some("SW1Y 4JH".into()),
            country_code: Some("GB".into()),
            latitude: Some("51.5074".into()),
            longitude: Some("-0.1367".into()),
        }]),
        tier: Some([Tier::Gold]),
        company: Some([Reference { target_object: "companies", target_record_id: COMPANY }]),
    };
    HandWritten { data: HandWrittenData { values } }
}

impl HandWritten {
    /// Writes into a buffer of the same capacity as the derive's.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1024);
        serde_json::to_writer(&mut out, self).expect("it can be written");
        out
    }
}

/// Returns the same as a tree, which `json!` builds from the person.
pub(crate) fn tree(person: &Person) -> serde_json::Value {
    let location = person.primary_location.as_ref().expect("it is there");
    let text = |text: Option<&dyn ToString>| text.map(|text| text.to_string());
    serde_json::json!({"data": {"values": {
        "name": [{
            "first_name": person.name.first_name(),
            "last_name": person.name.last_name(),
            "full_name": person.name.full_name(),
        }],
        "email_addresses": person.email_addresses.iter()
            .map(|email| serde_json::json!({"email_address": email.original()}))
            .collect::<Vec<_>>(),
        "phone_numbers": person.phone_numbers.iter()
            .map(|phone| serde_json::json!({"original_phone_number": phone.original()}))
            .collect::<Vec<_>>(),
        "job_title": [person.job_title],
        "description": [person.description],
        "lead_score": [person.lead_score],
        "lifetime_value": [{
            "currency_value": person.lifetime_value.and_then(|value| f64::try_from(value).ok()),
        }],
        "birthday": [{"value": person.birthday.map(|day| day.to_string())}],
        "last_contacted_at": [{"value": person.last_contacted_at.map(|at| at.to_string())}],
        "primary_location": [{
            "line_1": location.line_1,
            "line_2": location.line_2,
            "line_3": location.line_3,
            "line_4": location.line_4,
            "locality": location.locality,
            "region": location.region,
            "postcode": location.postcode,
            "country_code": location.country_code.map(|code| code.as_str().to_owned()),
            "latitude": text(location.latitude.as_ref().map(|degrees| degrees as _)),
            "longitude": text(location.longitude.as_ref().map(|degrees| degrees as _)),
        }],
        "tier": [person.tier],
        "company": [{
            "target_object": "companies",
            "target_record_id": person.company.as_ref()
                .and_then(RecordRef::record_id)
                .map(|id| id.to_string()),
        }],
    }}})
}

/// The ID of the record in its responses.
const RECORD_ID: &str = "bf071e1f-6035-429d-b874-d83ea64ea13b";

/// Returns Attio's response to the create: all eighteen attributes of the object, with their metadata.
pub(crate) fn answer() -> String {
    serde_json::to_string(&serde_json::json!({"data": {
        "id": {
            "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
            "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
            "record_id": RECORD_ID,
        },
        "created_at": "2026-02-03T14:07:32.117000000Z",
        "web_url": "https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-d83ea64ea13b",
        "values": answer_values(),
    }}))
    .expect("it can be written")
}

/// Returns the `values` of the response, in the order of the API's responses (metadata first).
pub(crate) fn answer_values() -> serde_json::Value {
    use serde_json::{Map, Value, json};
    let value = |kind: &str, members: Value| {
        let mut object = Map::new();
        object.insert("active_from".into(), json!("2026-02-03T14:07:32.117000000Z"));
        object.insert("active_until".into(), Value::Null);
        object.insert(
            "created_by_actor".into(),
            json!({"type": "api-token", "id": "50cf242c-7fa3-4cad-87d0-75b1af71c57b"}),
        );
        object.insert("attribute_type".into(), json!(kind));
        if let Value::Object(members) = members {
            object.extend(members);
        }
        Value::Object(object)
    };
    let email = |text: &str| {
        let (local, domain) = text.split_once('@').expect("an e-mail address");
        let root = domain.split_once('.').expect("a subdomain").1;
        value(
            "email-address",
            json!({
                "original_email_address": text,
                "email_address": text,
                "email_domain": domain,
                "email_root_domain": root,
                "email_local_specifier": local,
            }),
        )
    };
    let phone = |text: &str, country: &str| {
        value(
            "phone-number",
            json!({
                "original_phone_number": text, "country_code": country, "phone_number": text,
            }),
        )
    };
    json!({
        "record_id": [value("text", json!({"value": "bf071e1f-6035-429d-b874-d83ea64ea13b"}))],
        "name": [value("personal-name",
            json!({"first_name": FIRST, "last_name": LAST, "full_name": FULL}))],
        "email_addresses": EMAILS.map(email),
        "description": [value("text", json!({"value": DESCRIPTION}))],
        "company": [value("record-reference",
            json!({"target_object": "companies", "target_record_id": COMPANY}))],
        "job_title": [value("text", json!({"value": JOB_TITLE}))],
        "avatar_url": [],
        "phone_numbers": [phone(PHONES[0], "US"), phone(PHONES[1], "GB")],
        "primary_location": [value("location", json!({
            "line_1": "12 St James's Square", "line_2": null, "line_3": null, "line_4": null,
            "locality": "London", "region": null, "postcode": "SW1Y 4JH", "country_code": "GB",
            "latitude": "51.5074", "longitude": "-0.1367",
        }))],
        "angellist": [],
        "linkedin": [],
        "lead_score": [value("number", json!({"value": SCORE}))],
        "lifetime_value": [value("currency", json!({"currency_value": 12499.5, "currency_code": "GBP"}))],
        "birthday": [value("date", json!({"value": BIRTHDAY}))],
        "last_contacted_at": [value("timestamp", json!({"value": CONTACTED}))],
        "tier": [value("select", json!({"option": {
            "id": {
                "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
                "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
                "attribute_id": "41252299-f8c7-4b5e-99c9-4ff8321d2f96",
                "option_id": "08c2c59a-c18e-40c6-8dc4-95415313b2ea",
            },
            "title": "Gold",
            "is_archived": false,
        }}))],
        "created_at": [value("timestamp", json!({"value": "2026-02-03T14:07:32.117000000Z"}))],
        "created_by": [value("actor-reference", json!({
            "referenced_actor_type": "api-token",
            "referenced_actor_id": "50cf242c-7fa3-4cad-87d0-75b1af71c57b",
        }))],
    })
}

/// Returns the bodies of this many pages with this many records each, all of them different.
pub(crate) fn pages(pages: usize, records: usize) -> Vec<String> {
    let page = page(records);
    let parts: Vec<_> = page.split(RECORD_ID).collect();
    let mut next = 0;
    let mut renumbered = || {
        let mut page = String::with_capacity(page.len());
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                // The ID occurs three times in a record.
                page.push_str(&Uuid::from_u128(1 + next / 3).to_string());
                next += 1;
            }
            page.push_str(part);
        }
        page
    };
    (0..pages).map(|_| renumbered()).collect()
}

/// Returns the body of a response with this many records.
pub(crate) fn page(records: usize) -> String {
    let record = answer();
    let record = record.strip_prefix("{\"data\":").and_then(|rest| rest.strip_suffix('}'));
    format!("{{\"data\":[{}]}}", vec![record.expect("an envelope"); records].join(","))
}
