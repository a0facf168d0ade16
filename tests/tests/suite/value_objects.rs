//! The fast reader of value objects accepts and refuses the same input as serde_json.

use std::collections::BTreeMap;

use attio_core::query::{self, ValueKind};
use attio_core::value::{ReadValue, ValueReader, kind};
use attio_core::{AnyRecordRef, AttioRecord, ValueError};
use serde::Deserialize;

fn titles(value: &str) -> Result<Vec<Option<String>>, attio_core::Error> {
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Title {
        job_title: Option<String>,
    }
    let body = format!(r#"{{"data":[{{"values":{{"job_title":[{value}]}}}}]}}"#);
    Ok(query::decode_body::<Title>(body.as_bytes())?
        .into_iter()
        .map(|title| title.job_title)
        .collect())
}

#[test]
fn a_line_break_in_a_key_is_refused() {
    for key in ["value\n", "value\t", "value\r", "value\n  ", "value\r\n\t "] {
        let json = format!("{{\"{key}\":\"CTO\",\"attribute_type\":\"text\"}}");
        serde_json::from_str::<serde_json::Value>(&json).expect_err("serde_json refuses it");
        assert!(titles(&json).is_err(), "{json:?} was read as {:?}", titles(&json));
    }
}

#[test]
fn a_line_break_in_a_nested_key_is_refused() {
    let json = "{\"value\":\"CTO\",\"attribute_type\":\"text\",\"by\":{\"id\n\":1}}";
    serde_json::from_str::<serde_json::Value>(json).expect_err("serde_json refuses it");
    assert!(titles(json).is_err(), "{json:?} was read");
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Friend {
    friend: Option<AnyRecordRef>,
}

#[test]
fn an_array_of_bytes_is_not_a_uuid() {
    let bytes = format!("{:?}", (0..16).collect::<Vec<u8>>());
    let of = |deep: &str| {
        let body = format!(
            r#"{{"data":[{{"values":{{"friend":[{{"target_object":"people","target_record_id":{bytes},"attribute_type":"record-reference","zz":{deep}}}]}}}}]}}"#
        );
        query::decode_body::<Friend>(body.as_bytes()).map(|read| format!("{read:?}"))
    };
    // Nesting this deep is left to serde_json.
    of("[[[[[[[[[[1]]]]]]]]]]").expect_err("serde_json refuses it");
    assert!(of("1").is_err(), "{:?}", of("1"));
}

/// A value with all other members.
#[derive(Debug, Deserialize, PartialEq)]
struct WithTheRest {
    value: String,
    #[serde(flatten)]
    rest: Option<serde_json::Value>,
}

impl ValueKind for WithTheRest {
    type Kind = kind::TextKind;
}

impl ReadValue for WithTheRest {
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        value.members("a text")
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum EitherWay {
    Whole(serde_json::Value),
    Other(BTreeMap<String, serde_json::Value>),
}

impl ValueKind for EitherWay {
    type Kind = kind::TextKind;
}

impl ReadValue for EitherWay {
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        value.members("a text")
    }
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct OwnTypes {
    #[attio(read_only)]
    flat: Option<WithTheRest>,
    #[attio(read_only)]
    either: Option<EitherWay>,
}

#[test]
fn types_that_swallow_errors_read_the_same_as_serde_json() {
    let value = r#"{"value":"CTO","attribute_type":"text","active_until":null}"#;
    let body = format!(r#"{{"data":[{{"values":{{"flat":[{value}],"either":[{value}]}}}}]}}"#);
    let read = query::decode_body::<OwnTypes>(body.as_bytes()).expect("read").remove(0);
    let flat: WithTheRest = serde_json::from_str(value).expect("JSON");
    let either: EitherWay = serde_json::from_str(value).expect("JSON");
    let same = (read.flat.as_ref() == Some(&flat), read.either.as_ref() == Some(&either));
    assert_eq!(same, (true, true), "{read:?}\n{flat:?}\n{either:?}");
}

/// Reads a value as every type.
#[derive(Debug)]
struct Probe(Vec<String>);

impl ValueKind for Probe {
    type Kind = kind::TextKind;
}

fn one<T: ReadValue + std::fmt::Debug>(value: ValueReader<'_>) -> String {
    format!(
        "{}: {:?}",
        std::any::type_name::<T>(),
        T::read(value).map_err(|error| error.to_string())
    )
}

impl ReadValue for Probe {
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        use attio_core::*;
        let map = value
            .members::<BTreeMap<String, serde_json::Value>>("a map")
            .map_err(|error| error.to_string());
        let raw = value
            .members::<std::collections::HashMap<&str, &serde_json::value::RawValue>>("raw")
            .map(|map| {
                map.into_iter()
                    .map(|(key, raw)| (key.to_owned(), raw.get().to_owned()))
                    .collect::<BTreeMap<_, _>>()
            });
        Ok(Self(vec![
            one::<String>(value),
            one::<f64>(value),
            one::<bool>(value),
            one::<i64>(value),
            one::<u8>(value),
            one::<Decimal>(value),
            one::<Currency>(value),
            one::<Date>(value),
            one::<Timestamp>(value),
            one::<PersonalName>(value),
            one::<EmailAddress>(value),
            one::<PhoneNumber>(value),
            one::<Domain>(value),
            one::<Location>(value),
            one::<Rating>(value),
            one::<SelectOption>(value),
            one::<Status>(value),
            one::<ActorRef>(value),
            one::<Actor>(value),
            one::<Interaction>(value),
            one::<AnyRecordRef>(value),
            one::<Tracked<String>>(value),
            format!("{map:?}"),
            format!("{:?}", raw.map_err(|error| error.to_string())),
        ]))
    }
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Probes {
    #[attio(read_only)]
    all: Vec<Probe>,
}

const VALUES: [&str; 12] = [
    r#"{"active_from":"2026-02-03T14:07:32.117000000Z","active_until":null,"created_by_actor":{"type":"api-token","id":"50cf"},"value":"CTO","attribute_type":"text"}"#,
    r#"{"value":-12.5e1,"attribute_type":"number"}"#,
    r#"{"currency_value":99.5,"currency_code":"USD","attribute_type":"currency"}"#,
    r#"{"target_object":"people","target_record_id":"1b5e4a80-0000-4000-8000-000000000001","attribute_type":"record-reference"}"#,
    r#"{"email_address":"a@example.com","original_email_address":"a@example.com","email_domain":"example.com","email_root_domain":"example.com","email_local_specifier":"a","attribute_type":"email-address"}"#,
    r#"{"first_name":"A","last_name":"L","full_name":"A L","attribute_type":"personal-name"}"#,
    r#"{"option":{"id":{"workspace_id":"1b5e4a80-0000-4000-8000-000000000001","object_id":"1b5e4a80-0000-4000-8000-000000000001","attribute_id":"1b5e4a80-0000-4000-8000-000000000001","option_id":"1b5e4a80-0000-4000-8000-000000000001"},"title":"x","is_archived":false},"attribute_type":"select"}"#,
    r#"{"referenced_actor_type":"workspace-member","referenced_actor_id":"1b5e4a80-0000-4000-8000-000000000001","attribute_type":"actor-reference"}"#,
    r#"{"interaction_type":"email","interacted_at":"2026-02-03T14:07:32.117000000Z","owner_actor":{"type":"system","id":null},"attribute_type":"interaction"}"#,
    r#"{"line_1":"a","line_2":null,"line_3":null,"line_4":null,"locality":"x","region":null,"postcode":"1","country_code":"DE","latitude":"1.5","longitude":"2","attribute_type":"location"}"#,
    r#"{"phone_number":"+442079460000","original_phone_number":"+442079460000","country_code":"GB","attribute_type":"phone-number"}"#,
    r#"{"value":true,"attribute_type":"checkbox"}"#,
];

const PARTS: [&str; 42] = [
    "\n",
    "\t",
    "\r",
    " ",
    "\"",
    "\\",
    "\\n",
    "\\u0061",
    "\\ud800",
    "\\ud83c\\udf89",
    "\\u00",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "false",
    "0",
    "01",
    "-",
    "1e999",
    "1.",
    ".5",
    "99999999999999999999",
    "é",
    "🎉",
    "\u{0}",
    "\u{feff}",
    "\"value\":",
    "\"value\":1,",
    "\"\":1,",
    "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]",
    "{\"a\":1}",
    "\"x\"",
    "\u{1}",
    "\u{7f}",
    "/",
    "[[[[[[[[[1]]]]]]]]]",
    "\"attribute_type\":\"text\",",
];

fn mutate(random: &mut fastrand::Rng, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..4) {
        // Whole values are often replaced, because the difference lies in the types.
        if random.bool() {
            let colons: Vec<usize> = (0..chars.len()).filter(|&i| chars[i] == ':').collect();
            if let Some(&at) = colons.get(random.usize(0..colons.len().max(1))) {
                let end = (at + 1..chars.len())
                    .find(|&i| matches!(chars[i], ',' | '}'))
                    .unwrap_or(chars.len());
                let part = PARTS[random.usize(0..PARTS.len())];
                chars.splice(at + 1..end, part.chars());
                continue;
            }
        }
        let at = random.usize(0..=chars.len());
        let end = (at + random.usize(0..3)).min(chars.len());
        chars.splice(at..end, PARTS[random.usize(0..PARTS.len())].chars());
    }
    chars.into_iter().collect()
}

#[test]
fn the_fast_reader_reads_the_same_as_serde_json() {
    let mut random = attio_tests::random(11);
    let read = |values: &str| {
        let body = format!(r#"{{"data":[{{"values":{{"all":[{values}]}}}}]}}"#);
        query::decode_body::<Probes>(body.as_bytes()).map(|mut all| all.remove(0).all)
    };
    let (mut agreed, mut differ) = (0, BTreeMap::new());
    for round in 0..attio_tests::size(400_000, 20_000) {
        let seed = VALUES[random.usize(0..VALUES.len())];
        let value = if round < 12 {
            VALUES[usize::try_from(round).expect("small")].to_owned()
        } else {
            mutate(&mut random, seed)
        };
        let (fast, slow) = (read(&value), read(&format!(r#"{value},{{"\u0061":1}}"#)));
        match (fast, slow) {
            (Err(_), Err(_)) => {}
            (Ok(fast), Ok(slow)) => {
                agreed += 1;
                for (fast, slow) in fast.iter().zip(&slow) {
                    for (fast, slow) in fast.0.iter().zip(&slow.0) {
                        if fast != slow {
                            let name = fast.split(": ").next().unwrap_or_default().to_owned();
                            differ.entry(name).or_insert_with(|| {
                                format!("{value}\n  fast {fast}\n  slow {slow}")
                            });
                        }
                    }
                }
            }
            (fast, slow) => {
                let kind = format!("accepted by fast {} slow {}", fast.is_ok(), slow.is_ok());
                let known = value.contains(['\n', '\t', '\r']);
                differ.entry(format!("{kind} with a line break: {known}")).or_insert_with(|| {
                    format!("{value:?}\n {:?}", slow.err().map(|e| e.to_string()))
                });
            }
        }
    }
    assert!(agreed > 1_000, "only {agreed} values could be read, too few for a comparison");
    assert!(
        differ.is_empty(),
        "{}",
        differ.iter().map(|(k, v)| format!("{k}: {v}")).collect::<Vec<_>>().join("\n")
    );
}
