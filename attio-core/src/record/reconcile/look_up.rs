//! Finding the record that has all the unique values.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::settle::Deadline;
use super::wanted::Wanted;
use crate::client::{Client, Request};
use crate::error::Error;
use crate::record::answer::{RawRecord, parse_page, parse_record};

/// More records than have the same unique value but for the case of letters.
const LIMIT: u32 = 100;

/// The most records that a conflict is looked up of.
const MOST_CONFLICTING: usize = 20;

/// The record that has all of these values, by a query, which is consistent with writes.
pub(super) async fn find(
    client: &Client,
    object: &str,
    wanted: &[Wanted],
    deadline: &Deadline<'_>,
) -> Result<Option<RawRecord>, Error> {
    let filters: Vec<_> = wanted.iter().filter_map(Wanted::filter).collect();
    if filters.is_empty() {
        return Ok(None);
    }
    let query = json!({
        "filter": {"$and": filters},
        "sorts": [{"direction": "asc", "attribute": "created_at"}],
        "limit": LIMIT,
    });
    let request = Request::query(object, query.to_string());
    let page = parse_page(client.send_within(request, deadline.limits()).await?)?;
    Ok(page.into_iter().find(|record| has_all(record, wanted)))
}

/// What the records that a conflict names turn out to be.
pub(super) enum Conflict {
    /// One has all the values.
    Same(RawRecord),
    /// Those that are there have some of the values only.
    Other,
    /// Not one can be shown.
    Unclear,
}

/// Looks at the records that a conflict names.
pub(super) async fn look_at(
    client: &Client,
    object: &str,
    ids: &[Uuid],
    wanted: &[Wanted],
    deadline: &Deadline<'_>,
) -> Conflict {
    let mut conflict = Conflict::Unclear;
    for id in ids.iter().take(MOST_CONFLICTING) {
        let answer = client.send_within(Request::get(object, *id), deadline.limits()).await;
        match answer.map(|answer| parse_record(&answer.body)) {
            Ok(Ok(record)) if has_all(&record, wanted) => return Conflict::Same(record),
            Ok(Ok(_)) => conflict = Conflict::Other,
            // It is gone, or cannot be read.
            Ok(Err(_)) | Err(_) => {}
        }
    }
    conflict
}

fn has_all(record: &RawRecord, wanted: &[Wanted]) -> bool {
    let values: HashMap<String, Vec<Value>> =
        serde_json::from_str(record.values().as_json()).unwrap_or_default();
    wanted.iter().all(|wanted| wanted.is_in(&values))
}
