//! Compares the reported ends of creates with the store.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use attio_core::{Error, Outcome};
use attio_emulator::{Emulator, Fault, ReceivedRequest, TargetName};
use reqwest::Version;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rows::{Rows, id_of, ids_of, path_of};
use crate::http_of;

/// The end of a create, as its caller saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The record exists, with this ID.
    Record(Uuid),
    /// Nothing was stored.
    NotApplied,
    /// It is unknown whether a record was stored, or which.
    Unknown,
}

impl From<&Error> for End {
    fn from(error: &Error) -> Self {
        match error.outcome() {
            Outcome::NotApplied => Self::NotApplied,
            Outcome::Applied(Some(id)) => Self::Record(id),
            Outcome::Applied(None) | Outcome::Unknown => Self::Unknown,
        }
    }
}

/// The ends of creates, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The number of creates.
    pub creates: u64,
    /// Creates that ended with the ID of a record.
    pub ok: u64,
    /// Creates that ended as not applied.
    pub not_applied: u64,
    /// Creates that ended as unknown.
    pub unknown: u64,
    /// Stored records beyond one per create.
    pub duplicated: u64,
    /// Creates that ended as unknown although the emulator reported each attempt as not processed.
    pub unfounded: u64,
    /// Creates that were reported as not stored but are stored, or vice versa, or were not reported.
    pub lost: u64,
    /// Requests that met a fault.
    pub hit: u64,
}

impl Figures {
    /// Returns whether each create had exactly one end.
    #[must_use]
    pub fn add_up(&self) -> bool {
        self.ok + self.not_applied + self.unknown == self.creates
    }
}

/// `ok/not applied/unknown/duplicated/lost`
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ok, not_applied, unknown, duplicated, lost, .. } = self;
        write!(f, "{ok}/{not_applied}/{unknown}/{duplicated}/{lost}")
    }
}

/// Counts from the store: create number `n` wrote the row with the value `key(n)`. If a create ended as
/// unknown, the emulator's log must have an attempt that may have been processed, unless attempts may be missing
/// there (`loses_requests`).
///
/// # Panics
///
/// Panics if the store cannot be read, or has a record or entry that no create wrote.
pub async fn count(
    attio: &Emulator,
    rows: Rows,
    key: fn(u64) -> String,
    ends: &[Option<End>],
    loses_requests: bool,
) -> Figures {
    attio.clear_faults();
    let hit = attio.requests().iter().filter(|request| !request.faults.is_empty()).count();
    let stored = stored(attio, rows.target(), |row| rows.key_of_stored(row)).await;
    let attempts = Attempts::of(rows, &attio.requests());
    let mut figures = Figures { creates: ends.len() as u64, hit: hit as u64, ..Figures::default() };
    let mut counted = 0;
    for (number, end) in (0..).zip(ends) {
        let ids = stored.get(&key(number)).map_or(&[][..], Vec::as_slice);
        counted += usize::from(!ids.is_empty());
        figures.duplicated += (ids.len() as u64).saturating_sub(1);
        let is_lost = match end {
            Some(End::Record(id)) => {
                figures.ok += 1;
                !ids.contains(id)
            }
            Some(End::NotApplied) => {
                figures.not_applied += 1;
                !ids.is_empty()
            }
            Some(End::Unknown) => {
                figures.unknown += 1;
                let is_founded = loses_requests || attempts.may_have_been_processed(&key(number));
                figures.unfounded += u64::from(!is_founded);
                false
            }
            None => true,
        };
        figures.lost += u64::from(is_lost);
    }
    assert_eq!(counted, stored.len(), "a row that nobody created is stored");
    figures
}

/// Returns the IDs of all records or entries by their key, read without `attio-core`, which is under test.
pub(super) async fn stored(
    attio: &Emulator,
    target: TargetName<'_>,
    key_of: impl Fn(&Value) -> Option<String>,
) -> HashMap<String, Vec<Uuid>> {
    attio.all_worked().await;
    wait_for_the_late(attio, target).await;
    const PAGE: usize = 500;
    let http = http_of(attio).build().expect("a client by hand");
    let url = format!("{}{}/query", attio.base_url(), path_of(target));
    let mut all: HashMap<String, Vec<Uuid>> = HashMap::new();
    let mut offset = 0;
    loop {
        let body = json!({"limit": PAGE, "offset": offset}).to_string();
        let answer = http
            .post(&url)
            .bearer_auth(attio.api_key())
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("the emulator responds");
        let body = answer.bytes().await.expect("the response is complete");
        let page: Value = serde_json::from_slice(&body).expect("it is JSON");
        let rows = page["data"].as_array().expect("it is a page");
        for row in rows {
            let id = row["id"][id_of(target)].as_str().and_then(|id| id.parse().ok());
            let (id, key) = id.zip(key_of(row)).expect("every row has an ID and a key");
            all.entry(key).or_default().push(id);
        }
        if rows.len() < PAGE {
            break;
        }
        offset += PAGE;
    }
    assert_eq!(all.values().map(Vec::len).sum::<usize>(), ids_of(attio, target).len());
    all
}

/// Waits until the requests that clients abandoned were processed, and no more come.
async fn wait_for_the_late(attio: &Emulator, target: TargetName<'_>) {
    let mut before = None;
    loop {
        let requests = attio.requests();
        let open = requests.iter().filter(|request| is_open(request)).count();
        let now = (requests.len(), ids_of(attio, target).len());
        if open == 0 && before == Some(now) {
            return;
        }
        before = Some(now);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Returns for each key whether an attempt with it may have been processed.
struct Attempts(HashMap<String, bool>);

impl Attempts {
    fn of(rows: Rows, requests: &[ReceivedRequest]) -> Self {
        let mut all = HashMap::new();
        for request in requests.iter().filter(|request| !request.path.ends_with("/query")) {
            let Some(key) = rows.key_of_written(&request.body_json()) else { continue };
            *all.entry(key).or_default() |= may_have_been_processed(request);
        }
        Self(all)
    }

    fn may_have_been_processed(&self, key: &str) -> bool {
        self.0.get(key).copied().unwrap_or(false)
    }
}

/// Returns whether the client cannot know that the request was not processed.
fn may_have_been_processed(request: &ReceivedRequest) -> bool {
    let is_known_not_to_be = |fault: &Fault| match fault {
        // RFC 9113, 8.7 and 6.8; HTTP/1.1 cannot express it.
        Fault::RefuseStream | Fault::GoAway => request.version == Version::HTTP_2,
        Fault::RateLimited(_) | Fault::Unauthorized | Fault::Status(421) => true,
        _ => false,
    };
    request.worked.is_some() || !request.faults.iter().any(is_known_not_to_be)
}

fn is_open(request: &ReceivedRequest) -> bool {
    let is_never_worked_on = |fault: &Fault| {
        matches!(
            fault,
            Fault::DropBeforeReading
                | Fault::DropBeforeApplying
                | Fault::RefuseStream
                | Fault::ResetBeforeApplying
                | Fault::GoAway
                | Fault::GoSilent
                | Fault::Status(_)
                | Fault::Foreign(_)
                | Fault::RateLimited(_)
                | Fault::Unauthorized
                | Fault::Redirect(_)
        )
    };
    request.worked.is_none() && !request.faults.iter().any(is_never_worked_on)
}
