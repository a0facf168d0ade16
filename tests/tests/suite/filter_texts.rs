//! Filters and sorts are valid JSON with any string in them, and never empty.

use attio_core::value::{CountryCode, CurrencyCode};
use attio_core::{AttioRecord, Date, Filter, Timestamp, Values};
use attio_tests::Attio;
use attio_tests::people::{Company, Person};
use proptest::prelude::*;
use serde_json::{Value, json};

fn is_json<N>(filter: &Filter<Person, N>, expected: Value) -> Result<(), TestCaseError> {
    let text = filter.to_json();
    let parsed: Value = serde_json::from_str(&text)
        .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    prop_assert_eq!(parsed, expected);
    Ok(())
}

/// Arbitrary strings with many characters that JSON escapes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x7F]{0,40}", "[\"\\\\\u{1}\n a]{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_string_survives_in_every_kind_of_condition(text in text(), other in text()) {
        is_json(&Person::JOB_TITLE.eq(&text), json!({"job_title": {"$eq": text}}))?;
        is_json(&Person::JOB_TITLE.contains(&text), json!({"job_title": {"$contains": text}}))?;
        is_json(
            &Person::JOB_TITLE.is_in([&text, &other]),
            json!({"job_title": {"$in": [text, other]}}),
        )?;
        is_json(
            &Person::NAME.last_name().starts_with(&text),
            json!({"name": {"last_name": {"$starts_with": text}}}),
        )?;
        is_json(
            &Person::EMAILS.root_domain().eq(&text),
            json!({"email_addresses": {"email_root_domain": {"$eq": text}}}),
        )?;
        is_json(
            &(!Person::JOB_TITLE.eq(&text) | Person::JOB_TITLE.eq(&other)),
            json!({"$or": [
                {"$not": {"job_title": {"$eq": text}}}, {"job_title": {"$eq": other}},
            ]}),
        )?;
        is_json(
            &Person::COMPANY.via(Company::NAME).eq(&text),
            json!({
                "path": [["people", "company"], ["companies", "name"]],
                "constraints": {"$eq": text},
            }),
        )?;
    }

    #[test]
    fn a_raw_filter_stays_as_it_is(text in text()) {
        let raw = json!({ "job_title": { "$eq": text } });
        let filter = Filter::<Person, _>::from_json(&raw.to_string())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        is_json(&filter, raw)?;
    }

    #[test]
    fn raw_values_stay_as_they_are(text in text()) {
        let values = json!({ text.as_str(): [{ "value": text }] }).to_string();
        let kept = Values::from_json(values.as_str())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(kept.as_json(), values);
    }
}

#[test]
fn codes_dates_and_instants_are_shown_in_full() {
    let days = [(0, 1, 1), (1969, 12, 31), (2024, 2, 29), (9999, 12, 31)];
    for (year, month, day) in days {
        let date = Date::new(year, month, day).expect("a date");
        assert_eq!(date.to_string(), format!("{year:04}-{month:02}-{day:02}"));
        let instant: Timestamp = format!("{date}T23:59:59.000000001Z").parse().expect("an instant");
        assert_eq!(instant.to_string(), format!("{date}T23:59:59.000000001Z"));
    }
    assert_eq!("USD".parse::<CurrencyCode>().expect("a code").as_str(), "USD");
    assert_eq!("DE".parse::<CountryCode>().expect("a code").as_str(), "DE");
}

#[tokio::test]
async fn the_first_record_is_requested_without_sorts() {
    let attio = Attio::start();
    attio.emulator.seed("people", &json!({ "job_title": "CTO" })).expect("a person");
    let client = &attio.client;
    Person::query().first(client).await.expect("a response").expect("a person");
    let sorted = Person::query().sort(Person::JOB_TITLE.desc());
    sorted.first(client).await.expect("a response").expect("a person");
    let bodies: Vec<_> = attio.emulator.requests().iter().map(|r| r.body_json()).collect();
    assert_eq!(bodies[0], json!({ "limit": 1, "offset": 0 }));
    let sorts = json!([{ "direction": "desc", "attribute": "job_title" }]);
    assert_eq!(bodies[1], json!({ "sorts": sorts, "limit": 1, "offset": 0 }));
}
