//! The engine of a job: takes records in while its window has room, sends and settles them.
//!
//! With a journal, an item goes from the input to `starting`, then in a commit into the journal, and only then
//! to the network. From there it goes to `ending`, and after another commit to the consumer. One commit runs
//! at a time and takes all items that have gathered meanwhile, so that they share one wait for the disk.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use futures_core::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{self, JoinSet};

use super::item::{
    Before, Deliver, End, Ended, Input, Item, Known, Ledger, Start, StoredItem, Verdict,
};
use super::operation::Operation;
use super::{Disposition, Progress};
use crate::client::Client;
use crate::error::{Error, Kind, Outcome};
use crate::reconcile::Origin;

/// A job that is ready to run.
pub(super) struct Job {
    pub(super) client: Client,
    pub(super) operation: Operation,
    /// The maximum number of items that were taken and not yet delivered to the consumer.
    pub(super) window: usize,
    pub(super) ledger: Option<Arc<dyn Ledger>>,
    pub(super) progress: watch::Sender<Progress>,
}

/// An item whose body or end is in progress.
struct Pending {
    key: String,
    deliver: Deliver,
    permit: OwnedSemaphorePermit,
}

struct Commit {
    verdicts: BoxFuture<'static, Result<Vec<Verdict>, String>>,
    starts: Vec<(Pending, bytes::Bytes)>,
    ends: Vec<(Pending, End)>,
}

struct Engine {
    client: Client,
    operation: Arc<Operation>,
    progress: watch::Sender<Progress>,
    started: Instant,
    calls: JoinSet<End>,
    pending: HashMap<task::Id, Pending>,
    starting: Vec<(Pending, bytes::Bytes)>,
    ending: Vec<(Pending, End)>,
    commit: Option<Commit>,
    /// Why the ledger cannot be written any more. Nothing is sent after that.
    broken: Option<String>,
    /// Dropped last, because that frees the journal for another job.
    ledger: Option<Arc<dyn Ledger>>,
}

/// Runs a job to the end of its input. If the future is dropped, requests in progress are abandoned.
pub(super) async fn run(job: Job, input: Input) {
    let window = Arc::new(Semaphore::new(job.window));
    let mut engine = Engine {
        started: job.client.clock().now(),
        client: job.client,
        operation: Arc::new(job.operation),
        progress: job.progress,
        calls: JoinSet::new(),
        pending: HashMap::new(),
        starting: Vec::new(),
        ending: Vec::new(),
        commit: None,
        broken: None,
        ledger: job.ledger,
    };
    // Dropped before the engine, which frees the journal.
    let mut input = input;
    let mut is_at_end = false;
    loop {
        engine.commit_what_has_gathered();
        tokio::select! {
            taken = take(&window, &mut input), if !is_at_end => match taken {
                Some((item, permit)) => engine.accept(item, permit).await,
                None => is_at_end = true,
            },
            Some(ended) = engine.calls.join_next_with_id() => match ended {
                Ok((id, end)) => engine.end(id, end),
                Err(lost) => {
                    let end = Err(engine.unknown("its task ended without a result"));
                    engine.end(lost.id(), end);
                }
            },
            verdicts = committed(&mut engine.commit), if engine.commit.is_some() => {
                engine.go_on(verdicts);
            }
            else => break,
        }
    }
}

/// Takes the next item as soon as the window has room for it.
async fn take(window: &Arc<Semaphore>, input: &mut Input) -> Option<(Item, OwnedSemaphorePermit)> {
    // The semaphore is never closed.
    let permit = Arc::clone(window).acquire_owned().await.ok()?;
    let item = poll_fn(input).await?;
    Some((item, permit))
}

async fn committed(commit: &mut Option<Commit>) -> Result<Vec<Verdict>, String> {
    match commit {
        Some(commit) => (&mut commit.verdicts).await,
        None => std::future::pending().await,
    }
}

impl Engine {
    async fn accept(&mut self, item: Item, permit: OwnedSemaphorePermit) {
        let pending = Pending { key: item.key.unwrap_or_default(), deliver: item.deliver, permit };
        match item.body {
            Err(error) => {
                let before = match &self.ledger {
                    Some(ledger) => ledger.before(&pending.key).await,
                    None => Before::Nothing,
                };
                let error = unwritable_after(before, error);
                self.deliver(pending, Err(error));
            }
            Ok(body) if self.ledger.is_none() => self.send(pending, body, Origin::Create),
            Ok(body) => match &self.broken {
                None => self.starting.push((pending, body)),
                Some(reason) => {
                    let error = self.unwritable(reason);
                    self.deliver(pending, Err(error));
                }
            },
        }
    }

    fn send(&mut self, pending: Pending, body: bytes::Bytes, origin: Origin) {
        let (client, operation) = (self.client.clone(), Arc::clone(&self.operation));
        let call = self.calls.spawn(async move { operation.perform(&client, body, origin).await });
        self.pending.insert(call.id(), pending);
        self.note(|progress| progress.in_flight += 1);
    }

    fn end(&mut self, id: task::Id, end: End) {
        self.note(|progress| progress.in_flight = progress.in_flight.saturating_sub(1));
        let Some(pending) = self.pending.remove(&id) else { return };
        if self.ledger.is_some() && self.broken.is_none() {
            self.ending.push((pending, end));
        } else {
            self.deliver(pending, end);
        }
    }

    /// Begins a commit if none is running and there is something to write.
    fn commit_what_has_gathered(&mut self) {
        let Some(ledger) = &self.ledger else { return };
        if self.commit.is_some() || (self.starting.is_empty() && self.ending.is_empty()) {
            return;
        }
        let starts = std::mem::take(&mut self.starting);
        let ends = std::mem::take(&mut self.ending);
        let server_time = self.server_time();
        let start = |(pending, body): &(Pending, bytes::Bytes)| Start {
            key: pending.key.clone(),
            body: body.clone(),
            server_time,
        };
        let end = |(pending, end): &(Pending, End)| Ended {
            key: pending.key.clone(),
            known: Known::of(end),
        };
        let verdicts =
            ledger.commit(starts.iter().map(start).collect(), ends.iter().map(end).collect());
        self.commit = Some(Commit { verdicts, starts, ends });
    }

    /// Returns a lower bound of the server's time, in milliseconds since 1970. The time that has passed since
    /// then is not added, because this machine's clocks may be wrong.
    fn server_time(&self) -> Option<i64> {
        let since = self.client.last_date()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok()
    }

    /// Passes committed items on: to the network, or to the consumer.
    fn go_on(&mut self, verdicts: Result<Vec<Verdict>, String>) {
        let Some(Commit { starts, ends, .. }) = self.commit.take() else { return };
        for (pending, end) in ends {
            self.deliver(pending, end);
        }
        match verdicts {
            Ok(verdicts) => {
                for ((pending, body), verdict) in starts.into_iter().zip(verdicts) {
                    self.follow(verdict, pending, body);
                }
            }
            Err(reason) => {
                tracing::warn!(reason, "the journal cannot be written, so nothing more is sent");
                for (pending, _) in starts.into_iter().chain(std::mem::take(&mut self.starting)) {
                    let error = self.unwritable(&reason);
                    self.deliver(pending, Err(error));
                }
                for (pending, end) in std::mem::take(&mut self.ending) {
                    self.deliver(pending, end);
                }
                self.broken = Some(reason);
            }
        }
    }

    fn follow(&mut self, verdict: Verdict, pending: Pending, body: bytes::Bytes) {
        let end = match verdict {
            Verdict::Send => return self.send(pending, body, Origin::Create),
            Verdict::Reconcile(earlier) => {
                return self.send(pending, body, Origin::Unknown(earlier));
            }
            Verdict::Done { id, is_settled } => {
                let disposition = Disposition::DoneBefore;
                Ok(StoredItem { id, disposition, row: None, is_settled })
            }
            Verdict::Refused(status) => Err(self.not_sent(format!(
                "Attio refused it before with status {status}; `retry_refused` sends it again"
            ))),
            Verdict::Duplicate { may_be_there: false } => {
                Err(self.not_sent("another record of this input has the same key".to_owned()))
            }
            Verdict::Duplicate { may_be_there: true } => Err(self.unknown(
                "this input has the same record twice, and it is not known whether the first is stored",
            )),
            Verdict::Changed(Some(id)) => Err(self.not_sent(format!(
                "another record was sent under this key, and is stored as {id}"
            ))),
            Verdict::Changed(None) => Err(self.unknown(
                "another record was sent under this key, and may be stored",
            )),
        };
        self.deliver(pending, end);
    }

    fn deliver(&self, pending: Pending, end: End) {
        self.note(|progress| {
            let count = match &end {
                Ok(stored) => match stored.disposition {
                    Disposition::Created => &mut progress.created,
                    Disposition::AlreadyExists => &mut progress.already_existing,
                    Disposition::Asserted => &mut progress.asserted,
                    Disposition::DoneBefore => &mut progress.done_before,
                },
                Err(error) if error.may_have_applied() => &mut progress.unknown,
                Err(_) => &mut progress.refused,
            };
            *count += 1;
        });
        (pending.deliver)(end, pending.permit);
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        let now = self.client.clock().now();
        self.progress.send_modify(|progress| {
            progress.elapsed = now.saturating_duration_since(self.started);
            change(progress);
        });
    }

    fn not_sent(&self, reason: String) -> Error {
        Error::withheld(self.operation.action(), reason)
    }

    /// Returns the error of a record that is not sent because the journal cannot be written. If there was an
    /// earlier run, the outcome is unknown.
    fn unwritable(&self, reason: &str) -> Error {
        let error =
            self.not_sent(format!("the journal cannot be written, so nothing is sent: {reason}"));
        match &self.ledger {
            Some(ledger) if ledger.is_resumed() => {
                let note = "an earlier run may have sent it".to_owned();
                error.after(Outcome::Unknown).with_note(Some(note))
            }
            _ => error,
        }
    }

    fn unknown(&self, reason: &str) -> Error {
        Error::new(Kind::Unsettled(reason.to_owned()), self.operation.action(), Outcome::Unknown)
    }
}

/// Returns the error of a record that cannot be written, with the state of an earlier record of its key.
fn unwritable_after(before: Before, error: Error) -> Error {
    match before {
        Before::Nothing => error,
        Before::Stored(id) => {
            error.with_note(Some(format!("an earlier record under this key is stored as {id}")))
        }
        Before::Unknown => error
            .after(Outcome::Unknown)
            .with_note(Some("an earlier record under this key may be stored".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::future::ready;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Poll;

    use super::*;
    use crate::client::RetryPolicy;

    /// A ledger that can be written this many times, and whether there was an earlier run.
    struct Filling(AtomicUsize, bool);

    impl Ledger for Filling {
        fn commit(
            &self,
            starts: Vec<Start>,
            _ends: Vec<Ended>,
        ) -> BoxFuture<'static, Result<Vec<Verdict>, String>> {
            let left =
                self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
            let verdicts = starts.iter().map(|_| Verdict::Send).collect();
            Box::pin(ready(left.map(|_| verdicts).map_err(|_| "the disk is full".to_owned())))
        }

        fn before(&self, _: &str) -> BoxFuture<'static, Before> {
            Box::pin(ready(Before::Nothing))
        }

        fn is_resumed(&self) -> bool {
            self.1
        }
    }

    /// Notes what happens to each item, in order.
    #[derive(Clone, Default)]
    struct Diary(Arc<Mutex<Vec<String>>>);

    impl Diary {
        fn note(&self, what: &str, key: &str) {
            self.0.lock().expect("not poisoned").push(format!("{what} {key}"));
        }
    }

    impl Ledger for Diary {
        fn commit(
            &self,
            starts: Vec<Start>,
            ends: Vec<Ended>,
        ) -> BoxFuture<'static, Result<Vec<Verdict>, String>> {
            let diary = self.clone();
            Box::pin(async move {
                // Like a store that takes a moment.
                task::yield_now().await;
                ends.iter().for_each(|end| diary.note("end of", &end.key));
                starts.iter().for_each(|start| diary.note("start of", &start.key));
                Ok(starts.iter().map(|_| Verdict::Send).collect())
            })
        }

        fn before(&self, _: &str) -> BoxFuture<'static, Before> {
            Box::pin(ready(Before::Nothing))
        }

        fn is_resumed(&self) -> bool {
            false
        }
    }

    /// Runs three items with this window, and reports their ends: nothing listens at the client's address.
    async fn run_three(
        ledger: impl Ledger + 'static,
        window: usize,
        tell: impl Fn(&str, End) + Clone + Send + 'static,
    ) {
        let client = Client::builder()
            .api_key("test")
            .base_url("http://127.0.0.1:1")
            .retry(RetryPolicy::off())
            .build()
            .expect("a client");
        let item = |key: &'static str| {
            let tell = tell.clone();
            Item {
                key: Some(key.to_owned()),
                body: Ok(bytes::Bytes::from_static(b"{}")),
                deliver: Box::new(move |end, _permit| tell(key, end)),
            }
        };
        let mut items: VecDeque<_> = ["a", "b", "c"].map(item).into();
        let (progress, watched) = watch::channel(Progress::default());
        let operation = Operation::Create {
            target: crate::request::TargetBuf::object("people"),
            unique: Vec::new(),
        };
        let job = Job { client, operation, window, ledger: Some(Arc::new(ledger)), progress };
        run(job, Box::new(move |_| Poll::Ready(items.pop_front()))).await;
        let watched = watched.borrow();
        assert_eq!((watched.refused + watched.unknown, watched.in_flight), (3, 0));
    }

    /// Returns the ends of three items, one at a time, with a ledger that can be written this many times.
    async fn ends(commits: usize, is_resumed: bool) -> Vec<End> {
        let ends = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&ends);
        let tell = move |_: &str, end| told.lock().expect("not poisoned").push(end);
        run_three(Filling(AtomicUsize::new(commits), is_resumed), 1, tell).await;
        std::mem::take(&mut *ends.lock().expect("not poisoned"))
    }

    #[tokio::test]
    async fn nothing_is_sent_that_the_ledger_does_not_have() {
        // Three commits write the starts of the first two items and the end of the first.
        for (commits, sent) in [(0, 0), (1, 1), (2, 1), (3, 2)] {
            let ends = ends(commits, false).await;
            let is_sent: Vec<_> = ends
                .iter()
                .map(|end| end.as_ref().is_err_and(|error| error.attempts() == 1))
                .collect();
            let expected: Vec<_> = (0..3).map(|item| item < sent).collect();
            assert_eq!(is_sent, expected, "{commits} commits");
            for end in &ends[sent..] {
                let error = end.as_ref().err().map(ToString::to_string).unwrap_or_default();
                assert!(error.contains("the disk is full"), "{error}");
            }
        }
    }

    #[tokio::test]
    async fn what_an_earlier_run_did_is_unknown_where_the_ledger_cannot_be_written() {
        for (is_resumed, outcome) in [(false, Outcome::NotApplied), (true, Outcome::Unknown)] {
            for end in ends(0, is_resumed).await {
                assert_eq!(end.err().map(|error| error.outcome()), Some(outcome));
            }
        }
    }

    #[tokio::test]
    async fn an_end_is_told_only_when_the_ledger_has_it() {
        for window in [1, 3] {
            let diary = Diary::default();
            let told = diary.clone();
            run_three(diary.clone(), window, move |key, _| told.note("told of", key)).await;
            let notes = diary.0.lock().expect("not poisoned");
            for key in ["a", "b", "c"] {
                let of_key: Vec<_> = notes.iter().filter(|note| note.ends_with(key)).collect();
                let expected =
                    ["start of", "end of", "told of"].map(|what| format!("{what} {key}"));
                assert_eq!(of_key, expected.each_ref(), "{window} at a time");
            }
        }
    }
}
