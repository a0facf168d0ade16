//! The load: phases of one kind of request each, on connections that wait for each response.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::connection::Connection;

pub(crate) type AnyError = Box<dyn std::error::Error + Send + Sync>;

const CONNECTIONS: usize = 32;
const RECORDS: &str = "/v2/objects/people/records";

/// A method, a path and a body.
type Request = (&'static str, String, String);

/// Runs all phases against the server at this address; prints one line per phase.
pub(crate) fn run(address: &str, key: &str, people: &str) -> Result<(), AnyError> {
    let people: usize = people.parse()?;
    if people < 100 {
        return Err("at least 100 people".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let load = Load { address: address.into(), key: key.into() };
    runtime.block_on(async {
        let ids = load
            .phase("creates", people, |n| ("POST", RECORDS.into(), person(n, "Analyst")))
            .await?;
        let ids = Arc::new(ids);
        let calls = people.min(50_000);
        let get =
            move |n| ("GET", format!("{RECORDS}/{}", ids[spread(n, ids.len())]), String::new());
        load.phase("gets by ID", calls, get).await?;
        let by_email = format!("{RECORDS}?matching_attribute=email_addresses");
        let assert = move |n| ("PUT", by_email.clone(), person(spread(n, people), "Countess"));
        load.phase("asserts by e-mail", calls, assert).await?;
        let query = |filter: Value| {
            ("POST", format!("{RECORDS}/query"), json!({"filter": filter, "limit": 10}).to_string())
        };
        let one = move |n| query(json!({"email_addresses": email(spread(n, people))}));
        load.phase("queries by e-mail", calls, one).await?;
        let some = move |n| {
            let family = format!("Lovelace {}", spread(n, people) % (people / 10));
            query(json!({"name": {"last_name": {"$eq": family}}, "job_title": {"$contains": "s"}}))
        };
        load.phase("queries that look at every person", 100.min(calls), some).await?;
        Ok(())
    })
}

/// Returns numbers that are not consecutive.
pub(crate) fn spread(n: usize, count: usize) -> usize {
    n.wrapping_mul(7_919) % count
}

fn email(n: usize) -> String {
    format!("person-{n}@example-{}.com", n % 1000)
}

fn person(n: usize, job_title: &str) -> String {
    // Ten of each family, for any number of people.
    let name = format!("Lovelace {}, Ada {n}", n / 10);
    json!({"data": {"values": {
        "name": [name], "email_addresses": [email(n)], "job_title": [job_title],
    }}})
    .to_string()
}

struct Load {
    address: String,
    key: String,
}

impl Load {
    /// Makes this many calls; returns the record IDs of the responses, by the number of the call.
    async fn phase<F>(&self, what: &str, calls: usize, request: F) -> Result<Vec<String>, AnyError>
    where
        F: Fn(usize) -> Request + Send + Sync + 'static,
    {
        let next = Arc::new(AtomicUsize::new(0));
        let request = Arc::new(request);
        let started = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..CONNECTIONS {
            let mut connection = Connection::open(&self.address, &self.key).await?;
            let (next, request) = (next.clone(), request.clone());
            tasks.push(tokio::spawn(async move {
                let mut answers: Vec<(usize, Duration, String)> = Vec::new();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= calls {
                        return Ok::<_, AnyError>(answers);
                    }
                    let (method, path, body) = request(n);
                    let sent = Instant::now();
                    let answer = connection.call(method, &path, &body).await?;
                    let took = sent.elapsed();
                    answers.push((n, took, record_id(answer).ok_or("an answer without a record")?));
                }
            }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.extend(task.await??);
        }
        let elapsed = started.elapsed();
        let mut times: Vec<Duration> = answers.iter().map(|(_, took, _)| *took).collect();
        times.sort_unstable();
        let p99 = times[times.len() * 99 / 100];
        let a_second = calls as f64 / elapsed.as_secs_f64();
        println!(
            "{what}: {calls}, {a_second:.0} per second, p99 {:.1} ms",
            p99.as_secs_f64() * 1e3
        );
        answers.sort_unstable_by_key(|(n, ..)| *n);
        Ok(answers.into_iter().map(|(.., id)| id).collect())
    }
}

/// Returns the first record ID of a response. It searches the string, because parsing every response would cost
/// more than some calls.
fn record_id(answer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(answer).ok()?;
    let (_, rest) = text.split_once("\"record_id\":\"")?;
    rest.get(..36).map(str::to_owned)
}
