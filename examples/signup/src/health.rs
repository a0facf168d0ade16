//! The health of the service.

use std::time::{Duration, Instant};

use attio_core::Client;
use attio_core::schema::SchemaReport;
use serde::Serialize;
use tokio::sync::{Mutex, watch};

use crate::outbox::{Backlog, Outbox};
use crate::signup::Person;

/// How long a check may take. A probe waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Checks the workspace, at most once per interval, and the outbox.
#[derive(Debug)]
pub(crate) struct Health {
    client: Client,
    outbox: Outbox,
    trouble: watch::Receiver<Option<String>>,
    /// How long a check is valid. Probes of a load balancer must not use up the rate limit.
    every: Duration,
    last: Mutex<Option<(Instant, Attio)>>,
}

/// The state of the service.
#[derive(Debug, Serialize)]
pub(crate) struct Readiness {
    pub(crate) attio: Attio,
    /// Why nothing is delivered at the moment.
    trouble: Option<String>,
    outbox: Backlog,
}

/// The result of the last check of the workspace.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Attio {
    /// The struct fits the workspace.
    Fits,
    /// It does not, so Attio would refuse the signups.
    DoesNotFit(SchemaReport),
    /// The check failed, for this reason.
    Unknown(String),
}

impl Readiness {
    /// Returns whether this service accepts signups. It does so even if Attio does not respond: they
    /// wait in the outbox.
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
    /// Returns an error if the database cannot be read.
    pub(crate) async fn readiness(&self) -> Result<Readiness, sqlx::Error> {
        let outbox = self.outbox.backlog().await?;
        let trouble = self.trouble.borrow().clone();
        Ok(Readiness { attio: self.attio().await, trouble, outbox })
    }

    /// Returns the last check, or makes a new one, for which concurrent probes wait.
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
            Err(_) => Attio::Unknown(format!("no response within {PATIENCE:?}")),
        }
    }
}
