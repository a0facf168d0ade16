//! The latency of requests for entries on a short list and on a long one, call by call in turns, so that noise
//! affects both in the same way.

use std::time::{Duration, Instant};

use attio_emulator::{Emulator, TargetName};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{AnyError, spread};
use crate::connection::Connection;

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
    connection: Connection,
    companies: Vec<Uuid>,
    entries: Vec<Uuid>,
}

/// Compares a list of `short` entries with a list of `long` ones.
pub(crate) fn run(short: &str, long: &str) -> Result<(), AnyError> {
    let sizes: [usize; 2] = [short.parse()?, long.parse()?];
    if sizes[0] == 0 || sizes[1] == 0 {
        return Err("at least one entry".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rows = runtime.block_on(async {
        let mut lists = [List::with(sizes[0]).await?, List::with(sizes[1]).await?];
        let mut rows = Vec::new();
        for kind in KINDS {
            let mut times: [Vec<Duration>; 2] = Default::default();
            for call in 0..CALLS {
                // The list that is first in a pair alternates too.
                for i in [call % 2, 1 - call % 2] {
                    times[i].push(lists[i].call(kind, call).await?);
                }
            }
            let [short, long] = times.map(|mut times| {
                times.sort_unstable();
                [50, 99].map(|percent| times[times.len() * percent / 100])
            });
            rows.push((kind, short, long));
        }
        for (list, size) in lists.iter().zip(sizes) {
            assert_eq!(list.attio.entry_ids("pipeline").len(), size, "the calls keep the size");
        }
        Ok::<_, AnyError>(rows)
    })?;
    report(sizes, &rows)
}

type Row = (Kind, [Duration; 2], [Duration; 2]);

fn report(sizes: [usize; 2], rows: &[Row]) -> Result<(), AnyError> {
    let ms = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let [short, long] = sizes;
    println!(
        "| {CALLS} calls each | {short} entries: p50, p99 | {long} entries: p50, p99 | growth of p99 |"
    );
    println!("|---|---|---|---|");
    let mut wrong = Vec::new();
    for (kind, [short_50, short_99], [long_50, long_99]) in rows {
        let growth = long_99.as_secs_f64() / short_99.as_secs_f64();
        println!(
            "| {} | {}, {} | {}, {} | {growth:.2} |",
            kind.name(),
            ms(*short_50),
            ms(*short_99),
            ms(*long_50),
            ms(*long_99)
        );
        if growth > GROWTH {
            wrong.push(format!("the p99 of {} grows by more than {GROWTH}", kind.name()));
        }
        if *kind == Kind::ByValue && *long_99 > QUERY {
            wrong.push(format!("the p99 of {} is above {}", kind.name(), ms(QUERY)));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
}

impl List {
    /// Each entry has a company, a unique code and a status.
    async fn with(size: usize) -> Result<Self, AnyError> {
        let attio = Emulator::builder().kept_requests(1).start_blocking()?;
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
        Ok(Self { attio, connection, companies, entries })
    }

    /// Makes a call and returns how long it took. Afterwards, a created entry is deleted.
    async fn call(&mut self, kind: Kind, call: usize) -> Result<Duration, AnyError> {
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
        let sent = Instant::now();
        let answer = self.connection.call(method, &path, &body).await?;
        let took = sent.elapsed();
        let answer: Value = serde_json::from_slice(answer)?;
        let found = answer["data"].get(0).unwrap_or(&answer["data"]);
        let id = found["id"]["entry_id"].as_str().ok_or("a response without an entry")?;
        let id: Uuid = id.parse()?;
        if kind == Kind::Create {
            self.connection.call("DELETE", &format!("{ENTRIES}/{id}"), "").await?;
        } else if id != entry {
            return Err(format!("{} returned another entry", kind.name()).into());
        }
        Ok(took)
    }
}
