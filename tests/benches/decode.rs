//! Reading what Attio answers for a person: twelve of eighteen attributes, with their metadata. The
//! derive, a serde struct written by hand that keeps the same in the same types, and a
//! `serde_json::Value`, from which nothing has been picked yet. One record, and five hundred.
//!
//! `cargo bench -p attio-tests --bench decode`

// What is read is there to be kept, and few members are looked at.
#![allow(dead_code)]

mod common;

use std::borrow::Cow;
use std::str::FromStr;

use attio_core::{Date, Decimal, Timestamp, Values};
use common::{Person, answer_values, person};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    let json = answer_values().to_string();
    let derived: Person = values(&json).decode().expect("it is a person");
    let by_hand: HandWritten = serde_json::from_str(&json).expect("it is a person");
    let [name] = &by_hand.name[..] else { panic!("one name") };
    assert_eq!(derived.name.full_name(), name.full_name);
    assert_eq!(derived.birthday, by_hand.birthday.first().map(|day| day.value));
    assert_eq!(derived.lifetime_value, by_hand.lifetime_value.first().map(|v| v.currency_value));
    assert_eq!(
        attio_core::AttioRecord::to_json(&derived).expect("it can be written"),
        attio_core::AttioRecord::to_json(&person()).expect("it can be written"),
    );
    println!("{} bytes a record", json.len());
    divan::main();
}

fn values(json: &str) -> Values {
    Values::from_json(json).expect("it is JSON")
}

/// What the derive's struct keeps, in the shape of the answer.
#[derive(Deserialize)]
struct HandWritten {
    name: Vec<Name>,
    email_addresses: Vec<Email>,
    phone_numbers: Vec<Phone>,
    job_title: Vec<Text>,
    description: Vec<Text>,
    lead_score: Vec<Number>,
    lifetime_value: Vec<Money>,
    birthday: Vec<Parsed<Date>>,
    last_contacted_at: Vec<Parsed<Timestamp>>,
    primary_location: Vec<Address>,
    tier: Vec<Select>,
    company: Vec<Reference>,
}

#[derive(Deserialize)]
struct Name {
    first_name: String,
    last_name: String,
    full_name: String,
}

#[derive(Deserialize)]
struct Email {
    email_address: String,
    original_email_address: String,
    email_root_domain: Option<String>,
}

#[derive(Deserialize)]
struct Phone {
    original_phone_number: String,
    phone_number: Option<String>,
    country_code: Option<String>,
}

#[derive(Deserialize)]
struct Text {
    value: String,
}

#[derive(Deserialize)]
struct Number {
    value: f64,
}

#[derive(Deserialize)]
struct Money {
    #[serde(deserialize_with = "exact")]
    currency_value: Decimal,
}

fn exact<'de, D: Deserializer<'de>>(json: D) -> Result<Decimal, D::Error> {
    let digits = <&RawValue>::deserialize(json)?;
    Decimal::from_str_exact(digits.get()).map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
#[serde(bound = "T: FromStr<Err: std::fmt::Display>")]
struct Parsed<T> {
    #[serde(deserialize_with = "parsed")]
    value: T,
}

fn parsed<'de, T: FromStr<Err: std::fmt::Display>, D: Deserializer<'de>>(
    json: D,
) -> Result<T, D::Error> {
    <Cow<'_, str>>::deserialize(json)?.parse().map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
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

#[derive(Deserialize)]
struct Select {
    option: Choice,
}

#[derive(Deserialize)]
struct Choice {
    title: Title,
}

#[derive(Deserialize)]
enum Title {
    Gold,
    Silver,
}

#[derive(Deserialize)]
struct Reference {
    target_object: String,
    target_record_id: Uuid,
}

const RECORDS: [usize; 2] = [1, 500];

/// So many answers. Each has memory of its own, as the answers of single calls have.
fn answers(count: usize) -> Vec<String> {
    vec![answer_values().to_string(); count]
}

#[divan::bench(args = RECORDS, sample_count = 300)]
fn derive(bencher: divan::Bencher<'_, '_>, records: usize) {
    let answers: Vec<Values> = answers(records).iter().map(|json| values(json)).collect();
    bencher.bench_local(|| {
        let read = |values: &Values| values.decode::<Person>().expect("it is a person");
        answers.iter().map(read).collect::<Vec<_>>()
    });
}

#[divan::bench(args = RECORDS, sample_count = 300)]
fn serde_by_hand(bencher: divan::Bencher<'_, '_>, records: usize) {
    let answers = answers(records);
    bencher.bench_local(|| {
        let read =
            |json: &String| serde_json::from_str::<HandWritten>(json).expect("it is a person");
        answers.iter().map(read).collect::<Vec<_>>()
    });
}

#[divan::bench(args = RECORDS, sample_count = 300)]
fn serde_json_value(bencher: divan::Bencher<'_, '_>, records: usize) {
    let answers = answers(records);
    bencher.bench_local(|| {
        let read =
            |json: &String| serde_json::from_str::<serde_json::Value>(json).expect("it is JSON");
        answers.iter().map(read).collect::<Vec<_>>()
    });
}
