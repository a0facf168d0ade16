//! Three ways to read a page of people, which keep the same values in the same types.

use std::borrow::Cow;
use std::str::FromStr;

use attio_core::{Date, Decimal, Timestamp, query};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Person;

pub(crate) fn derive(page: &str) -> Vec<Person> {
    query::decode_body(page.as_bytes()).expect("people")
}

pub(crate) fn by_hand(page: &str) -> Vec<HandWritten> {
    let page: Page = serde_json::from_slice(page.as_bytes()).expect("people");
    page.data.into_iter().map(|record| record.values).collect()
}

pub(crate) fn through_value(page: &str) -> Vec<HandWritten> {
    let page: serde_json::Value = serde_json::from_slice(page.as_bytes()).expect("JSON");
    let page: Page = serde_json::from_value(page).expect("people");
    page.data.into_iter().map(|record| record.values).collect()
}

/// The values that the derive's struct keeps, in the shape of the response.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) data: Vec<Record>,
}

#[derive(Deserialize)]
pub(crate) struct Record {
    pub(crate) values: HandWritten,
}

#[derive(Deserialize)]
pub(crate) struct HandWritten {
    pub(crate) name: Vec<Name>,
    pub(crate) email_addresses: Vec<Email>,
    pub(crate) phone_numbers: Vec<Phone>,
    pub(crate) job_title: Vec<Text>,
    pub(crate) description: Vec<Text>,
    pub(crate) lead_score: Vec<Number>,
    pub(crate) lifetime_value: Vec<Money>,
    pub(crate) birthday: Vec<Parsed<Date>>,
    pub(crate) last_contacted_at: Vec<Parsed<Timestamp>>,
    pub(crate) primary_location: Vec<Address>,
    pub(crate) tier: Vec<Select>,
    pub(crate) company: Vec<Reference>,
}

#[derive(Deserialize)]
pub(crate) struct Name {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) full_name: String,
}

#[derive(Deserialize)]
pub(crate) struct Email {
    pub(crate) email_address: String,
    pub(crate) original_email_address: String,
    pub(crate) email_root_domain: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Phone {
    pub(crate) original_phone_number: String,
    pub(crate) phone_number: Option<String>,
    pub(crate) country_code: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) value: String,
}

#[derive(Deserialize)]
pub(crate) struct Number {
    pub(crate) value: f64,
}

#[derive(Deserialize)]
pub(crate) struct Money {
    #[serde(deserialize_with = "exact")]
    pub(crate) currency_value: Decimal,
}

fn exact<'de, D: Deserializer<'de>>(json: D) -> Result<Decimal, D::Error> {
    // Owned, because a `Value` cannot lend strings.
    let digits = Box::<RawValue>::deserialize(json)?;
    Decimal::from_str_exact(digits.get()).map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
#[serde(bound = "T: FromStr<Err: std::fmt::Display>")]
pub(crate) struct Parsed<T> {
    #[serde(deserialize_with = "parsed")]
    pub(crate) value: T,
}

fn parsed<'de, T: FromStr<Err: std::fmt::Display>, D: Deserializer<'de>>(
    json: D,
) -> Result<T, D::Error> {
    <Cow<'_, str>>::deserialize(json)?.parse().map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
pub(crate) struct Address {
    pub(crate) line_1: Option<String>,
    pub(crate) line_2: Option<String>,
    pub(crate) line_3: Option<String>,
    pub(crate) line_4: Option<String>,
    pub(crate) locality: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) latitude: Option<String>,
    pub(crate) longitude: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Select {
    pub(crate) option: Choice,
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    pub(crate) title: Title,
}

#[derive(Deserialize)]
pub(crate) enum Title {
    Gold,
    Silver,
}

#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) target_object: String,
    pub(crate) target_record_id: Uuid,
}
