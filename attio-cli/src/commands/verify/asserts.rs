//! Asserts and updates that are sent twice, and the clearing of values.

use std::collections::HashSet;

use attio_core::{Method, Scope};
use serde_json::{Value, json};

use super::bench::Bench;
use super::fact::{Fact, Seen, Stop};
use super::object::Unique;
use super::record;
use super::uniqueness::AT_ONCE;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "assert.one-record",
        sentence: "An assert that is sent twice creates one record",
        expected: "the same ID twice, and one record with the value",
        promise: "an assert may be retried",
        source: "Attio's OpenAPI document; captured responses",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(one_record(bench)),
    },
    Fact {
        id: "assert.at-once",
        sentence: "Concurrent asserts with the same unique value create one record",
        expected: "one ID in all successes, one record",
        promise: "an assert may be retried while an earlier attempt is in flight",
        source: "inferred",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(at_once(bench)),
    },
    Fact {
        id: "assert.not-renewed",
        sentence: "An assert that is sent twice does not renew the value",
        expected: "the same `active_from` and `created_at`, one value",
        promise: "a retried assert leaves no trace in the history",
        source: "captured responses, 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(not_renewed(bench)),
    },
    Fact {
        id: "update.nothing-duplicated",
        sentence: "A PATCH with an existing value does not duplicate the value",
        expected: "one value afterwards, with the same `active_from`",
        promise: "`append` of an existing value",
        source: "measured by third parties, September 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(nothing_duplicated(bench)),
    },
    Fact {
        id: "update.put-clears",
        sentence: "A PUT with `[]` clears an attribute of several values",
        expected: "no value",
        promise: "`Patch::clear` with `overwrite`",
        source: "Attio's OpenAPI document",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(put_clears(bench)),
    },
    Fact {
        id: "update.patch-clears",
        sentence: "PATCH and PUT with `[]` clear an attribute of one value",
        expected: "no value after either",
        promise: "`Patch::clear`",
        source: "seen in public clients",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(patch_clears(bench)),
    },
    Fact {
        id: "update.patch-keeps",
        sentence: "A PATCH with `[]` does not change an attribute of several values",
        expected: "the previous value",
        promise: "`append` removes nothing",
        source: "Attio's OpenAPI document",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(patch_keeps(bench)),
    },
    Fact {
        id: "values.archived-options",
        sentence: "An archived option stays readable in the values of records",
        expected: "a value with the option's title and `is_archived` true",
        promise: "an options enum includes archived options",
        source: "Attio's documentation",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(archived_options(bench)),
    },
];

async fn one_record(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let value = unique.value(&tag);
    let one = bench.assert(unique, &tag, &value).await?;
    let other = bench.assert(unique, &tag, &value).await?;
    let count = bench.tagged(unique.object, &tag).await?.len();
    let is_same = record::id(&one) == record::id(&other);
    let ids = if is_same { "the same ID twice" } else { "two IDs" };
    Ok(Seen::of(is_same && count == 1, format!("{ids}, records: {count}")))
}

async fn at_once(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let value = unique.value(&tag);
    let assert = |_| Bench::assert_request(bench.unpaced(), unique, &tag, &value);
    let replies = bench.at_once((0..AT_ONCE).map(assert).collect()).await;
    replies.iter().for_each(|reply| bench.note(unique.object, reply));
    let succeeded: Vec<_> = replies.iter().filter(|reply| reply.is_success()).collect();
    let ids: HashSet<_> = succeeded.iter().map(|reply| record::id(&reply.body["data"])).collect();
    let stored = bench.tagged(unique.object, &tag).await?.len();
    let text = format!("successes: {}, IDs: {}, records: {stored}", succeeded.len(), ids.len());
    Ok(Seen::of((ids.len(), stored) == (1, 1), text))
}

/// Returns the `active_from` of an attribute's values.
fn begun<'r>(record: &'r Value, slug: &str) -> Vec<&'r str> {
    let from = |value: &'r Value| value["active_from"].as_str().unwrap_or_default();
    record::values(record, slug).iter().map(from).collect()
}

async fn not_renewed(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let value = unique.value(&tag);
    let one = bench.assert(unique, &tag, &value).await?;
    let other = bench.assert(unique, &tag, &value).await?;
    let (before, after) = (begun(&one, unique.slug()), begun(&other, unique.slug()));
    let is_same_age = one["created_at"] == other["created_at"];
    let holds = before == after && before.len() == 1 && is_same_age;
    let renewed = if before == after { "the same `active_from`" } else { "another `active_from`" };
    let age = if is_same_age { "the same `created_at`" } else { "another `created_at`" };
    Ok(Seen::of(holds, format!("{renewed}, {age}, values: {}", after.len())))
}

/// Returns a unique attribute of several values; every workspace has one.
pub(super) fn several(bench: &Bench) -> Result<Unique<'_>, Stop> {
    bench.unique().ok().filter(Unique::is_multiselect).ok_or_else(|| {
        Stop::Lacking("no unique attribute of the object takes several values".to_owned())
    })
}

async fn nothing_duplicated(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (several(bench)?, bench.tag());
    let value = unique.value(&tag);
    let made = bench.create_with(unique, &tag, &value).await?;
    let values = json!({ unique.slug(): [unique.written(&value)] });
    let id = record::id(&made);
    let updated = bench.update(Method::PATCH, unique.object, id, &values).await?;
    let (before, after) = (begun(&made, unique.slug()), begun(&updated, unique.slug()));
    let renewed = if before == after { "the same" } else { "another" };
    let text = format!("values: {}, {renewed} `active_from`", after.len());
    Ok(Seen::of(after.len() == 1 && before == after, text))
}

/// Clears the multi-value attribute of a new record, and returns how many values are left.
async fn emptied(bench: &Bench, method: Method) -> Result<usize, Stop> {
    let (unique, tag) = (several(bench)?, bench.tag());
    let made = bench.create_with(unique, &tag, &unique.value(&tag)).await?;
    let values = json!({ unique.slug(): [] });
    let id = record::id(&made);
    bench.update(method, unique.object, id, &values).await?;
    let now = bench.get(unique.object, id).await?;
    Ok(record::values(&now, unique.slug()).len())
}

async fn put_clears(bench: &Bench) -> Result<Seen, Stop> {
    let left = emptied(bench, Method::PUT).await?;
    Ok(Seen::of(left == 0, format!("values: {left}")))
}

async fn patch_keeps(bench: &Bench) -> Result<Seen, Stop> {
    let left = emptied(bench, Method::PATCH).await?;
    Ok(Seen::of(left == 1, format!("values: {left}")))
}

async fn patch_clears(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let Some(note) = object.note() else {
        return Err(Stop::Lacking("the object has no second text attribute".to_owned()));
    };
    let made = bench.create(object, &tag).await?;
    let id = record::id(&made);
    let mut seen = Vec::new();
    for method in [Method::PATCH, Method::PUT] {
        let text = json!({ note: [{"value": tag}] });
        bench.update(Method::PATCH, object, id, &text).await?;
        bench.update(method.clone(), object, id, &json!({ note: [] })).await?;
        let now = bench.get(object, id).await?;
        seen.push((method, record::values(&now, note).len()));
    }
    let text: Vec<_> =
        seen.iter().map(|(method, n)| format!("values after {method}: {n}")).collect();
    Ok(Seen::of(seen.iter().all(|(_, left)| *left == 0), text.join(", ")))
}

/// Searches for a record that has an archived option, and otherwise tries to create one. The only
/// content of a workspace's record that is shown is whether the option is archived.
async fn archived_options(bench: &Bench) -> Result<Seen, Stop> {
    let mut tried = 0;
    for object in &bench.objects {
        for (attribute, option) in object.archived_options() {
            let slug = attribute.api_slug.as_str();
            tried += 1;
            let query = json!({"filter": { slug: option }, "limit": 1});
            let found = bench.query(object, &query).await.unwrap_or_default();
            if let Some(record) = found.first() {
                return Ok(has_archived(record::values(record, slug), option));
            }
            let mut values = object.values(&bench.tag());
            values[slug] = json!([{"option": option}]);
            let reply = bench.try_create(object, &values).await?;
            if reply.is_success() {
                let made = reply.data("create a record")?;
                return Ok(has_archived(record::values(&made, slug), option));
            }
        }
    }
    Err(Stop::Lacking(match tried {
        0 => "no writable select attribute of the object has an archived option".to_owned(),
        _ => "no record has an archived option, and Attio refuses to write one".to_owned(),
    }))
}

fn has_archived(values: &[Value], option: &str) -> Seen {
    let is_it = |value: &&Value| value["option"]["id"]["option_id"] == json!(option);
    match values.iter().find(is_it).map(|value| &value["option"]) {
        None => Seen::of(false, "the record is found by the option, but its values lack it"),
        Some(option) => {
            let title = if option["title"].is_string() { "a title" } else { "no title" };
            let text = format!("{title}, `is_archived` {}", option["is_archived"]);
            Seen::of(option["title"].is_string() && option["is_archived"] == json!(true), text)
        }
    }
}
