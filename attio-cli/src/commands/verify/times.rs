//! Times: their resolution, the two times of creation, and the server's clock.

use attio_core::{Method, Scope, Timestamp};
use serde_json::{Value, json};

use super::bench::{Bench, unknown_id};
use super::fact::{Fact, Seen, Stop};
use super::record;

/// How far a `created_at` may be before the `Date` of the response. The library treats a record as older
/// than a request only if the difference is larger. A later time is harmless.
const TOLERANCE_MS: i64 = 5000;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "times.both-created-at",
        sentence: "A record has two times of creation: its own and the attribute's",
        expected: "both exist; their difference is not documented",
        promise: "`Query::by_created_at`; when a conflicting record is not the created one",
        source: "captured responses, 2025 and 2026: differences from -0.3 s to +36 s",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(both(bench)),
    },
    Fact {
        id: "times.milliseconds",
        sentence: "Times have milliseconds, written with nine digits",
        expected: "nine digits, the last six of them 0",
        promise: "none: the library keeps nanoseconds; the emulator writes milliseconds",
        source: "captured responses: none of 848 times has more digits",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(milliseconds(bench)),
    },
    Fact {
        id: "times.server-clock",
        sentence: "No time of creation is before the create, by the clock of `Date`",
        expected: "both at most 5 s before the `Date` of the create's response",
        promise: "when a conflicting record is not the created one",
        source: "inferred",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(server_clock(bench)),
    },
    Fact {
        id: "times.date",
        sentence: "Every response has the header `Date`, refusals included",
        expected: "an HTTP date in responses of 200, 400 and 404",
        promise: "waits and times are measured by the server's clock",
        source: "HTTP; captured responses",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(date(bench)),
    },
    Fact {
        id: "times.accurate-at",
        sentence: "Reads and writes of records have the header `x-accurate-at`",
        expected: "a time in responses to a create, a get and a query",
        promise: "`Detailed::accurate_at`",
        source: "captured responses, 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(accurate_at(bench)),
    },
];

async fn both(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let mut differences = Vec::new();
    for _ in 0..4 {
        let made = bench.create(object, &tag).await?;
        match (record::created_at(&made), record::attribute_created_at(&made)) {
            (Some(own), Some(attribute)) => differences.push(record::difference(own, attribute)),
            (None, _) => return Ok(Seen::of(false, "a record without `created_at`")),
            (_, None) => return Ok(Seen::of(false, "a record without `values.created_at`")),
        }
    }
    let (least, most) = (differences.iter().min(), differences.iter().max());
    let (least, most) = (least.unwrap_or(&0), most.unwrap_or(&0));
    let text = format!(
        "both, in {} records; the record's minus the attribute's: {least} to {most} ms",
        differences.len()
    );
    Ok(Seen::of(true, text))
}

async fn milliseconds(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let mut times = Vec::new();
    for _ in 0..3 {
        record::times(&bench.create(object, &tag).await?, &mut times);
    }
    let is_exact = |(text, time): &&(String, Timestamp)| {
        let digits = text.split_once('.').map_or(0, |(_, rest)| rest.trim_end_matches('Z').len());
        digits == 9 && time.subsec_nanos() % 1_000_000 == 0
    };
    let exact = times.iter().filter(is_exact).count();
    let other = times.iter().find(|time| !is_exact(time)).map(|(text, _)| text);
    let text = match other {
        None => format!("all {exact} times"),
        Some(other) => {
            format!("not in {} of {} times, such as {other}", times.len() - exact, times.len())
        }
    };
    Ok(Seen::of(exact == times.len() && exact > 0, text))
}

async fn server_clock(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let reply = bench.try_create(object, &object.values(&tag)).await?;
    let date = reply.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
    let Some(date) = date.and_then(|date| Timestamp::try_from(date).ok()) else {
        return Ok(Seen::of(false, "no `Date`"));
    };
    let made = reply.data("create a record")?;
    let times = [record::created_at(&made), record::attribute_created_at(&made)];
    let [Some(own), Some(attribute)] = times.map(|time| Some(record::difference(time?, date)))
    else {
        return Ok(Seen::of(false, "a record without both times of creation"));
    };
    let text = format!("from `Date` to the record's: {own} ms, to the attribute's: {attribute} ms");
    Ok(Seen::of(own.min(attribute) >= -TOLERANCE_MS, text))
}

async fn date(bench: &Bench) -> Result<Seen, Stop> {
    let mut lacking = Vec::new();
    let mut seen = Vec::new();
    for reply in super::errors::three_replies(bench).await? {
        let date = reply.header("date").map(httpdate::parse_http_date);
        if !matches!(date, Some(Ok(_))) {
            lacking.push(reply.status.to_string());
        }
        seen.push(reply.status.to_string());
    }
    let text = match lacking.as_slice() {
        [] => format!("in the responses of {}", seen.join(", ")),
        lacking => format!("not in the responses of {}", lacking.join(", ")),
    };
    Ok(Seen::of(lacking.is_empty(), text))
}

async fn accurate_at(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let is_there = |reply: &super::reply::Reply| {
        reply.header("x-accurate-at").is_some_and(|time| time.parse::<Timestamp>().is_ok())
    };
    let created = bench.try_create(object, &object.values(&tag)).await?;
    let mut seen = vec![("create", is_there(&created))];
    let made: Value = created.data("create a record")?;
    let got = bench.send(Method::GET, &object.record(record::id(&made)), None).await?;
    seen.push(("get", is_there(&got)));
    let query = json!({"filter": object.tagged(&tag)});
    let path = format!("{}/query", object.records());
    seen.push(("query", is_there(&bench.send(Method::POST, &path, Some(&query)).await?)));
    let missing = bench.send(Method::GET, &object.record(&unknown_id()), None).await?;
    let of_error = if is_there(&missing) { "also in a 404" } else { "not in a 404" };
    let lacking: Vec<_> = seen.iter().filter(|(_, there)| !there).map(|(what, _)| *what).collect();
    let text = match lacking.as_slice() {
        [] => format!("in all three, {of_error}"),
        lacking => format!("not in the response to: {}", lacking.join(", ")),
    };
    Ok(Seen::of(lacking.is_empty(), text))
}
