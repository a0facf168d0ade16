//! The rate limit.

use attio_core::{Method, Scope};
use serde_json::json;

use super::bench::Bench;
use super::fact::{Fact, Seen, Stop};
use super::object::Object;

/// The number of concurrent creates: more than twice Attio's limit per second.
pub(super) const CREATES: usize = 60;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "limits.retry-after",
        sentence: "A 429 has a `Retry-After` with an HTTP date",
        expected: "an HTTP date at most 60 s after `Date`",
        promise: "retries wait as long as Attio requests",
        source: "Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(retry_after(bench)),
    },
    Fact {
        id: "limits.not-applied",
        sentence: "A create that is refused with a 429 is not applied",
        expected: "as many records as creates that succeeded",
        promise: "a 429 is retried, also for creates",
        source: "Attio's documentation",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(not_applied(bench)),
    },
];

/// The responses to many concurrent creates.
#[derive(Clone, Debug)]
pub(super) struct Burst {
    succeeded: usize,
    refused: usize,
    /// The number of creates with neither result.
    other: usize,
    stored: usize,
    /// The headers of the refusals.
    retry_after: Vec<Option<String>>,
    date: Option<String>,
}

async fn retry_after(bench: &Bench) -> Result<Seen, Stop> {
    let burst = burst(bench).await?;
    let parse = |text: &String| httpdate::parse_http_date(text).ok();
    let date = burst.date.as_ref().and_then(parse);
    let is_date = |text: &&Option<String>| {
        let until = text.as_ref().and_then(parse);
        // A time in the past means now.
        until.zip(date).is_some_and(|(until, date)| {
            until.duration_since(date).unwrap_or_default().as_secs() <= 60
        })
    };
    let dates = burst.retry_after.iter().filter(is_date).count();
    let other = burst.retry_after.iter().find(|text| !is_date(text));
    let text = match other {
        None => format!("a date in each of {dates} refusals"),
        Some(None) => "a 429 without `Retry-After`".to_owned(),
        Some(Some(text)) => format!("a 429 with `Retry-After: {text}`"),
    };
    Ok(Seen::of(other.is_none(), text))
}

async fn not_applied(bench: &Bench) -> Result<Seen, Stop> {
    let Burst { succeeded, refused, other, stored, .. } = burst(bench).await?;
    if other > 0 {
        return Err(Stop::Failed(format!("{other} of {CREATES} creates had another result")));
    }
    let text = format!("{succeeded} succeeded, {refused} were refused, {stored} are stored");
    Ok(Seen::of(stored == succeeded, text))
}

/// Sends the creates, once per run.
async fn burst(bench: &Bench) -> Result<Burst, Stop> {
    if let Some(known) = &*bench.burst.borrow() {
        return known.clone();
    }
    let result = send(bench).await;
    *bench.burst.borrow_mut() = Some(result.clone());
    result
}

async fn send(bench: &Bench) -> Result<Burst, Stop> {
    let Some(client) = &bench.unlimited else {
        return Err(Stop::Lacking("checked only with --rate-limit".to_owned()));
    };
    let (object, tag): (&Object, _) = (bench.any()?, bench.tag());
    let body = |_| json!({"data": {"values": object.values(&tag)}});
    let create = |body| client.request(Method::POST, object.records()).json(&body);
    let replies = bench.at_once((0..CREATES).map(body).map(create).collect()).await;
    let mut burst = Burst {
        succeeded: 0,
        refused: 0,
        other: 0,
        stored: 0,
        retry_after: Vec::new(),
        date: None,
    };
    burst.other = CREATES - replies.len();
    for reply in replies {
        bench.note(object, &reply);
        match reply.status {
            429 => {
                burst.refused += 1;
                burst.retry_after.push(reply.header("retry-after").map(str::to_owned));
                burst.date = reply.header("date").map(str::to_owned).or(burst.date);
            }
            _ if reply.is_success() => burst.succeeded += 1,
            _ => burst.other += 1,
        }
    }
    if burst.refused == 0 {
        return Err(Stop::Lacking(format!("none of {CREATES} concurrent creates was refused")));
    }
    burst.stored = bench.tagged(object, &tag).await?.len();
    Ok(burst)
}
