//! Finding the record that has all the unique values.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::attributes::Unique;
use super::unique_value::UniqueValue;
use crate::client::Requests;
use crate::describe::Form;
use crate::error::Error;
use crate::request::TargetBuf;
use crate::row::{RawRow, parse_page, parse_row, requests};

/// More records than have unique values that differ only in case.
const LIMIT: usize = 100;

/// The maximum number of records that are read for a conflict.
const MOST_CONFLICTING: usize = 20;

/// The result of a lookup by values.
#[expect(clippy::large_enum_variant, reason = "only one exists, and it is moved once")]
pub(super) enum Found {
    /// This record has all the values.
    Row(RawRow),
    /// No record has all the values.
    Nothing,
    /// Unknown: the values, or a record that was found, cannot be compared.
    Unclear,
}

/// Finds the record that has all of these values, with a query, which is consistent with writes.
pub(super) async fn find(
    calls: &Requests,
    target: &TargetBuf,
    unique: &Unique,
) -> Result<Found, Error> {
    let filters: Vec<_> = unique.values.iter().filter_map(UniqueValue::filter).collect();
    if filters.is_empty() {
        return Ok(Found::Unclear);
    }
    let page = query(calls, target, &json!({ "$and": filters })).await?;
    let mut found = if page.len() < LIMIT { Found::Nothing } else { Found::Unclear };
    for record in page {
        match has_all(&record, unique) {
            Some(true) => return Ok(Found::Row(record)),
            Some(false) => {}
            None => found = Found::Unclear,
        }
    }
    Ok(found)
}

async fn query(calls: &Requests, target: &TargetBuf, filter: &Value) -> Result<Vec<RawRow>, Error> {
    let query = json!({
        "filter": filter,
        "sorts": [{"direction": "asc", "attribute": "created_at"}],
        "limit": LIMIT,
    });
    let response = calls.send(requests::query(target, query.to_string())).await?;
    parse_page(&response, Form::of(target.as_target()))
}

/// The records that hold values of a create that is in conflict.
pub(super) struct Holders {
    pub(super) ids: Vec<Uuid>,
    /// A record that has all the values.
    pub(super) same: Option<RawRow>,
    /// The records that are not known to have all the values, each with whether its values cannot be compared.
    pub(super) others: Vec<(RawRow, bool)>,
    /// Whether all holders could be read.
    pub(super) are_all: bool,
}

/// Reads the records that a conflict names; if it names none, those that have one of the values.
pub(super) async fn look_at(
    calls: &Requests,
    target: &TargetBuf,
    named: Vec<Uuid>,
    unique: &Unique,
) -> Holders {
    let mut holders = Holders { ids: named, same: None, others: Vec::new(), are_all: true };
    let take = |holders: &mut Holders, record: RawRow| match has_all(&record, unique) {
        Some(true) if holders.same.is_none() => holders.same = Some(record),
        compared => holders.others.push((record, compared.is_none())),
    };
    let filters: Vec<_> = unique.values.iter().filter_map(UniqueValue::filter).collect();
    if holders.ids.is_empty() {
        holders.are_all = false;
        let found = match filters.is_empty() {
            true => Vec::new(),
            false => query(calls, target, &json!({ "$or": filters })).await.unwrap_or_default(),
        };
        for record in found {
            holders.ids.push(record.id());
            take(&mut holders, record);
        }
        return holders;
    }
    // A conflict about one attribute does not name the records that have a value of another attribute.
    if filters.len() < unique.values.len() {
        holders.are_all = false;
    } else {
        match query(calls, target, &json!({ "$or": filters })).await {
            Ok(found) => {
                let known = holders.ids.clone();
                let new = found.iter().map(RawRow::id).filter(|id| !known.contains(id));
                holders.ids.extend(new);
                holders.are_all = holders.ids.len() <= MOST_CONFLICTING;
            }
            Err(_) => holders.are_all = false,
        }
    }
    for id in holders.ids.iter().take(MOST_CONFLICTING).copied().collect::<Vec<_>>() {
        let response = calls.send(requests::get(target, id)).await;
        match response.map(|response| parse_row(&response, Form::of(target.as_target()))) {
            Ok(Ok(record)) => take(&mut holders, record),
            // The record no longer exists, or cannot be read.
            _ => holders.are_all = false,
        }
    }
    holders
}

/// Returns whether a record has all the values of all unique attributes; `None` if that is unknown.
fn has_all(record: &RawRow, unique: &Unique) -> Option<bool> {
    let values: HashMap<String, Vec<Value>> = serde_json::from_str(record.values.as_json()).ok()?;
    // The parent of an entry never changes, except by a merge.
    let parent = record.parent.as_ref().map(|parent| parent.record);
    if parent != unique.parent {
        return Some(false);
    }
    let mut has_all = unique.are_all.then_some(true);
    for wanted in &unique.values {
        match wanted.is_in(&values) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => has_all = None,
        }
    }
    has_all
}
