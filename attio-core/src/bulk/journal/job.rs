//! A job with a journal.

use std::fmt;
use std::fmt::Display;
use std::sync::Arc;
use std::task::Poll;

use futures_core::Stream;
use tokio::sync::OwnedMutexGuard;
use tokio::task;

use super::{Busy, Journal, JournalError};
use crate::bulk::BulkResults;
use crate::bulk::builder::{Bulk, Journaling};
use crate::bulk::item::{Before, Book, Ended, Start, Verdict};
use crate::bulk::operation::Operation;
use crate::client::Client;
use crate::error::{Error, Kind, Outcome};

/// A [`Bulk`] job with a [`Journal`], from [`Bulk::journal`]. Its keys are texts, or can be shown
/// as such: numbers, UUIDs.
#[must_use = "nothing is sent before the job is run"]
pub struct JournaledBulk<R, I = R> {
    bulk: Bulk<R, I>,
    run: Run,
    guard: Busy,
}

/// One run of a job over its journal.
struct Run {
    journal: Journal,
    number: u64,
    retry_refused: bool,
    /// Until the engine and its last write have ended, no other engine begins.
    _engine: OwnedMutexGuard<()>,
}

impl Book for Run {
    fn commit(&self, starts: &[Start], ends: &[Ended]) -> Result<Vec<Verdict>, String> {
        self.journal.0.file.commit(self.number, self.retry_refused, starts, ends)
    }

    fn before(&self, key: &str) -> Before {
        self.journal.0.file.before(key, self.number)
    }

    fn is_resumed(&self) -> bool {
        self.number > 1
    }
}

impl<R: 'static, I: 'static> Bulk<R, I> {
    /// Runs the job with a journal, so that it can be resumed: see
    /// [the module](crate::bulk#resuming-a-job). Asks whose workspace the token is for. Where a job
    /// over the same journal was dropped just now, waits until that has stopped, for 10 seconds at most.
    ///
    /// # Errors
    ///
    /// The journal is of another job or in use, the workspace cannot be told, or the journal cannot
    /// be written.
    pub async fn journal(self, journal: &Journal) -> Result<JournaledBulk<R, I>, JournalError> {
        let guard = journal.occupy()?;
        let engine = journal.quiet().await?;
        let number = begin(journal.clone(), &self.client, &self.operation).await?;
        let run = Run { journal: journal.clone(), number, retry_refused: false, _engine: engine };
        Ok(JournaledBulk { bulk: self, run, guard })
    }
}

/// Sees whether the journal is of this job, and begins a run. Apart from the types of records, so
/// that it is compiled once.
async fn begin(
    journal: Journal,
    client: &Client,
    operation: &Operation,
) -> Result<u64, JournalError> {
    let identity = client.whoami().await.map_err(JournalError::Workspace)?;
    let Some(workspace) = identity.workspace_id.filter(|_| identity.active) else {
        let kind = Kind::Scopes { active: false, missing: Vec::new() };
        let error = Error::new(kind, "identify the token", Outcome::NotApplied);
        return Err(JournalError::Workspace(error));
    };
    let done = match operation {
        Operation::Create { .. } => "create".to_owned(),
        Operation::Assert { attribute, .. } => format!("assert by {attribute}"),
    };
    let job = [
        ("base URL", client.base_url().to_string()),
        ("workspace", workspace.to_string()),
        ("object", operation.target().name().to_owned()),
        ("operation", done),
    ];
    let path = journal.path().to_owned();
    task::spawn_blocking(move || journal.0.file.begin(&job))
        .await
        .unwrap_or_else(|error| Err(JournalError::Io { path, source: error.into() }))
}

impl<R: 'static, I: 'static> JournaledBulk<R, I> {
    /// Sends records again that Attio refused in an earlier run. Without this they end as refused
    /// once more, without a request.
    pub fn retry_refused(mut self) -> Self {
        self.run.retry_refused = true;
        self
    }

    /// Runs the job over pairs of a key and a record, from where the journal says that it is.
    pub fn run<K, T>(self, records: T) -> BulkResults<K, R>
    where
        K: Display + Send + 'static,
        T: IntoIterator<Item = (K, I), IntoIter: Send + 'static>,
    {
        let mut records = records.into_iter();
        let size = records.size_hint();
        let (bulk, journaling) = self.parts();
        bulk.start(size, move |_| Poll::Ready(records.next()), Some(journaling))
    }

    /// The same over a stream.
    pub fn run_stream<K, S>(self, records: S) -> BulkResults<K, R>
    where
        K: Display + Send + 'static,
        S: Stream<Item = (K, I)> + Send + 'static,
    {
        let size = records.size_hint();
        let mut records = Box::pin(records);
        let (bulk, journaling) = self.parts();
        bulk.start(size, move |context| records.as_mut().poll_next(context), Some(journaling))
    }

    fn parts<K: Display>(self) -> (Bulk<R, I>, Journaling<K>) {
        let Self { bulk, run, guard } = self;
        let book: Arc<dyn Book> = Arc::new(run);
        (bulk, Journaling { book, key_text: K::to_string, guard: Box::new(guard) })
    }
}

impl<R, I> fmt::Debug for JournaledBulk<R, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournaledBulk")
            .field("bulk", &self.bulk)
            .field("journal", &self.run.journal)
            .finish_non_exhaustive()
    }
}
