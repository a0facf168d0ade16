//! Hand-written `reqwest` clients under the same faults, for comparison.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use attio_core::Client;
use attio_emulator::{Emulator, Fault, Operation, RetryAfter};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::kinds::each;
use super::{End, Figures, Kind, Pace, Rows, client_on_trial, count};
use crate::{http_of, start_emulator};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A hand-written `reqwest` client. It knows success and failure, but not "unknown".
    ByHand {
        /// The failures that it retries.
        repeats: Repeats,
        /// Whether its records have a unique attribute.
        is_unique: bool,
    },
    /// The client of this project.
    Ours(Kind),
}

/// The failures that a hand-written client retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// No failure.
    Nothing,
    /// A 429, at the date in its `Retry-After`.
    RateLimited,
    /// Every failure, up to three times.
    Everything,
}

/// A client, and the figures of its creates under each of [`peer_faults`].
#[derive(Clone, Debug)]
pub struct PeerRow {
    /// The client.
    pub peer: Peer,
    /// The figures of the creates.
    pub cells: Vec<Figures>,
}

/// Returns the faults that the first attempt of each create meets.
#[must_use]
pub fn peer_faults() -> [Fault; 3] {
    [Fault::ApplyThenDrop, Fault::ApplyThenStatus(503), Fault::RateLimited(RetryAfter::NextSecond)]
}

/// Runs the clients under the faults: the first attempt of each of this many creates fails.
pub async fn peers(creates: u64) -> Vec<PeerRow> {
    let by_hand = |repeats, is_unique| Peer::ByHand { repeats, is_unique };
    let all = [
        by_hand(Repeats::Nothing, false),
        by_hand(Repeats::RateLimited, false),
        by_hand(Repeats::Everything, false),
        by_hand(Repeats::Everything, true),
    ];
    let mut rows = Vec::new();
    for peer in all.into_iter().chain(Kind::ALL.map(Peer::Ours)) {
        let mut cells = Vec::new();
        for fault in peer_faults() {
            cells.push(peer.under(&fault, creates).await);
        }
        rows.push(PeerRow { peer, cells });
    }
    rows
}

impl Peer {
    async fn under(self, fault: &Fault, creates: u64) -> Figures {
        let attio = Arc::new(start_emulator());
        let faulty = Arc::clone(&attio);
        let method =
            if self == Self::Ours(Kind::Assert) { Operation::Assert } else { Operation::Create };
        let fault = fault.clone();
        let pace = if matches!(fault, Fault::RateLimited(_)) {
            // One by one, each create would wait for a separate second.
            let tasks = usize::try_from(creates).expect("they fit into memory");
            Pace::at_once(tasks, move || faulty.inject(fault.times(creates).on(method)))
        } else {
            Pace::one_by_one(move || faulty.inject(fault.clone().once().on(method)))
        };
        let (kind, ends) = match self {
            Self::Ours(kind) => {
                let client: Client = client_on_trial(&attio, TIMEOUT);
                (kind, kind.run(Rows::Records, &client, creates, pace).await)
            }
            Self::ByHand { repeats, is_unique } => {
                let kind = if is_unique { Kind::CreateOrReconcile } else { Kind::Create };
                let client = ByHand::new(&attio, repeats, kind);
                (kind, each(&client, creates, pace, |client, n| client.create(n)).await)
            }
        };
        count(&attio, Rows::Records, Rows::Records.key(kind), &ends, true).await
    }
}

#[derive(Clone)]
struct ByHand {
    http: reqwest::Client,
    url: String,
    token: String,
    repeats: Repeats,
    kind: Kind,
}

impl ByHand {
    fn new(attio: &Emulator, repeats: Repeats, kind: Kind) -> Self {
        Self {
            http: http_of(attio).timeout(TIMEOUT).build().expect("a client"),
            url: format!("{}/v2/objects/people/records", attio.base_url()),
            token: attio.api_key().to_owned(),
            repeats,
            kind,
        }
    }

    async fn create(self, number: u64) -> End {
        let key = Rows::Records.key(self.kind)(number);
        let attribute = if self.kind.is_unique() { "email_addresses" } else { "job_title" };
        let body = json!({"data": {"values": {attribute: [key]}}}).to_string();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let sent = self
                .http
                .post(&self.url)
                .bearer_auth(&self.token)
                .header("content-type", "application/json")
                .body(body.clone())
                .send()
                .await;
            let wait = match (self.repeats, sent) {
                (_, Ok(answer)) if answer.status().is_success() => return record(answer).await,
                (Repeats::RateLimited, Ok(answer))
                    if answer.status() == StatusCode::TOO_MANY_REQUESTS =>
                {
                    wait_of(&answer)
                }
                (Repeats::Everything, _) if attempts < 3 => Duration::from_millis(5),
                // A plain failure: hand-written clients do not examine it further.
                _ => return End::NotApplied,
            };
            tokio::time::sleep(wait).await;
        }
    }
}

async fn record(answer: Response) -> End {
    let body = answer.bytes().await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = body["data"]["id"]["record_id"].as_str().and_then(|id| id.parse().ok());
    id.map_or(End::NotApplied, End::Record)
}

fn wait_of(answer: &Response) -> Duration {
    let date = answer.headers().get("retry-after").and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    date.and_then(|date| date.duration_since(SystemTime::now()).ok()).unwrap_or_default()
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (repeats, is_unique) = match self {
            Self::Ours(kind) => return write!(f, "ours, {}", kind.name()),
            Self::ByHand { repeats, is_unique } => (repeats, is_unique),
        };
        f.write_str(match repeats {
            Repeats::Nothing => "`reqwest` by hand, no retries",
            Repeats::RateLimited => "`reqwest` by hand, retries 429",
            Repeats::Everything => "`reqwest` by hand, retries everything",
        })?;
        if *is_unique { f.write_str(", unique records") } else { Ok(()) }
    }
}

/// Returns a row of the table in Markdown.
impl fmt::Display for PeerRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} |", self.peer)?;
        self.cells.iter().try_for_each(|figures| write!(f, " {figures} |"))
    }
}
