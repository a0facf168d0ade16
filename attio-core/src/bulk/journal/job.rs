//! A job with a journal.

use std::fmt;
use std::fmt::Display;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;

use super::store::sealed::Handle;
use super::store::{Acquired, JournalStore, Session};
use super::{JournalError, ledger};
use crate::bulk::BulkResults;
use crate::bulk::builder::{Bulk, Journaling, KeyAndRecord};
use crate::bulk::item::{Before, Ended, Ledger, Start, Verdict};
use crate::bulk::operation::Operation;
use crate::client::Client;
use crate::describe::{Rows, ValueError};
use crate::error::{Error, Kind, Outcome};
use crate::row::Row;

/// A [`Bulk`] job with a [`Journal`](super::Journal), from [`Bulk::journal`].
///
/// Its keys are strings or types that can be displayed, such as numbers and UUIDs.
#[must_use = "nothing is sent before the job is run"]
pub struct JournaledBulk<R, I = R> {
    bulk: Bulk<R, I>,
    run: Run,
}

/// One run of a job over its journal.
struct Run {
    /// The name of the journal.
    journal: String,
    run: ledger::Run,
    session: Arc<dyn Session>,
    guard: Box<dyn Send + Sync>,
}

/// The ledger that the engine writes.
struct RunLedger {
    run: ledger::Run,
    session: Arc<dyn Session>,
}

impl Ledger for RunLedger {
    fn commit(
        &self,
        starts: Vec<Start>,
        ends: Vec<Ended>,
    ) -> BoxFuture<'static, Result<Vec<Verdict>, String>> {
        Arc::clone(&self.session).commit(ledger::Batch { run: self.run, starts, ends })
    }

    fn before(&self, key: &str) -> BoxFuture<'static, Before> {
        let (run, entry) = (self.run, Arc::clone(&self.session).entry(ledger::hash(key)));
        Box::pin(async move { ledger::before(entry.await, run) })
    }

    fn is_resumed(&self) -> bool {
        self.run.is_resumed()
    }
}

impl<R: Rows<Row: Row> + 'static, I: 'static> Bulk<R, I> {
    /// Adds a journal to the job, so that it can be resumed: see [the module](crate::bulk#resuming-a-job).
    ///
    /// This requests the token's workspace. If another job over this journal was just dropped, it waits up to
    /// 10 seconds until that job has stopped.
    ///
    /// # Errors
    ///
    /// Returns an error if the journal belongs to another job or is in use, if the workspace cannot be read, or
    /// if the journal cannot be written.
    #[doc(alias("checkpoint", "resume"))]
    pub async fn journal(
        self,
        journal: &impl JournalStore,
    ) -> Result<JournaledBulk<R, I>, JournalError> {
        let run = begin(journal.handle(), &self.client, &self.operation).await?;
        Ok(JournaledBulk { bulk: self, run })
    }
}

/// Takes the journal if it is free and belongs to this job, and begins a run. It is not generic, so that it is
/// compiled once.
async fn begin(
    Handle(store): Handle,
    client: &Client,
    operation: &Operation,
) -> Result<Run, JournalError> {
    let journal = store.name();
    let Acquired { session, guard } = store.acquire().await?;
    let identity = client.whoami().await.map_err(JournalError::Workspace)?;
    let of_token = |kind| {
        let error = Error::new(kind, "identify the token", Outcome::NotApplied);
        Err(JournalError::Workspace(error))
    };
    if !identity.active {
        return of_token(Kind::Scopes { active: false, missing: Vec::new() });
    }
    let Some(workspace) = identity.workspace_id else {
        let source = ValueError::new("no `workspace_id`", "the workspace of the token");
        return of_token(Kind::Decode { attribute: None, source });
    };
    let done = match operation {
        Operation::Create { .. } => "create".to_owned(),
        Operation::Assert { attribute: Some(attribute), .. } => format!("assert by {attribute}"),
        Operation::Assert { attribute: None, .. } => "assert by parent".to_owned(),
    };
    let job = vec![
        ("base URL", client.base_url().to_string()),
        ("workspace", workspace.to_string()),
        ("object", operation.target().as_target().name().to_owned()),
        ("operation", done),
    ];
    let number = Arc::clone(&session).begin(job).await?;
    Ok(Run { journal, run: ledger::Run { number, retry_refused: false }, session, guard })
}

impl<R: Rows<Row: Row> + 'static, I: 'static> JournaledBulk<R, I> {
    /// Sends records again that Attio refused in an earlier run.
    ///
    /// By default these records end as refused again, without a request.
    #[doc(alias = "retry_failed")]
    pub fn retry_refused(mut self) -> Self {
        self.run.run.retry_refused = true;
        self
    }

    /// Runs the job over pairs of a key and a record, resuming from the journal.
    pub fn run<K, T>(self, records: T) -> BulkResults<K, R>
    where
        K: Display + Send + 'static,
        T: IntoIterator<Item: KeyAndRecord<K, I>, IntoIter: Send + 'static>,
    {
        let mut records = records.into_iter();
        let size = records.size_hint();
        let (bulk, journaling) = self.parts();
        let next = move |_: &mut Context<'_>| Poll::Ready(records.next().map(T::Item::into_pair));
        bulk.start(size, next, Some(journaling))
    }

    /// Runs the job over a stream of pairs of a key and a record.
    pub fn run_stream<K, S>(self, records: S) -> BulkResults<K, R>
    where
        K: Display + Send + 'static,
        S: Stream<Item: KeyAndRecord<K, I>> + Send + 'static,
    {
        let size = records.size_hint();
        let mut records = Box::pin(records);
        let (bulk, journaling) = self.parts();
        let next = move |context: &mut Context<'_>| {
            records.as_mut().poll_next(context).map(|next| next.map(S::Item::into_pair))
        };
        bulk.start(size, next, Some(journaling))
    }

    fn parts<K: Display>(self) -> (Bulk<R, I>, Journaling<K>) {
        let Self { bulk, run: Run { run, session, guard, .. } } = self;
        let ledger = Arc::new(RunLedger { run, session });
        (bulk, Journaling { ledger, key_text: K::to_string, guard })
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
