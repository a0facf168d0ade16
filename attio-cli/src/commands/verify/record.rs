//! Reads parts of a record's JSON.

use attio_core::Timestamp;
use serde_json::Value;

pub(super) fn id(record: &Value) -> &str {
    record["id"]["record_id"].as_str().unwrap_or_default()
}

pub(super) fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(id).collect()
}

/// Returns the values of an attribute; none if it is missing.
pub(super) fn values<'r>(record: &'r Value, attribute: &str) -> &'r [Value] {
    record["values"][attribute].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns the record's own `created_at`.
pub(super) fn created_at(record: &Value) -> Option<Timestamp> {
    time(&record["created_at"])
}

/// Returns the value of the attribute `created_at`.
pub(super) fn attribute_created_at(record: &Value) -> Option<Timestamp> {
    time(&values(record, "created_at").first()?["value"])
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// Collects all strings that are times.
pub(super) fn times(value: &Value, found: &mut Vec<(String, Timestamp)>) {
    match value {
        // The parser also accepts a year or a day.
        Value::String(text) if text.contains('T') => {
            found.extend(text.parse().ok().map(|time| (text.clone(), time)));
        }
        Value::Array(values) => values.iter().for_each(|value| times(value, found)),
        Value::Object(members) => members.values().for_each(|value| times(value, found)),
        _ => {}
    }
}

/// Returns the milliseconds from the second time to the first.
pub(super) fn difference(one: Timestamp, other: Timestamp) -> i64 {
    let millis = |time: Timestamp| {
        time.unix_seconds().saturating_mul(1000) + i64::from(time.subsec_nanos() / 1_000_000)
    };
    millis(one).saturating_sub(millis(other))
}
