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

/// How many rows may be sent at once. At Attio's 25 writes per second, that is enough for responses that
/// take more than a second.
const CONCURRENCY: usize = 32;

/// Takes rows out of the outbox and creates records from them, as long as the service runs.
pub(crate) struct Delivery {
    pub(crate) client: Client,
    pub(crate) journal: Journal,
    pub(crate) outbox: Outbox,
    /// The pause before the first retry of a failed row or run.
    pub(crate) pause: Duration,
    /// Why nothing can be delivered at the moment.
    pub(crate) trouble: watch::Sender<Option<String>>,
}

impl Delivery {
    /// Delivers rows until `stop` is cancelled, and then finishes the rows that are being sent.
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

    /// Runs the bulk job, which is endless if no row is put off. At its end, a run waits for the rows that
    /// are being sent, and so for the client's deadline at most.
    ///
    /// It fails if Attio does not respond, or if the journal or the database cannot be written. Rows that
    /// are being sent then are given up, and settled by the next run, as after a kill.
    async fn run_once(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        let job = Person::bulk_create(&self.client).concurrency(CONCURRENCY).journal(&self.journal);
        let job = tokio::select! {
            job = job => job?,
            () = stop.cancelled() => return Ok(()),
        };
        self.trouble.send_replace(None);
        let rows = Feed::new(self.outbox.clone(), stop.clone()).into_stream();
        // The outbox keeps refused rows, and returns one only if it should be retried.
        let mut results = job.retry_refused().run_stream(rows);
        while let Some((user, result)) = results.next().await {
            let end = end_of(user, result);
            self.outbox.settle(user, &end, self.pause).await?;
        }
        Ok(())
    }
}

/// Returns how a row ended. Log lines contain IDs, statuses and codes; error messages may quote values, so
/// they go into the row.
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
        tracing::info!(%user, record = %id, "the person was already in Attio");
        End::Delivered(id)
    } else if is_refused(&error) {
        tracing::error!(%user, status, code, "refused by Attio");
        End::Refused(error.to_string())
    } else {
        tracing::warn!(%user, status, code, outcome = ?error.outcome(), "put off");
        End::PutOff(error.to_string())
    }
}

/// Returns the record of a person who was in Attio before the signup, such as a lead of the sales team. Its
/// values are not changed; `bulk_assert` by the address would update them instead.
fn known_before(error: &Error) -> Option<RecordId<Person>> {
    match error.conflicting_records()[..] {
        [id] if !error.may_have_applied() => Some(id.into()),
        _ => None,
    }
}

/// Returns whether Attio refuses this person. All other failures are due to the token, the network or the
/// moment.
fn is_refused(error: &Error) -> bool {
    !error.may_have_applied() && (error.status() == Some(400) || error.is_encode())
}
