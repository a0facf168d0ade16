//! Finding the record that has all the unique values.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::unique_value::UniqueValue;
use crate::client::Requests;
use crate::error::Error;
use crate::record::{RawRecord, parse_page, parse_record, requests};
use crate::request::TargetBuf;

/// More records than have the same unique value but for the case of letters.
const LIMIT: u32 = 100;

/// The most records that a conflict is looked up of.
const MOST_CONFLICTING: usize = 20;

/// What a look-up by values comes to.
pub(super) enum Found {
    /// This record has all of them.
    Record(RawRecord),
    /// No record has all of them.
    Nothing,
    /// That cannot be told: of the values, or of a record that was found.
    Unclear,
}

/// The record that has all of these values, by a query, which is consistent with writes.
pub(super) async fn find(
    calls: &Requests,
    target: &TargetBuf,
    wanted: &[UniqueValue],
) -> Result<Found, Error> {
    let filters: Vec<_> = wanted.iter().filter_map(UniqueValue::filter).collect();
    if filters.is_empty() {
        return Ok(Found::Unclear);
    }
    let query = json!({
        "filter": {"$and": filters},
        "sorts": [{"direction": "asc", "attribute": "created_at"}],
        "limit": LIMIT,
    });
    let page = parse_page(calls.send(requests::query(target, query.to_string())).await?)?;
    let mut found = Found::Nothing;
    for record in page {
        match has_all(&record, wanted) {
            Some(true) => return Ok(Found::Record(record)),
            Some(false) => {}
            None => found = Found::Unclear,
        }
    }
    Ok(found)
}

/// What the records that a conflict names turn out to be.
pub(super) enum Conflict {
    /// One has all the values.
    Same(RawRecord),
    /// One of them is another record, which has some of the values only.
    Other,
    /// None of them can be shown.
    Gone,
    /// What is there cannot be compared with what was sent.
    Incomparable,
}

/// Looks at the records that a conflict names.
pub(super) async fn look_at(
    calls: &Requests,
    target: &TargetBuf,
    ids: &[Uuid],
    wanted: &[UniqueValue],
) -> Conflict {
    let mut conflict = Conflict::Gone;
    for id in ids.iter().take(MOST_CONFLICTING) {
        let response = calls.send(requests::get(target, *id)).await;
        // Else it is gone, or cannot be read.
        if let Ok(Ok(record)) = response.map(|response| parse_record(&response)) {
            match (has_all(&record, wanted), &conflict) {
                (Some(true), _) => return Conflict::Same(record),
                // One that is certainly another's says enough.
                (Some(false), _) => conflict = Conflict::Other,
                (None, Conflict::Other) => {}
                (None, _) => conflict = Conflict::Incomparable,
            }
        }
    }
    conflict
}

/// Whether a record has all of these values; `None` where they cannot be compared.
fn has_all(record: &RawRecord, wanted: &[UniqueValue]) -> Option<bool> {
    let values: HashMap<String, Vec<Value>> =
        serde_json::from_str(record.values().as_json()).ok()?;
    let mut has_all = Some(true);
    for wanted in wanted {
        match wanted.is_in(&values) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => has_all = None,
        }
    }
    has_all
}
