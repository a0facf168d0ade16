//! Runs a schedule: the clients' calls, the edits by others, and the claims of the calls.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use attio_core::bulk::{Disposition, Journal, Stored};
use attio_core::{Call, Client, Error, Outcome, Reconciled, RetryPolicy, Row};
use uuid::Uuid;

use super::claims::{Claim, Kind, Said, check};
use super::schedule::{DEADLINE, Edit, Plain, Schedule, Step, TIMEOUT, What};
use super::server::Server;
use super::store::parent_of;
use super::subject::{Account, Listed, Settles, Subject};
use super::time::{LocalClock, Time};
use super::{Counts, Problem};
use crate::fault_table::Rows;

/// The maximum time of a schedule, in milliseconds.
const LIMIT: u64 = 3_600_000;

/// The result of a schedule.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) problems: Vec<Problem>,
    pub(super) log: Vec<String>,
    pub(super) counts: Counts,
}

/// Runs a schedule to its end.
pub(super) fn run(schedule: &Schedule) -> Ran {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(run_within(schedule))
}

async fn run_within(schedule: &Schedule) -> Ran {
    let time = Time::begin();
    let server = Server::new(schedule, time.clone());
    let url = server.start().await.expect("a port");
    let mut tasks = Vec::new();
    for (number, steps) in schedule.clients.iter().enumerate() {
        let lane = Lane::new(&url, schedule, number, &server, &time);
        let (rows, steps) = (schedule.world.rows, steps.clone());
        tasks.push(tokio::spawn(async move {
            match rows {
                Rows::Records => lane.run::<Account>(steps).await,
                Rows::Entries => lane.run::<Listed>(steps).await,
            }
        }));
    }
    let others = tokio::spawn(others(server.clone(), time.clone(), schedule.others.clone()));
    let (mut claims, mut problems) = (Vec::new(), Vec::new());
    let work = async {
        for task in tasks {
            match task.await {
                Ok(said) => claims.extend(said),
                Err(panic) => problems.push(Problem::new("panic", panic.to_string())),
            }
        }
        let _ = others.await;
        while server.state().in_pocket > 0 {
            time.sleep(1_000).await;
        }
    };
    let is_stuck = tokio::select! {
        () = work => false,
        () = time.keep(LIMIT) => true,
    };
    if is_stuck {
        problems.push(Problem::new("stuck", "a call does not end".to_owned()));
    }
    let mut state = server.state();
    for request in std::mem::take(&mut state.unknown) {
        problems.push(Problem::new("harness", format!("the server does not know {request}")));
    }
    let (found, counts) = check(&state.store, &state.attempts, &claims);
    problems.extend(found);
    Ran { problems, log: std::mem::take(&mut state.log), counts }
}

async fn others(server: Server, time: Time, edits: Vec<(u64, Edit)>) {
    for (after, edit) in edits {
        time.sleep(after).await;
        server.state().edit(&edit);
    }
}

/// A client and its calls.
struct Lane {
    client: Client,
    server: Server,
    time: Time,
    /// The step whose requests are being sent.
    step: Arc<AtomicU32>,
    claims: Vec<Claim>,
}

/// The end of a call, and whether it reported that no attempt is open.
type Ended = (Said, Option<bool>);

impl Lane {
    fn new(url: &str, schedule: &Schedule, number: usize, server: &Server, time: &Time) -> Self {
        let step = Arc::new(AtomicU32::new(0));
        let current = Arc::clone(&step);
        let token = if schedule.world.one_token { 0 } else { number };
        let client = Client::builder()
            .base_url(url)
            // No part of it may occur in an ID, because it would be removed from messages.
            .api_key(format!("the-token-of-a-test-{token}"))
            .no_rate_limit()
            .timeout(Duration::from_millis(TIMEOUT))
            .deadline(Duration::from_millis(DEADLINE))
            .retry(RetryPolicy::new().max_attempts(4))
            .clock(LocalClock { time: time.clone(), ahead: schedule.world.ahead[number] })
            .random_seed(schedule.seed)
            .correlation_header("x-step")
            .correlation_id(move || Some(current.load(Ordering::Relaxed).to_string()))
            .build()
            .expect("the settings are right");
        let (server, time) = (server.clone(), time.clone());
        Self { client, server, time, step, claims: Vec::new() }
    }

    async fn run<S: Subject>(mut self, steps: Vec<Step>) -> Vec<Claim> {
        for step in steps {
            self.time.sleep(step.after).await;
            self.step.store(step.number, Ordering::Relaxed);
            self.take::<S>(&step).await;
        }
        self.claims
    }

    async fn take<S: Subject>(&mut self, step: &Step) {
        let mark = step.number.to_string();
        let client = self.client.clone();
        let pick = |lane: &Self, pick| lane.server.state().store.pick(pick).unwrap_or_default();
        match &step.what {
            What::Create(values) => {
                let call = S::new(values, mark.clone()).create(&client, parent(values));
                let call = detailed(call, |row| Said::Created(row.uuid()));
                self.make(step, Kind::Create, mark, values, call).await;
            }
            What::CreateOrReconcile(values) => {
                let subject = S::new(values, mark.clone());
                let call = subject.create_or_reconcile(&client, parent(values));
                let call = detailed(call, |reconciled| Said::reconciled(&reconciled));
                self.make(step, Kind::CreateOrReconcile, mark, values, call).await;
            }
            What::Reconcile(of, values) => {
                let call = S::new(values, of.to_string()).reconcile(&client, parent(values));
                let call = detailed(call, |reconciled| Said::reconciled(&reconciled));
                self.make(step, Kind::Reconcile, of.to_string(), values, call).await;
            }
            What::Assert(values) => {
                let call = S::new(values, mark.clone()).assert(&client, parent(values));
                let call = detailed(call, |row| Said::Wrote(row.uuid()));
                self.make(step, Kind::Write, mark, values, call).await;
            }
            What::Overwrite(which, values) => {
                let id = pick(self, *which).into();
                let call = S::new(values, mark.clone()).overwrite(&client, id);
                let call = detailed(call, |row| Said::Wrote(row.uuid()));
                self.make(step, Kind::Write, mark, values, call).await;
            }
            What::Append(which, values) => {
                let id = pick(self, *which).into();
                let call = S::new(values, mark.clone()).append(&client, id);
                let call = detailed(call, |row| Said::Wrote(row.uuid()));
                self.make(step, Kind::Write, mark, values, call).await;
            }
            What::Delete(which) => {
                let id = pick(self, *which);
                let call = S::delete(&client, id.into());
                let call = detailed(call, move |()| Said::Deleted(id));
                self.make(step, Kind::Write, mark, &Plain::default(), call).await;
            }
            What::Get(which) => {
                let id = pick(self, *which);
                let call = S::get(&client, id.into());
                let call = async move {
                    match call.await {
                        Ok(row) => (Said::Read(row.uuid()), None),
                        Err(error) if error.is_not_found() => (Said::NotThere(id), None),
                        Err(error) => (Said::error(&error), None),
                    }
                };
                self.make(step, Kind::Read, mark, &Plain::default(), call).await;
            }
            What::Bulk { items, runs, between, retries_refused } => {
                let file = Scratch::new();
                for run in 0..*runs {
                    if run > 0 {
                        self.time.sleep(*between).await;
                    }
                    let dropped_after = step.dropped_after.filter(|_| run == 0);
                    let time = self.time.clone();
                    let run = self.bulk::<S>(step, items, &file, *retries_refused, dropped_after);
                    time.with_disk(run).await;
                }
            }
        }
    }

    /// Makes a call and keeps its claim.
    async fn make(
        &mut self,
        step: &Step,
        kind: Kind,
        mark: String,
        values: &Plain,
        call: impl Future<Output = Ended>,
    ) {
        let (from, wanted) = self.begin(step, values);
        let (said, settled) = tokio::select! {
            ended = call => ended,
            () = dropped(&self.time, step.dropped_after) => (Said::Dropped, None),
        };
        self.end(Claim { step: step.number, kind, mark, said, settled, from, to: 0, wanted });
    }

    fn begin(&self, step: &Step, values: &Plain) -> (u64, super::store::Values) {
        let mut state = self.server.state();
        state.note(format!("step {}: {:?}", step.number, step.what));
        (state.store.tick(), state.store.unique(values))
    }

    fn end(&mut self, mut claim: Claim) {
        let mut state = self.server.state();
        claim.to = state.store.tick();
        state.note(format!("claim: {claim}"));
        self.claims.push(claim);
    }

    async fn bulk<S: Subject>(
        &mut self,
        step: &Step,
        items: &[Plain],
        file: &Scratch,
        retries_refused: bool,
        dropped_after: Option<u64>,
    ) {
        let key = |item: usize| format!("{}.{item}", step.number);
        let (from, _) = self.begin(step, &Plain::default());
        let Ok(journal) = Journal::open(&file.0) else { return };
        let bulk = S::bulk_create(&self.client).concurrency(2);
        let Ok(mut job) = bulk.journal(&journal).await else {
            self.server.state().note("the job does not begin");
            return;
        };
        if retries_refused {
            job = job.retry_refused();
        }
        let input: Vec<_> = items.iter().enumerate().collect();
        let item = |(i, item): (usize, &Plain)| (key(i), S::new(item, key(i)).item(parent(item)));
        let input: Vec<_> = input.into_iter().map(item).collect();
        let wanted: HashMap<_, _> = {
            let state = self.server.state();
            let values = items.iter().enumerate();
            values.map(|(i, item)| (key(i), state.store.unique(item))).collect()
        };
        let mut open: Vec<_> = (0..items.len()).map(key).collect();
        let mut results = job.run(input);
        let time = self.time.clone();
        let mut limit = std::pin::pin!(dropped(&time, dropped_after));
        loop {
            let (mark, result) = tokio::select! {
                result = results.next() => match result {
                    Some(result) => result,
                    None => break,
                },
                () = &mut limit => break,
            };
            open.retain(|key| *key != mark);
            let (said, settled) = match result {
                Ok(stored) => (Said::stored(&stored), Some(stored.is_settled())),
                Err(error) => (Said::error(&error), None),
            };
            let wanted = wanted[&mark].clone();
            let kind = Kind::Bulk;
            self.end(Claim { step: step.number, kind, mark, said, settled, from, to: 0, wanted });
        }
        drop(results);
        for mark in open {
            let (said, wanted) = (Said::Dropped, wanted[&mark].clone());
            let kind = Kind::Bulk;
            self.end(Claim {
                step: step.number,
                kind,
                mark,
                said,
                settled: None,
                from,
                to: 0,
                wanted,
            });
        }
    }
}

/// Ends when the caller drops its call.
async fn dropped(time: &Time, after: Option<u64>) {
    match after {
        Some(after) => time.sleep(after).await,
        None => std::future::pending().await,
    }
}

/// Returns the parent of an entry.
fn parent(values: &Plain) -> Uuid {
    parent_of(values.parent.unwrap_or_default())
}

async fn detailed<T: Settles>(call: Call<T>, said: impl FnOnce(T) -> Said) -> Ended {
    match call.detailed().await {
        Ok(detailed) => {
            let is_settled = detailed.is_settled;
            // Both ways must give the same result.
            if let Some(other) = detailed.value.is_settled()
                && other != is_settled
            {
                panic!("the value reports settled: {other}, its details {is_settled}");
            }
            (said(detailed.value), Some(is_settled))
        }
        Err(error) => (Said::error(&error), None),
    }
}

impl Said {
    fn reconciled<S: Subject>(reconciled: &Reconciled<S>) -> Self {
        let id = reconciled.id().into();
        if reconciled.is_created() { Self::Created(id) } else { Self::Exists(id) }
    }

    fn stored<S: Subject>(stored: &Stored<S>) -> Self {
        let id = stored.id.into();
        match stored.disposition {
            Disposition::Created => Self::Created(id),
            Disposition::DoneBefore => Self::DoneBefore(id),
            _ => Self::Exists(id),
        }
    }

    fn error(error: &Error) -> Self {
        let text = error.to_string();
        let is_retryable = error.is_retryable();
        match error.outcome() {
            Outcome::NotApplied => Self::NotApplied { text },
            Outcome::Applied(Some(id)) => Self::Applied { id, text, is_retryable },
            Outcome::Applied(None) => Self::AppliedSomewhere { text, is_retryable },
            Outcome::Unknown => {
                let named: Option<Vec<Uuid>> =
                    error.is_uniqueness_conflict().then(|| error.conflicting_records());
                Self::Unknown { named, text, is_retryable }
            }
        }
    }
}

/// A file that is removed when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("attio-model-{}-{number}.journal", std::process::id());
        // In memory if possible, because no test here depends on the disk.
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
        Self(folder.join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
