//! The order of queries, and their pages.

use attio_core::{Method, Scope, Timestamp};
use serde_json::{Value, json};

use super::bench::Bench;
use super::fact::{Fact, Seen, Stop};
use super::record;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "order.by-id",
        sentence: "A query without sorts returns records in ascending order of their IDs",
        expected: "ascending IDs, not the order of creation",
        promise: "`Query::first`, and pages without a sort",
        source: "captured responses (people, companies, entries), 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(by_id(bench)),
    },
    Fact {
        id: "order.sort-by-created-at",
        sentence: "A sort by `created_at` uses the attribute's value in `values.created_at`",
        expected: "records in ascending order of `values.created_at`",
        promise: "`Query::by_created_at` returns every record once",
        source: "captured responses, 2025 and 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(sort_by_created_at(bench)),
    },
    Fact {
        id: "order.filter-by-created-at",
        sentence: "A filter by `created_at` compares the attribute's value in `values.created_at`",
        expected: "`$gte` with a record's value returns that record and the later records",
        promise: "`Query::by_created_at` resumes where it stopped",
        source: "captured responses, 2025 and 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(filter_by_created_at(bench)),
    },
    Fact {
        id: "order.filter-by-record-id",
        sentence: "A filter by `record_id` with `$in` returns the records with these IDs",
        expected: "exactly the two requested records",
        promise: "`get_many`: a record that is not returned does not exist",
        source: "seen in several public clients",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(filter_by_record_id(bench)),
    },
    Fact {
        id: "order.read-your-writes",
        sentence: "A query right after a create contains the record",
        expected: "the record, in the first query after each of 3 creates",
        promise: "a lost create is settled by a query for its unique values",
        source: "Attio's OpenAPI document, endpoint for search",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(read_your_writes(bench)),
    },
    Fact {
        id: "pages.offsets",
        sentence: "Pages by `limit` and `offset` contain every record once",
        expected: "pages of 2 are the whole query, in its order",
        promise: "streams of a query",
        source: "Attio's OpenAPI document",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(offsets(bench)),
    },
    Fact {
        id: "pages.end",
        sentence: "A page beyond the last record is empty",
        expected: "200 without records",
        promise: "streams end at an empty page",
        source: "Attio's documentation on paging",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(end(bench)),
    },
    Fact {
        id: "pages.large",
        sentence: "A query with a `limit` above 500",
        expected: "not documented",
        promise: "none: the library sends at most 500",
        source: "unknown",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(large(bench)),
    },
];

fn is_ascending(ids: &[&str]) -> bool {
    ids.is_sorted()
}

/// Creates records with a tag.
async fn create(bench: &Bench, tag: &str, count: usize) -> Result<Vec<Value>, Stop> {
    let object = bench.any()?;
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(bench.create(object, tag).await?);
    }
    Ok(made)
}

async fn by_id(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let mut made = create(bench, &tag, 6).await?;
    // The order of creation can equal the order of IDs by chance.
    for _ in 0..6 {
        if is_ascending(&record::ids(&made)) {
            made.push(bench.create(object, &tag).await?);
        }
    }
    if is_ascending(&record::ids(&made)) {
        return Err(Stop::Lacking(
            "records get ascending IDs here, so both orders are the same".to_owned(),
        ));
    }
    let found = bench.tagged(object, &tag).await?;
    let (found, made) = (record::ids(&found), record::ids(&made));
    let order = match () {
        () if is_ascending(&found) => "in ascending order of their IDs",
        () if found.is_sorted_by(|a, b| a >= b) => "in descending order of their IDs",
        () if found == made => "in the order of their creation",
        () => "in another order",
    };
    let text = format!("{} of {} records, {order}", found.len(), made.len());
    Ok(Seen::of(found.len() == made.len() && is_ascending(&found), text))
}

/// The two times of records that a query can sort by.
struct Times {
    record: Vec<Option<Timestamp>>,
    attribute: Vec<Option<Timestamp>>,
}

impl Times {
    fn of(records: &[Value]) -> Self {
        Self {
            record: records.iter().map(record::created_at).collect(),
            attribute: records.iter().map(record::attribute_created_at).collect(),
        }
    }

    /// Returns whether the two times show which of them a query sorts by.
    fn show(&self) -> &'static str {
        match self.record == self.attribute {
            true => "the record's `created_at` is the same, so either may be used",
            false => "the record's `created_at` differs from it",
        }
    }
}

async fn sort_by_created_at(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let made = create(bench, &tag, 4).await?;
    let sorts = json!([{"attribute": "created_at", "direction": "asc"}]);
    let query = json!({"filter": object.tagged(&tag), "sorts": sorts});
    let found = bench.query(object, &query).await?;
    let times = Times::of(&found);
    let is_sorted = times.attribute.is_sorted() && times.attribute.iter().all(Option::is_some);
    let order = if is_sorted { "in this order" } else { "in another order" };
    let text = format!("{} of {} records, {order}; {}", found.len(), made.len(), times.show());
    Ok(Seen::of(is_sorted && found.len() == made.len(), text))
}

async fn filter_by_created_at(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let mut made = create(bench, &tag, 4).await?;
    made.sort_by_key(record::attribute_created_at);
    let from = record::values(&made[2], "created_at").first().map(|value| value["value"].clone());
    let Some(from) = from else {
        return Ok(Seen::of(false, "a record without a value of the attribute `created_at`"));
    };
    let (bound, times) = (record::attribute_created_at(&made[2]), Times::of(&made));
    let is_after = |record: &&Value| record::attribute_created_at(record) >= bound;
    let mut expected: Vec<_> = made.iter().filter(is_after).map(record::id).collect();
    let filter = json!({"$and": [object.tagged(&tag), {"created_at": {"$gte": from}}]});
    let found = bench.query(object, &json!({"filter": filter})).await?;
    let mut found = record::ids(&found);
    expected.sort_unstable();
    found.sort_unstable();
    let what = if found == expected { "these records" } else { "other records" };
    let text =
        format!("{what}: {} where {} were expected; {}", found.len(), expected.len(), times.show());
    Ok(Seen::of(found == expected, text))
}

async fn filter_by_record_id(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let made = create(bench, &tag, 3).await?;
    let mut asked = record::ids(&made[..2]);
    let query = json!({"filter": {"record_id": {"$in": &asked}}});
    let found = bench.query(object, &query).await?;
    let mut found = record::ids(&found);
    asked.sort_unstable();
    found.sort_unstable();
    let text = match found == asked {
        true => "these two".to_owned(),
        false => format!("{} records, not these two", found.len()),
    };
    Ok(Seen::of(found == asked, text))
}

async fn read_your_writes(bench: &Bench) -> Result<Seen, Stop> {
    let object = bench.any()?;
    let mut seen = 0;
    for _ in 0..3 {
        let tag = bench.tag();
        let made = bench.create(object, &tag).await?;
        let found = bench.tagged(object, &tag).await?;
        seen += usize::from(record::ids(&found) == [record::id(&made)]);
    }
    Ok(Seen::of(seen == 3, format!("the record, after {seen} of 3 creates")))
}

async fn offsets(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    create(bench, &tag, 5).await?;
    let whole = bench.tagged(object, &tag).await?;
    let mut pages = Vec::new();
    for offset in [0, 2, 4] {
        let query = json!({"filter": object.tagged(&tag), "limit": 2, "offset": offset});
        pages.extend(bench.query(object, &query).await?);
    }
    let (whole, pages) = (record::ids(&whole), record::ids(&pages));
    let text = match whole == pages {
        true => format!("the {} records of the query, in its order", whole.len()),
        false => {
            format!(
                "{} records in pages, {} in the query, or other records",
                pages.len(),
                whole.len()
            )
        }
    };
    Ok(Seen::of(whole == pages && whole.len() == 5, text))
}

async fn end(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    create(bench, &tag, 1).await?;
    let query = json!({"filter": object.tagged(&tag), "limit": 2, "offset": 1});
    let found = bench.query(object, &query).await?;
    Ok(Seen::of(found.is_empty(), format!("200, records: {}", found.len())))
}

async fn large(bench: &Bench) -> Result<Seen, Stop> {
    let object = bench.any()?;
    // No record has this tag, so that no record of the workspace is read.
    let query = json!({"filter": object.tagged(&bench.tag()), "limit": 501});
    let path = format!("{}/query", object.records());
    Ok(Seen::noted(bench.send(Method::POST, &path, Some(&query)).await?.show()))
}
