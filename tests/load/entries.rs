//! The latency of requests for entries on a short list and on a long one, call by call in turns, so that noise
//! affects both in the same way.

use std::time::{Duration, Instant};

use attio_emulator::{Emulator, TargetName};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{AnyError, spread};
use crate::connection::Connection;
use crate::cpu::Threads;

/// The calls of each kind per list.
const CALLS: usize = 5_000;
/// The largest growth of the 99th percentile from the short list to the long one.
const GROWTH: f64 = 2.0;
/// The largest 99th percentile of a query by a unique value.
const QUERY: Duration = Duration::from_millis(5);

const ENTRIES: &str = "/v2/lists/pipeline/entries";

/// The measured kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Create,
    Assert,
    Get,
    ByValue,
    ByParent,
}

const KINDS: [Kind; 5] = [Kind::Create, Kind::Assert, Kind::Get, Kind::ByValue, Kind::ByParent];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Assert => "assert by parent",
            Self::Get => "get by ID",
            Self::ByValue => "query by a unique value",
            Self::ByParent => "query by the parent's ID",
        }
    }
}

/// An emulator with a list, and a connection to it.
struct List {
    attio: Emulator,
    threads: Threads,
    connection: Connection,
    companies: Vec<Uuid>,
    entries: Vec<Uuid>,
}

/// The durations of the calls of one kind to one list: by the clock, and the emulator's CPU time.
#[derive(Default)]
struct Times {
    clock: Vec<Duration>,
    cpu: Vec<Duration>,
}

/// Returns the median and the 99th percentile.
fn percentiles(times: &mut [Duration]) -> [Duration; 2] {
    times.sort_unstable();
    [50, 99].map(|percent| times[times.len() * percent / 100])
}

/// Compares a list of `short` entries with a list of `long` ones.
pub(crate) fn run(short: &str, long: &str) -> Result<(), AnyError> {
    let sizes: [usize; 2] = [short.parse()?, long.parse()?];
    if sizes.contains(&0) {
        return Err("at least one entry".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut lists = [List::with(sizes[0]).await?, List::with(sizes[1]).await?];
        println!("{CALLS} calls of each kind per list; p50 and p99 in milliseconds");
        println!(
            "| | by the clock: {} entries | {} | CPU: {} | {} | growth of p99 |",
            sizes[0], sizes[1], sizes[0], sizes[1]
        );
        println!("|---|---|---|---|---|---|");
        let mut wrong = Vec::new();
        for kind in KINDS {
            let mut times: [Times; 2] = Default::default();
            for call in 0..CALLS {
                // The list that is first in a pair alternates too.
                for i in [call % 2, 1 - call % 2] {
                    lists[i].call(kind, call, &mut times[i]).await?;
                }
            }
            wrong.extend(report(kind, times));
        }
        for (list, size) in lists.iter().zip(sizes) {
            assert_eq!(list.attio.entry_ids("pipeline").len(), size, "the calls keep the size");
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
    })
}

/// Prints a row; returns the bounds that do not hold.
fn report(kind: Kind, times: [Times; 2]) -> Vec<String> {
    let [mut short, mut long] = times;
    let clock = [percentiles(&mut short.clock), percentiles(&mut long.clock)];
    let cpu = [percentiles(&mut short.cpu), percentiles(&mut long.cpu)];
    // The clock, if the system reports no CPU time.
    let [short, long] = if cpu[0][1].is_zero() { clock } else { cpu };
    let growth = long[1].as_secs_f64() / short[1].as_secs_f64();
    let cell = |[p50, p99]: [Duration; 2]| {
        format!("{:.3}, {:.3}", p50.as_secs_f64() * 1e3, p99.as_secs_f64() * 1e3)
    };
    let cells = [clock[0], clock[1], cpu[0], cpu[1]].map(cell).join(" | ");
    println!("| {} | {cells} | {growth:.2} |", kind.name());
    let mut wrong = Vec::new();
    if growth > GROWTH {
        wrong.push(format!("the p99 of {} grows by more than {GROWTH}", kind.name()));
    }
    if kind == Kind::ByValue && long[1] > QUERY {
        wrong.push(format!("the p99 of {} is above {QUERY:?}", kind.name()));
    }
    wrong
}

impl List {
    /// Each entry has a company, a unique code and a status.
    async fn with(size: usize) -> Result<Self, AnyError> {
        let before = Threads::now();
        let attio = Emulator::builder().kept_requests(1).start_blocking()?;
        let threads = Threads::now().since(&before);
        attio.create_list(&json!({"api_slug": "pipeline", "parent_object": "companies"}))?;
        let list = TargetName::List("pipeline");
        let code = json!({"api_slug": "code", "type": "text", "is_unique": true});
        attio.create_attribute(list, &code)?;
        attio.create_attribute(list, &json!({"api_slug": "seats", "type": "number"}))?;
        attio.create_attribute(list, &json!({"api_slug": "stage", "type": "status"}))?;
        attio.create_status(list, "stage", "Open")?;
        let (mut companies, mut entries) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for n in 0..size {
            let company = attio.seed("companies", &json!({"domains": [format!("c{n}.com")]}))?;
            let values = json!({"code": format!("code-{n}"), "seats": n, "stage": "Open"});
            entries.push(attio.seed_entry("pipeline", company, &values)?);
            companies.push(company);
        }
        let address = attio.base_url().trim_start_matches("http://").to_owned();
        let connection = Connection::open(&address, attio.api_key()).await?;
        Ok(Self { attio, threads, connection, companies, entries })
    }

    /// Makes a call and measures it. Afterwards, a created entry is deleted.
    async fn call(&mut self, kind: Kind, call: usize, times: &mut Times) -> Result<(), AnyError> {
        let n = spread(call, self.entries.len());
        let (company, entry) = (self.companies[n], self.entries[n]);
        let added = |values: Value| {
            json!({"data": {
                "parent_object": "companies", "parent_record_id": company, "entry_values": values,
            }})
            .to_string()
        };
        let query = |filter: Value| json!({"filter": filter}).to_string();
        let (method, path, body) = match kind {
            Kind::Create => {
                let values = json!({"code": format!("new-{call}"), "seats": 1, "stage": "Open"});
                ("POST", ENTRIES.to_owned(), added(values))
            }
            Kind::Assert => ("PUT", ENTRIES.to_owned(), added(json!({"seats": call}))),
            Kind::Get => ("GET", format!("{ENTRIES}/{entry}"), String::new()),
            Kind::ByValue => {
                let filter = json!({"code": format!("code-{n}")});
                ("POST", format!("{ENTRIES}/query"), query(filter))
            }
            Kind::ByParent => {
                let path = [["pipeline", "parent_record"], ["companies", "record_id"]];
                let filter = json!({"path": path, "constraints": {"value": company}});
                ("POST", format!("{ENTRIES}/query"), query(filter))
            }
        };
        let (cpu, sent) = (self.threads.time(), Instant::now());
        let answer = self.connection.call(method, &path, &body).await?;
        times.clock.push(sent.elapsed());
        times.cpu.push(self.threads.time().saturating_sub(cpu));
        let answer: Value = serde_json::from_slice(answer)?;
        let found = answer["data"].get(0).unwrap_or(&answer["data"]);
        let id = found["id"]["entry_id"].as_str().ok_or("a response without an entry")?;
        let id: Uuid = id.parse()?;
        if kind == Kind::Create {
            self.connection.call("DELETE", &format!("{ENTRIES}/{id}"), "").await?;
        } else if id != entry {
            return Err(format!("{} returned another entry", kind.name()).into());
        }
        Ok(())
    }
}
