//! From the outbox to Attio.

use std::time::Duration;

use attio_core::bulk::{Journal, Stored};
use attio_core::{AttioRecord, Client, Error, RecordId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::feed::Feed;
use crate::outbox::{End, Outbox};
use crate::signup::Person;

/// How many rows may be on their way at once. At Attio's 25 writes a second that is enough for
/// answers that take more than a second.
const CONCURRENCY: usize = 32;

/// Takes rows out of the outbox and makes records of them, for as long as the service runs.
pub(crate) struct Delivery {
    pub(crate) client: Client,
    pub(crate) journal: Journal,
    pub(crate) outbox: Outbox,
    /// How long a row or a run that failed is put off at first.
    pub(crate) pause: Duration,
    /// Why nothing can be delivered at present.
    pub(crate) trouble: watch::Sender<Option<String>>,
}

impl Delivery {
    /// Delivers until it is told to stop, and then what is under way.
    pub(crate) async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let Err(error) = self.run_once(&stop).await else { continue };
            tracing::warn!("the delivery to Attio pauses: {error:#}");
            self.trouble.send_replace(Some(format!("{error:#}")));
            tokio::select! {
                () = tokio::time::sleep(self.pause) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One run of the bulk job, which is endless where nothing is put off. A run that ends waits for
    /// what is under way, and so for the client's deadline at most.
    ///
    /// It fails where Attio does not answer, and where the journal or the database cannot be
    /// written. What is under way then is given up, and settled by the next run, as after a kill.
    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        let job = Person::bulk_create(&self.client).concurrency(CONCURRENCY).journal(&self.journal);
        let job = tokio::select! {
            job = job => job?,
            () = stop.cancelled() => return Ok(()),
        };
        self.trouble.send_replace(None);
        let rows = Feed::new(self.outbox.clone(), stop.clone()).into_stream();
        // The outbox knows what was refused, and gives it only where it is to be tried once more.
        let mut results = job.retry_refused().run_stream(rows);
        while let Some((user, result)) = results.next().await {
            let end = end_of(user, result);
            self.outbox.settle(user, &end, self.pause).await?;
        }
        Ok(())
    }
}

/// How a row ended. Log lines have IDs, statuses and codes; the texts of errors may quote values, and
/// go into the row.
fn end_of(user: Uuid, result: Result<Stored<Person>, Error>) -> End {
    let error = match result {
        Ok(stored) => {
            tracing::info!(%user, record = %stored.id, disposition = ?stored.disposition, "delivered");
            return End::Delivered(stored.id);
        }
        Err(error) => error,
    };
    let (status, code) = (error.status(), error.code());
    if let Some(id) = known_before(&error) {
        tracing::info!(%user, record = %id, "she was in Attio before");
        End::Delivered(id)
    } else if is_refused(&error) {
        tracing::error!(%user, status, code, "refused by Attio");
        End::Refused(error.to_string())
    } else {
        tracing::warn!(%user, status, code, outcome = ?error.outcome(), "put off");
        End::PutOff(error.to_string())
    }
}

/// The one who was in Attio before she signed up, such as a lead of the sales team. What they wrote
/// about her is left alone; `bulk_assert` by the address would bring it up to date instead.
fn known_before(error: &Error) -> Option<RecordId<Person>> {
    match error.conflicting_records()[..] {
        [id] if !error.may_have_applied() => Some(id.into()),
        _ => None,
    }
}

/// Whether it is this person whom Attio does not take. All other failures are the token's, the
/// network's or the moment's.
fn is_refused(error: &Error) -> bool {
    !error.may_have_applied() && (error.status() == Some(400) || error.is_encode())
}
