//! The results of a job, as a stream.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinHandle;

use super::{Progress, ProgressWatch, Stored};
use crate::describe::Rows;
use crate::error::Error;
use futures_core::future::BoxFuture;

/// An end on its way to the consumer. Dropping the permit makes room in the window.
pub(super) type Message<K, R> = (K, Result<Stored<R>, Error>, OwnedSemaphorePermit);

/// An item of the stream.
type Next<K, R> = Option<(K, Result<Stored<R>, Error>)>;

/// The results of a bulk job: a stream of keys and results.
///
/// They are returned in the order in which the records end. The job begins when the first result is
/// requested, which requires a tokio runtime. It continues in that runtime, as far as its window allows,
/// while the consumer does something else. Dropping this stops the job: nothing more is sent, and requests
/// in progress are abandoned but may still be applied. See [the module](super).
#[must_use = "nothing is sent before a result is requested"]
pub struct BulkResults<K, R: Rows> {
    engine: Engine,
    results: UnboundedReceiver<Message<K, R>>,
    progress: watch::Receiver<Progress>,
    /// Keeps other jobs from using the journal while this one runs.
    _journal: Option<Box<dyn Send + Sync>>,
}

enum Engine {
    Waiting(BoxFuture<'static, ()>),
    Running(JoinHandle<()>),
    Ended,
}

impl<K, R: Rows> BulkResults<K, R> {
    pub(super) fn new(
        engine: BoxFuture<'static, ()>,
        results: UnboundedReceiver<Message<K, R>>,
        progress: watch::Receiver<Progress>,
        journal: Option<Box<dyn Send + Sync>>,
    ) -> Self {
        Self { engine: Engine::Waiting(engine), results, progress, _journal: journal }
    }

    /// Returns the next result; `None` after the results of all records.
    ///
    /// # Panics
    ///
    /// Panics if the input panicked, or if the runtime in which the first result was requested was shut down
    /// before the end of the job. Records without a result may have been sent.
    pub async fn next(&mut self) -> Option<(K, Result<Stored<R>, Error>)> {
        poll_fn(|context| self.poll_result(context)).await
    }

    /// Returns a subscription to the progress of the job.
    #[must_use]
    pub fn progress(&self) -> ProgressWatch {
        ProgressWatch::new(self.progress.clone())
    }

    fn poll_result(&mut self, context: &mut Context<'_>) -> Poll<Next<K, R>> {
        if matches!(self.engine, Engine::Waiting(_))
            && let Engine::Waiting(engine) = std::mem::replace(&mut self.engine, Engine::Ended)
        {
            self.engine = Engine::Running(tokio::spawn(engine));
        }
        if let Some((key, result, _permit)) = ready!(self.results.poll_recv(context)) {
            return Poll::Ready(Some((key, result)));
        }
        if let Engine::Running(handle) = &mut self.engine {
            let ended = ready!(Pin::new(handle).poll(context));
            self.engine = Engine::Ended;
            // Otherwise a job that lacks most results would look like a finished one.
            if let Err(error) = ended {
                match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => panic!("the runtime of a bulk job was shut down before its end"),
                }
            }
        }
        Poll::Ready(None)
    }
}

impl<K, R: Rows> Stream for BulkResults<K, R> {
    type Item = (K, Result<Stored<R>, Error>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_result(context)
    }
}

impl<K, R: Rows> Drop for BulkResults<K, R> {
    fn drop(&mut self) {
        if let Engine::Running(handle) = &self.engine {
            handle.abort();
        }
    }
}

impl<K, R: Rows> fmt::Debug for BulkResults<K, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkResults")
            .field("progress", &*self.progress.borrow())
            .finish_non_exhaustive()
    }
}
