//! The outbox as the endless input of a bulk job.

use std::time::Duration;

use futures_util::Stream;
use futures_util::stream;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::outbox::{Due, End, Outbox, now};
use crate::signup::{Person, Signup};

/// How often the outbox is polled without a notification of a new row.
const POLL: Duration = Duration::from_millis(500);

/// The rows of one run, each once, in the order in which they were added.
///
/// It ends when `stop` is cancelled, or when a row that was put off is due again. The journal takes each
/// key once per run, because it cannot distinguish a retry within a run from a mistake.
pub(crate) struct Feed {
    outbox: Outbox,
    stop: CancellationToken,
    /// The start of the run, in milliseconds since 1970.
    began: i64,
    /// The position of the last row that was taken.
    position: i64,
}

impl Feed {
    pub(crate) fn new(outbox: Outbox, stop: CancellationToken) -> Self {
        Self { outbox, stop, began: now(), position: 0 }
    }

    /// Returns the rows as users and their data for Attio.
    pub(crate) fn into_stream(self) -> impl Stream<Item = (Uuid, Person)> + Send + 'static {
        stream::unfold(self, async |mut feed| Some((feed.next().await?, feed)))
    }

    async fn next(&mut self) -> Option<(Uuid, Person)> {
        while !self.stop.is_cancelled() {
            match self.step().await {
                Ok(Step::Take(user, person)) => return Some((user, person)),
                Ok(Step::End) => return None,
                Ok(Step::Again) => continue,
                Ok(Step::Wait) => {}
                Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                () = self.outbox.added() => {}
                () = tokio::time::sleep(POLL) => {}
                () = self.stop.cancelled() => {}
            }
        }
        None
    }

    async fn step(&mut self) -> Result<Step, sqlx::Error> {
        if self.outbox.needs_new_run(self.began).await? {
            return Ok(Step::End);
        }
        let Some(Due { position, user, payload }) =
            self.outbox.due(self.position, self.began).await?
        else {
            return Ok(Step::Wait);
        };
        let step = match serde_json::from_str::<Signup>(&payload) {
            Ok(signup) => Step::Take(user, signup.into()),
            Err(error) => {
                let end = End::Refused(format!("the row cannot be read: {error}"));
                self.outbox.settle(user, &end, Duration::ZERO).await?;
                Step::Again
            }
        };
        self.position = position;
        Ok(step)
    }
}

enum Step {
    Take(Uuid, Person),
    /// A row was skipped.
    Again,
    /// No row is due.
    Wait,
    /// The other rows are left to the next run.
    End,
}
