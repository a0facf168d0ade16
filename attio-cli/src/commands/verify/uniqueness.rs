//! Unique values: conflicts, and which strings are the same value.

use attio_core::{Method, Scope};
use attio_schema::AttributeType;
use serde_json::json;

use super::bench::Bench;
use super::fact::{Fact, Seen, Stop};
use super::object::Unique;
use super::record;
use super::reply::Reply;

/// The number of concurrent creates or asserts.
pub(super) const AT_ONCE: usize = 5;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "unique.conflict",
        sentence: "A create with a unique value of another record is refused; the refusal names that record",
        expected: "400 uniqueness_conflict: a message with the record's ID",
        promise: "a lost create is settled by the conflict of the next create",
        source: "seen in two public clients, 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(conflict(bench)),
    },
    Fact {
        id: "unique.one-record",
        sentence: "A create that is sent twice with a unique value creates one record",
        expected: "one record with the value",
        promise: "a create with a unique value is never applied twice",
        source: "Attio's OpenAPI document",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(one_record(bench)),
    },
    Fact {
        id: "unique.at-once",
        sentence: "Concurrent creates with the same unique value create one record",
        expected: "1 success of 5, one record; conflicts (400 or 409) for the other creates",
        promise: "a late attempt does not create a second record",
        source: "inferred",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(at_once(bench)),
    },
    Fact {
        id: "unique.several-conflicts",
        sentence: "The message of a conflict with two records",
        expected: "the IDs of both (not documented)",
        promise: "`Error::conflicting_records`",
        source: "unknown",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(several_conflicts(bench)),
    },
    Fact {
        id: "unique.nothing-left",
        sentence: "A refused create stores nothing",
        expected: "no record with the values of the refused create",
        promise: "a refused write is not applied",
        source: "Attio's OpenAPI document",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(nothing_left(bench)),
    },
    Fact {
        id: "unique.email-case",
        sentence: "E-mail addresses that differ in case are the same value",
        expected: "stored in lower case; a conflict with the record",
        promise: "lookups by unique values",
        source: "measured by third parties, September 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(email_case(bench)),
    },
    Fact {
        id: "unique.email-spaces",
        sentence: "An e-mail address with spaces around it is the same value or refused",
        expected: "refused, or a conflict with the record",
        promise: "lookups by unique values",
        source: "unknown",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(email_spaces(bench)),
    },
    Fact {
        id: "unique.domain-case",
        sentence: "Domains that differ in case are the same value",
        expected: "stored in lower case; a conflict with the record",
        promise: "lookups by unique values",
        source: "inferred from Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(domain_case(bench)),
    },
    Fact {
        id: "unique.domain-unicode",
        sentence: "A domain with letters beyond ASCII is the same value as its ASCII form",
        expected: "stored in the ASCII form (xn--…); a conflict with the record",
        promise: "lookups by unique values",
        source: "inferred from Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(domain_unicode(bench)),
    },
    Fact {
        id: "unique.domain-url",
        sentence: "A URL is reduced to its domain",
        expected: "stored without scheme and path; a conflict with the record",
        promise: "lookups by unique values",
        source: "Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(domain_url(bench)),
    },
    Fact {
        id: "unique.domain-www",
        sentence: "A domain with `www.` in front",
        expected: "not documented",
        promise: "none: the library compares Attio's stored value",
        source: "unknown",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(domain_www(bench)),
    },
    Fact {
        id: "unique.text",
        sentence: "A unique text is stored unchanged, and compared case-sensitively",
        expected: "the same string; the lower-case string is another value",
        promise: "lookups by unique values",
        source: "seen in a public connector",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(text(bench)),
    },
    Fact {
        id: "unique.phone",
        sentence: "Two notations of a phone number are the same value",
        expected: "stored in E.164; a conflict with the record",
        promise: "lookups by unique values",
        source: "Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(phone(bench)),
    },
];

async fn conflict(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let value = unique.value(&tag);
    let made = bench.create_with(unique, &tag, &value).await?;
    let reply = bench.try_create_with(unique, &tag, &value).await?;
    Ok(Seen::of(reply.is_conflict_with(record::id(&made)), reply.show()))
}

async fn one_record(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let value = unique.value(&tag);
    bench.create_with(unique, &tag, &value).await?;
    bench.try_create_with(unique, &tag, &value).await?;
    let filter = json!({ unique.slug(): {"$contains": value} });
    let by_value = bench.query(unique.object, &json!({"filter": filter})).await?.len();
    let by_label = bench.tagged(unique.object, &tag).await?.len();
    let text = format!("records by the unique value: {by_value}, by the name: {by_label}");
    Ok(Seen::of((by_value, by_label) == (1, 1), text))
}

async fn at_once(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique()?, bench.tag());
    let body = json!({"data": {"values": unique.values(&tag, &unique.value(&tag))}});
    let path = unique.object.records();
    let create = |_| bench.unpaced().request(Method::POST, &path).json(&body);
    let replies = bench.at_once((0..AT_ONCE).map(create).collect()).await;
    replies.iter().for_each(|reply| bench.note(unique.object, reply));
    let succeeded = replies.iter().filter(|reply| reply.is_success()).count();
    let is_conflict = |reply: &&Reply| {
        matches!(
            (reply.status, reply.code()),
            (400, "uniqueness_conflict") | (409, "concurrent_write_conflict")
        )
    };
    let conflicts = replies.iter().filter(is_conflict).count();
    let stored = bench.tagged(unique.object, &tag).await?.len();
    let text = format!("successes: {succeeded}, conflicts: {conflicts}, records: {stored}");
    Ok(Seen::of((succeeded, stored, conflicts) == (1, 1, AT_ONCE - 1), text))
}

async fn several_conflicts(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (super::asserts::several(bench)?, bench.tag());
    let (one, other) = (unique.value(&format!("{tag}-a")), unique.value(&format!("{tag}-b")));
    let made = [
        bench.create_with(unique, &tag, &one).await?,
        bench.create_with(unique, &tag, &other).await?,
    ];
    let mut values = unique.values(&tag, &one);
    values[unique.slug()] = json!([unique.written(&one), unique.written(&other)]);
    let reply = bench.try_create(unique.object, &values).await?;
    let named = made.iter().filter(|made| reply.message().contains(record::id(made))).count();
    Ok(Seen::noted(format!("{named} of 2 IDs: {}", reply.show())))
}

async fn nothing_left(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag, refused) = (bench.unique()?, bench.tag(), bench.tag());
    let value = unique.value(&tag);
    bench.create_with(unique, &tag, &value).await?;
    // The second create has its own label, and possibly a second unique value.
    let mut values = unique.values(&refused, &value);
    if unique.is_multiselect() {
        let other = unique.written(&unique.value(&refused));
        values[unique.slug()] = json!([unique.written(&value), other]);
    }
    let reply = bench.try_create(unique.object, &values).await?;
    if reply.is_success() {
        return Ok(Seen::of(false, format!("{}: the create was not refused", reply.status)));
    }
    let left = bench.tagged(unique.object, &refused).await?.len();
    let by_value = match unique.is_multiselect() {
        true => {
            let filter = json!({ unique.slug(): {"$contains": refused} });
            bench.query(unique.object, &json!({"filter": filter})).await?.len()
        }
        false => 0,
    };
    let text = format!("records with its values: {}", left.max(by_value));
    Ok(Seen::of(left + by_value == 0, text))
}

/// Checks that two forms of a value conflict with each other, and that the first is stored as `stored`.
async fn is_same(
    bench: &Bench,
    unique: Unique<'_>,
    first: &str,
    stored: &str,
) -> Result<Seen, Stop> {
    let tag = bench.tag();
    let reply = bench.try_create_with(unique, &tag, first).await?;
    if !reply.is_success() {
        return Ok(Seen::of(false, format!("{first} is refused: {}", reply.show())));
    }
    let made = reply.data("create a record")?;
    let own = record::values(&made, unique.slug()).first();
    let own = own.map_or("nothing", |value| unique.stored(value));
    let second = bench.try_create_with(unique, &tag, stored).await?;
    let holds = own == stored && second.is_conflict_with(record::id(&made));
    Ok(Seen::of(holds, format!("{first} is stored as {own}; then {stored}: {}", second.show())))
}

async fn email_case(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::EmailAddress)?;
    let value = unique.value(&format!("{}-case", bench.tag()));
    is_same(bench, unique, &value.to_uppercase(), &value).await
}

async fn email_spaces(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique_of(AttributeType::EmailAddress)?, bench.tag());
    let value = unique.value(&tag);
    let made = bench.create_with(unique, &tag, &value).await?;
    let reply = bench.try_create_with(unique, &tag, &format!("  {value} ")).await?;
    let what = match reply.is_conflict_with(record::id(&made)) {
        true => "a conflict",
        false if reply.is_success() => "a second record",
        false => "refused",
    };
    Ok(Seen::of(reply.status == 400, format!("{what}: {}", reply.show())))
}

async fn domain_case(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::Domain)?;
    let value = unique.value(&format!("{}-case", bench.tag()));
    is_same(bench, unique, &value.to_uppercase(), &value).await
}

async fn domain_unicode(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::Domain)?;
    // The mark stays intact, so that the clean-up also finds it in the ASCII form.
    let value = format!("{}-b\u{fc}cher.com", bench.tag());
    let mut url = bench.client().base_url().clone();
    let _ = url.set_host(Some(&value));
    let ascii = url.host_str().unwrap_or_default().to_owned();
    is_same(bench, unique, &value, &ascii).await
}

async fn domain_url(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::Domain)?;
    let value = unique.value(&format!("{}-url", bench.tag()));
    is_same(bench, unique, &format!("https://{value}/pricing?plan=1"), &value).await
}

async fn domain_www(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique_of(AttributeType::Domain)?, bench.tag());
    let value = format!("www.{}", unique.value(&tag));
    let made = bench.create_with(unique, &tag, &value).await?;
    let stored = record::values(&made, unique.slug()).first();
    let stored = stored.map_or("nothing", |value| unique.stored(value));
    Ok(Seen::noted(format!("{value} is stored as {stored}")))
}

async fn text(bench: &Bench) -> Result<Seen, Stop> {
    let (unique, tag) = (bench.unique_of(AttributeType::Text)?, bench.tag());
    let value = unique.value(&format!("{tag}-Stra\u{df}e \u{2460}"));
    let made = bench.create_with(unique, &tag, &value).await?;
    let stored = record::values(&made, unique.slug()).first();
    let stored = stored.map_or("nothing", |value| unique.stored(value));
    let lower = bench.try_create_with(unique, &tag, &value.to_lowercase()).await?;
    let text = format!("{value} is stored as {stored}; then in lower case: {}", lower.show());
    Ok(Seen::of(stored == value && lower.is_success(), text))
}

async fn phone(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::PhoneNumber)?;
    let stored = unique.value("");
    // +1 (415) 555-0123
    let (area, rest) = (stored.get(2..5), stored.get(5..8));
    let last = stored.get(8..).unwrap_or_default();
    let spaced = format!("+1 ({}) {}-{last}", area.unwrap_or_default(), rest.unwrap_or_default());
    is_same(bench, unique, &spaced, &stored).await
}
