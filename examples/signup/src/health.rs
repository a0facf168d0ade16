//! Whether the service is well.

use std::time::{Duration, Instant};

use attio_core::Client;
use attio_core::schema::SchemaReport;
use serde::Serialize;
use tokio::sync::{Mutex, watch};

use crate::outbox::{Backlog, Outbox};
use crate::signup::Person;

/// How long a check may take. Whoever probes waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks at the workspace, at most once in a while, and at the outbox.
#[derive(Debug)]
pub(crate) struct Health {
    client: Client,
    outbox: Outbox,
    trouble: watch::Receiver<Option<String>>,
    /// How long a check is good. Probes of a load balancer must not use up the rate limit.
    every: Duration,
    last: Mutex<Option<(Instant, Attio)>>,
}

/// What is to be known of the service.
#[derive(Debug, Serialize)]
pub(crate) struct Readiness {
    pub(crate) attio: Attio,
    /// Why nothing is delivered at present.
    trouble: Option<String>,
    outbox: Backlog,
}

/// What the last check of the workspace said.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Attio {
    /// The struct fits the workspace.
    Fits,
    /// It does not, so that Attio would refuse the signups.
    DoesNotFit(SchemaReport),
    /// Nobody can say, for this reason.
    Unknown(String),
}

impl Readiness {
    /// Whether signups should be sent here. They should where Attio does not answer, too: they wait
    /// in the outbox.
    pub(crate) fn is_ready(&self) -> bool {
        !matches!(self.attio, Attio::DoesNotFit(_))
    }
}

impl Health {
    pub(crate) fn new(
        client: Client,
        outbox: Outbox,
        trouble: watch::Receiver<Option<String>>,
        every: Duration,
    ) -> Self {
        Self { client, outbox, trouble, every, last: Mutex::default() }
    }

    /// # Errors
    ///
    /// The database cannot be read.
    pub(crate) async fn readiness(&self) -> Result<Readiness, sqlx::Error> {
        let outbox = self.outbox.backlog().await?;
        let trouble = self.trouble.borrow().clone();
        Ok(Readiness { attio: self.attio().await, trouble, outbox })
    }

    /// The last check, or a new one. Probes that come meanwhile wait for it.
    async fn attio(&self) -> Attio {
        let mut last = self.last.lock().await;
        match &*last {
            Some((at, attio)) if at.elapsed() < self.every => attio.clone(),
            _ => last.insert((Instant::now(), self.check().await)).1.clone(),
        }
    }

    async fn check(&self) -> Attio {
        match tokio::time::timeout(PATIENCE, self.client.check::<Person>()).await {
            Ok(Ok(report)) if report.is_ok() => Attio::Fits,
            Ok(Ok(report)) => {
                tracing::error!("{report}");
                Attio::DoesNotFit(report)
            }
            Ok(Err(error)) => Attio::Unknown(error.to_string()),
            Err(_) => Attio::Unknown(format!("no answer within {PATIENCE:?}")),
        }
    }
}
