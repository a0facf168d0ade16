//! Compares the reader with `serde_json::Value` and plain code, over random documents with escapes,
//! white space, duplicate keys and unexpected content.

use attio_core::{AttioRecord, Record, RecordId, Values, query};
use attio_emulator::CannedResponse;
use attio_tests::Attio;
use proptest::prelude::*;
use proptest::{collection, sample};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

#[derive(AttioRecord, Debug, PartialEq)]
#[attio(object = "documents")]
struct Document {
    title: Option<String>,
    tags: Vec<String>,
    score: Option<f64>,
    #[attio(write_only)]
    left: Option<String>,
}

/// The expected result of reading the values; `None` if they do not fit.
fn expected(values: &Value) -> Option<Document> {
    let elements = |key: &str| match &values[key] {
        Value::Null => Some(Vec::new()),
        Value::Array(elements) => Some(elements.clone()),
        _ => None,
    };
    let one = |key: &str| elements(key).filter(|elements| elements.len() <= 1);
    let text = |value: &Value| {
        let text = value["value"].as_str().filter(|_| value["attribute_type"] == "text");
        text.map(str::to_owned)
    };
    let number =
        |value: &Value| value["value"].as_f64().filter(|_| value["attribute_type"] == "number");
    elements("left")?;
    Some(Document {
        title: one("title")?.iter().map(text).collect::<Option<Vec<_>>>()?.pop(),
        tags: elements("tags")?.iter().map(text).collect::<Option<Vec<_>>>()?,
        score: one("score")?.iter().map(number).collect::<Option<Vec<_>>>()?.pop(),
        left: None,
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\\\\"\\[\\]{},:/\u{0}-\u{20}é🎉]{0,20}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A value object, with metadata.
fn value_object(
    kind: &'static str,
    value: impl Strategy<Value = Value> + 'static,
) -> BoxedStrategy<Value> {
    (value, any_json())
        .prop_map(move |(value, meta)| {
            json!({"active_from": meta, "attribute_type": kind, "value": value})
        })
        .boxed()
}

fn attribute() -> impl Strategy<Value = (String, Value)> {
    let texts = value_object("text", text().prop_map(Value::from));
    let numbers = {
        // Quarters: serde_json rounds the last digit of some floats, which the reader does not.
        let number = (-1_000_000_000..1_000_000_000).prop_map(|n| Value::from(f64::from(n) / 4.0));
        value_object("number", number)
    };
    let any_key = || sample::select(vec!["title", "tags", "score", "left", "other"]);
    // Serde also reads a struct from an array; a value is never an array.
    let wrong = any_json().prop_filter("an array", |value| !value.is_array());
    prop_oneof![
        4 => collection::vec(texts.clone(), 0..4).prop_map(|all| ("tags".to_owned(), all.into())),
        3 => collection::vec(texts, 0..2).prop_map(|all| ("title".to_owned(), all.into())),
        3 => collection::vec(numbers, 0..2).prop_map(|all| ("score".to_owned(), all.into())),
        2 => collection::vec(any_json(), 0..3).prop_map(|all| ("left".to_owned(), all.into())),
        3 => (text(), any_json()),
        1 => (any_key(), collection::vec(wrong, 0..2)).prop_map(|(k, all)| (k.into(), all.into())),
        1 => (any_key(), any_json().prop_filter("an array", |value| !value.is_array()))
            .prop_map(|(key, value)| (key.into(), value)),
    ]
}

/// Writes JSON, with white space and escapes chosen by these bits.
struct Writer {
    out: String,
    bits: Vec<bool>,
    next: usize,
}

impl Writer {
    fn bit(&mut self) -> bool {
        self.next += 1;
        self.bits[self.next % self.bits.len()]
    }

    fn space(&mut self) {
        if self.bit() {
            let space = if self.bit() { "\n\t" } else { " \r" };
            self.out.push_str(space);
        }
    }

    fn text(&mut self, text: &str) {
        if !self.bit() {
            return self.out.push_str(&json!(text).to_string());
        }
        self.out.push('"');
        for unit in text.encode_utf16() {
            self.out.push_str(&format!("\\u{unit:04x}"));
        }
        self.out.push('"');
    }

    fn list<T>(
        &mut self,
        brackets: [char; 2],
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Self, T),
    ) {
        self.out.push(brackets[0]);
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.space();
            write(self, item);
            self.space();
        }
        self.space();
        self.out.push(brackets[1]);
    }

    fn members<'a>(&mut self, members: impl IntoIterator<Item = (&'a String, &'a Value)>) {
        self.list(['{', '}'], members, |out, (key, value)| {
            out.text(key);
            out.space();
            out.out.push(':');
            out.space();
            out.value(value);
        });
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => self.list(['[', ']'], items, Self::value),
            Value::Object(members) => self.members(members),
            other => self.out.push_str(&other.to_string()),
        }
    }
}

type Attributes = Vec<(String, Value)>;

/// The `values` of some records, and the bits of their form.
fn documents() -> impl Strategy<Value = (Vec<Attributes>, Vec<bool>)> {
    let values = collection::vec(attribute(), 0..7);
    (collection::vec(values, 0..4), collection::vec(any::<bool>(), 1..64))
}

fn write_values(attributes: &Attributes, bits: &[bool]) -> String {
    let mut out = Writer { out: String::new(), bits: bits.to_vec(), next: 0 };
    out.members(attributes.iter().map(|(key, value)| (key, value)));
    out.out
}

fn write_page(records: &[Attributes], bits: &[bool]) -> String {
    let records: Vec<_> = records
        .iter()
        .map(|attributes| {
            let values = write_values(attributes, bits);
            format!(r#"{{"id": {{"record_id": "x"}}, "values": {values}, "web_url": null}}"#)
        })
        .collect();
    format!(r#"{{ "data": [{}] , "more": {{}} }}"#, records.join(" ,\n"))
}

/// Whether a field occurs twice: such a document may be refused.
fn has_a_field_twice(attributes: &Attributes) -> bool {
    ["title", "tags", "score", "left"]
        .iter()
        .any(|field| attributes.iter().filter(|(key, _)| key == field).count() > 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn a_page_is_read_like_its_tree((records, bits) in documents()) {
        let page = write_page(&records, &bits);
        let tree: Value = serde_json::from_str(&page).expect("it was written as JSON");
        let records_of_tree = tree["data"].as_array().expect("it was written as an array");
        let expected: Option<Vec<_>> =
            records_of_tree.iter().map(|record| expected(&record["values"])).collect();
        let read = query::decode_body::<Document>(page.as_bytes());
        match (read, expected) {
            (Ok(read), Some(expected)) => prop_assert_eq!(read, expected),
            (Err(_), None) => {}
            (Err(_), Some(_)) if records.iter().any(has_a_field_twice) => {}
            (read, expected) => prop_assert!(false, "{read:?}, expected {expected:?} of {page}"),
        }
    }

    #[test]
    fn kept_values_are_read_like_their_tree((records, bits) in documents()) {
        for attributes in &records {
            let text = write_values(attributes, &bits);
            let tree: Value = serde_json::from_str(&text).expect("it was written as JSON");
            let values = Values::from_json(text.clone()).expect("it was written as JSON");
            match (values.decode::<Document>(), expected(&tree)) {
                (Ok(read), Some(expected)) => {
                    prop_assert_eq!(values.read::<Vec<String>>("tags").ok(), Some(expected.tags.clone()));
                    prop_assert_eq!(read, expected);
                }
                (Err(_), None) => {}
                (Err(_), Some(_)) if has_a_field_twice(attributes) => {}
                (read, expected) => prop_assert!(false, "{read:?}, expected {expected:?} of {text}"),
            }
        }
    }

    /// A page that is no longer JSON is an error, unless the broken part is not read.
    #[test]
    fn a_broken_page_is_refused_or_read_as_if_it_were_whole(
        (records, bits) in documents(),
        place in any::<sample::Index>(),
        byte in sample::select(b"\"\\{}[],:0e.-ntz \x01\xff".to_vec()),
        change in 0..3_u8,
    ) {
        let whole = write_page(&records, &bits);
        let (page, is_json) = broken(&whole, &place, byte, change);
        if let (false, Ok(read)) = (is_json, query::decode_body::<Document>(&page)) {
            let tree: Value = serde_json::from_str(&whole).expect("it was written as JSON");
            let records = tree["data"].as_array().expect("it was written as an array");
            let expected: Option<Vec<_>> =
                records.iter().map(|record| expected(&record["values"])).collect();
            prop_assert_eq!(Some(read), expected, "{}", String::from_utf8_lossy(&page));
        }
    }
}

/// Breaks a string at one position, and returns whether it is still JSON.
fn broken(text: &str, place: &sample::Index, byte: u8, change: u8) -> (Vec<u8>, bool) {
    let mut text = text.as_bytes().to_vec();
    let place = place.index(text.len());
    match change {
        0 => text.truncate(place),
        1 => text[place] = byte,
        _ => text.insert(place, byte),
    }
    let is_json = serde_json::from_slice::<&RawValue>(&text).is_ok();
    (text, is_json)
}

const ID: &str = "bf071e1f-6035-429d-b874-d83ea64ea13b";

/// The responses of `GET` and of a page with one record, for a document with these values.
fn write_answers(values: &str) -> [String; 2] {
    let id = format!(r#"{{"workspace_id":"{ID}","object_id":"{ID}", "record_id":"{ID}"}}"#);
    let record = format!(
        r#"{{"id": {id}, "created_at": "2022-11-21T13:22:49.061281000Z", "values": {values}, "new": {{}}}}"#
    );
    [format!(r#"{{"data":{record}}}"#), format!(r#"{{ "data": [{record}] , "more": {{}} }}"#)]
}

/// A record is decoded like its tree, or refused if the response is not JSON: on arrival, or when
/// the broken part is read.
#[test]
fn a_record_of_a_response_is_read_like_its_tree() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (attio, _) = runtime.block_on(async { Attio::with_clock() });
    let get = |is_page: bool, body: Vec<u8>| -> Result<Record<Document>, attio_core::Error> {
        let method = if is_page { "POST" } else { "GET" };
        attio.emulator.reset();
        attio.emulator.stub(method, "/", CannedResponse::new(200).body(body));
        runtime.block_on(async {
            if is_page {
                let mut page = Document::query().page(&attio.client, 1, 0).await?;
                Ok(page.pop().expect("one record"))
            } else {
                let id: RecordId<Document> = ID.parse().expect("an ID");
                Document::get(&attio.client, id).await
            }
        })
    };
    let byte = sample::select(b"\"\\{}[],:0e.-ntz \x01\xff".to_vec());
    let breaks = collection::vec((any::<sample::Index>(), byte, 0..3_u8), 8);
    let attributes = collection::vec(attribute(), 0..7);
    let bits = collection::vec(any::<bool>(), 1..64);
    let config = ProptestConfig { cases: 96, ..ProptestConfig::default() };
    proptest!(config, |(attributes in attributes, bits in bits, breaks in breaks, is_page: bool)| {
        let values = write_values(&attributes, &bits);
        let answer = &write_answers(&values)[usize::from(is_page)];
        let tree: Value = serde_json::from_str(&values).expect("it was written as JSON");
        let record = get(is_page, answer.clone().into_bytes()).expect("it is a record");
        prop_assert_eq!(record.values.as_json(), &values);
        prop_assert_eq!(record.id.record_id.to_string(), ID);
        let read = record.decode().ok();
        let tags = expected(&json!({ "tags": tree["tags"] })).map(|read| read.tags);
        let expected = expected(&tree);
        prop_assert!(read == expected || read.is_none() && has_a_field_twice(&attributes));
        for (place, byte, change) in breaks {
            let (broken, is_json) = broken(answer, &place, byte, change);
            if is_json {
                continue;
            }
            let text = String::from_utf8_lossy(&broken).into_owned();
            let Ok(record) = get(is_page, broken) else { continue };
            let kept = record.values.as_json();
            prop_assert!(kept == values || Values::from_json(kept).is_err(), "{}", text);
            if let Ok(read) = record.decode() {
                prop_assert_eq!(Some(&read), expected.as_ref(), "{}", text);
            }
            if let Ok(read) = record.values.read::<Vec<String>>("tags") {
                prop_assert_eq!(Some(&read), tags.as_ref(), "{}", text);
            }
        }
    });
}

fn read(values: &str) -> Result<Document, attio_core::Error> {
    let page = format!(r#"{{"data":[{{"values":{values}}}]}}"#);
    let kept = Values::from_json(values).and_then(|values| values.decode::<Document>());
    let mut read = query::decode_body::<Document>(page.as_bytes())?;
    let read = read.pop().expect("one record");
    assert_eq!(kept.expect("as the page"), read);
    Ok(read)
}

#[test]
fn very_deep_nesting_is_skipped_or_refused() {
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let passed_over = read(&format!(r#"{{"other": {deep}, "tags": null}}"#)).expect("it is JSON");
    assert_eq!(passed_over.tags, Vec::<String>::new());
    for field in ["tags", "left"] {
        let values = format!(r#"{{"{field}": [{{"value": {deep}}}]}}"#);
        let page = format!(r#"{{"data":[{{"values":{values}}}]}}"#);
        // Serde skips any depth, but refuses to build it.
        let read = query::decode_body::<Document>(page.as_bytes());
        assert_eq!(read.is_ok(), field == "left", "{field}");
        let cut = &page.as_bytes()[..page.len() / 2];
        assert!(query::decode_body::<Document>(cut).is_err());
    }
}

#[test]
fn brackets_of_both_kinds_match_at_any_depth() {
    for depth in [1, 63, 64, 65, 127, 128, 129, 1000] {
        let (mut open, mut close) = (String::new(), String::new());
        for level in 0..depth {
            let (left, right) = if level % 3 == 0 { (r#"{"a":"#, '}') } else { ("[", ']') };
            open.push_str(left);
            close.insert(0, right);
        }
        let page = |close: &str| {
            let values = format!(r#"{{"left": [{open}0{close}], "tags": []}}"#);
            query::decode_body::<Document>(
                format!(r#"{{"data":[{{"values":{values}}}]}}"#).as_bytes(),
            )
        };
        page(&close).expect("they match");
        let other = if close.ends_with('}') { ']' } else { '}' };
        close.pop();
        close.push(other);
        let error = page(&close).expect_err("the outermost does not").to_string();
        assert!(error.contains("a mismatched bracket"), "{depth}: {error}");
    }
}

#[test]
fn a_number_beyond_a_float_is_an_error_if_it_is_read() {
    let huge = |key: &str| {
        read(&format!(r#"{{"{key}": [{{"value": 1e999, "attribute_type": "number"}}]}}"#))
    };
    assert!(huge("other").is_ok());
    let error = huge("score").expect_err("no 64-bit float holds it");
    assert_eq!(error.attribute(), Some("score"));
}

#[test]
fn invalid_lists_of_records_are_refused_with_the_position() {
    for (body, reason) in [
        ("", "expected an object with `data` at byte 0"),
        ("[]", "expected an object with `data` at byte 0"),
        ("{}", "no `data` at byte 2"),
        (r#"{"data":{}}"#, "expected an array of records or entries at byte 8"),
        (r#"{"data":[],"data":[]}"#, "duplicate `data` at byte 18"),
        (r#"{"data":[1]}"#, "expected a record at byte 9"),
        (r#"{"data":[{}]} x"#, "more text after the JSON at byte 14"),
        (r#"{"data":[{"values":[]}]}"#, "expected an object keyed by attribute slugs at byte 19"),
        (r#"{"data":[{"values":{},"values":{}}]}"#, "duplicate `values` at byte 31"),
        (r#"{"data":[{"values":{"tags":1}}]}"#, "not an array at byte 27"),
        (r#"{"data":[{"values":{"tags":[,]}}]}"#, "a comma without a value before it at byte 28"),
        (r#"{"data":[{"values":{"tags":[1,]}}]}"#, "a comma without a value after it at byte 30"),
        (r#"{"data":[{"values":{"other":trux}}]}"#, "expected ident at byte 32"),
        (r#"{"data":[{"values":{"tags":["#, "a bracket that is not closed at byte 28"),
        (r#"{"data":[{"values":{"tags":[}}]}"#, "a mismatched bracket at byte 28"),
    ] {
        let error = query::decode_body::<Document>(body.as_bytes()).expect_err(body);
        assert!(error.to_string().contains(reason), "{body}: {error}");
    }
    let error = query::decode_body::<Document>(b"{\"data\":\xff}").expect_err("no text");
    assert!(error.to_string().contains("bytes that are not UTF-8 at byte 8"), "{error}");
}

#[test]
fn invalid_values_are_reported_with_the_record_and_the_attribute() {
    let page = |values: &str| {
        let body = format!(r#"{{"data":[{{"values":{{}}}},{{"values":{values}}}]}}"#);
        query::decode_body::<Document>(body.as_bytes()).expect_err(values)
    };
    for (values, message) in [
        (
            r#"{"title":[],"tags":"CTO"}"#,
            "cannot decode record 2 of a page of `documents`: `tags`: got \"CTO\"}}]} (not an array at \
             byte 52), expected an array of values",
        ),
        (
            r#"{"tags":["#,
            "cannot decode record 2 of a page of `documents`: `tags`: got }]} (a mismatched bracket \
             at byte 42), expected an array of values",
        ),
        (
            "[]",
            "cannot decode record 2 of a page of `documents`: got []}]} (expected an object keyed by \
             attribute slugs at byte 33), expected an object of arrays of values, keyed by the \
             attributes' slugs",
        ),
    ] {
        assert_eq!(page(values).to_string(), message);
    }
    assert_eq!(page(r#"{"tags":"CTO"}"#).attribute(), Some("tags"));
    for values in
        [r#"{"tags":"CTO"}"#, r#"{"tags":[["text","CTO"]]}"#, r#"{"title":[["text","CTO"]]}"#]
    {
        page(values);
        let values = Values::from_json(values).expect("it is JSON");
        let attribute =
            values.decode::<Document>().expect_err("no text").attribute().map(str::to_owned);
        let attribute = attribute.expect("it is named");
        let error = values.read::<Vec<String>>(&attribute).expect_err("no text");
        assert_eq!(error.attribute(), Some(&*attribute));
    }
}

#[test]
fn records_without_values_are_read_as_empty() {
    let page = br#"{"data":[{},{"values":null},{"values":{}}]}"#;
    let read: Vec<Document> = query::decode_body(page).expect("three records");
    let empty = expected(&Value::Object(Map::new())).expect("an empty document");
    assert_eq!(read.len(), 3);
    assert!(read.iter().all(|document| *document == empty));
}

#[test]
fn a_bracket_is_closed_only_by_its_own_kind() {
    let body = |values: &str| {
        format!(
            r#"{{"data":[{{"id":{{}},"created_at":"2022-11-21T13:22:49.061281000Z","values":{values}}}]}}"#
        )
    };
    let whole = r#"{"title":[{"attribute_type":"text","value":"a"}],"other":[{"x":[1]}]}"#;
    let read: Vec<Document> = query::decode_body(body(whole).as_bytes()).expect("documents");
    assert_eq!(read[0].title.as_deref(), Some("a"));
    for wrong in [
        r#"{"title":[{"attribute_type":"text","value":"a"}},"other":[]}"#,
        r#"{"title":[},"other":[]}"#,
        r#"{"title":[{"attribute_type":"text","value":"a"]],"other":[]}"#,
        r#"{"title":[],"other":[{"x":[1}}]}"#,
    ] {
        let error = query::decode_body::<Document>(body(wrong).as_bytes()).expect_err(wrong);
        assert!(error.is_decode(), "{wrong}: {error}");
        Values::from_json(wrong).expect_err(wrong);
    }
}
