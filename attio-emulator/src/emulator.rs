//! The handle of a running emulator.

use std::path::PathBuf;
use std::sync::{Arc, MutexGuard};

use attio_schema::Workspace;
use uuid::Uuid;

use crate::builder::Builder;
use crate::canned::{CannedResponse, Stub};
use crate::error::ApiError;
use crate::faults::Injection;
use crate::http::{Shared, lock};
use crate::rate_limit::{Limiter, RateLimitCounts};
use crate::requests::ReceivedRequest;
use crate::server::Server;
use crate::store::Store;

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    pub(crate) base_url: String,
    #[cfg(feature = "tls")]
    pub(crate) ca: String,
    pub(crate) shared: Arc<Shared>,
    pub(crate) _server: Server,
}

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The snapshot file cannot be read.
    #[error("cannot read the snapshot {}", path.display())]
    ReadSnapshot {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The snapshot file is no snapshot.
    #[error("{} is no snapshot", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: attio_schema::SchemaError,
    },
    /// The schema contradicts itself.
    #[error("the schema cannot be used: {0}")]
    Schema(String),
    /// The port cannot be used.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// The reason.
        source: std::io::Error,
    },
    /// The certificate for HTTPS cannot be made.
    #[cfg(feature = "tls")]
    #[error("cannot make a certificate")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the API would have answered to something that the handle was asked to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{status} {code}: {message}")]
#[non_exhaustive]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// The code of the error, such as `uniqueness_conflict`.
    pub code: String,
    /// The message.
    pub message: String,
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        let envelope = error.to_json();
        let mut message = error.message;
        if let Some(violations) = envelope.get("validation_errors") {
            message.push(' ');
            message.push_str(&String::from_utf8_lossy(&violations.to_bytes()));
        }
        Self { status: error.status, code: error.code.to_owned(), message }
    }
}

impl Emulator {
    /// Starts an emulator with the standard objects, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The system gives no port or no thread.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// As [`Emulator::start`], for callers without a runtime.
    ///
    /// # Errors
    /// The system gives no port or no thread.
    pub fn start_blocking() -> Result<Self, StartError> {
        Self::builder().start_blocking()
    }

    /// Other settings.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.shared.store)
    }

    /// Returns the URL of the emulator, such as `http://127.0.0.1:4010`, without `/v2`; with
    /// `Builder::tls` it begins with `https://`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the certificate to trust, in PEM: that of the CA which issued the emulator's own. It is
    /// empty without [`Builder::tls`].
    ///
    /// The CA is made when the emulator starts, and has issued that one certificate, for `localhost`,
    /// `127.0.0.1` and `::1`. Both are valid for a year.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn ca_certificate(&self) -> &str {
        &self.ca
    }

    /// The token.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.shared.token.secret
    }

    /// The ID of the token: the actor of everything that is written over HTTP.
    #[must_use]
    pub fn token_id(&self) -> Uuid {
        self.shared.token_id
    }

    /// The ID of the workspace.
    #[must_use]
    pub fn workspace_id(&self) -> Uuid {
        self.store().workspace
    }

    /// The ID of the first member: Ada Admin, `ada@example.com`, unless the schema has members.
    #[must_use]
    pub fn member_id(&self) -> Uuid {
        self.shared.member
    }

    /// The ID of an object, given by slug.
    #[must_use]
    pub fn object_id(&self, object: &str) -> Option<Uuid> {
        self.store().object(object).map(|object| object.id)
    }

    /// The ID of an attribute, given by slugs.
    #[must_use]
    pub fn attribute_id(&self, object: &str, attribute: &str) -> Option<Uuid> {
        let store = self.store();
        store.attribute(store.object(object)?, attribute).map(|attribute| attribute.id)
    }

    /// The IDs of the records of an object, in the order in which they were made.
    #[must_use]
    pub fn record_ids(&self, object: &str) -> Vec<Uuid> {
        let store = self.store();
        let Some(object) = store.object(object) else { return Vec::new() };
        store.records(object).map(|record| record.id).collect()
    }

    /// Makes everything as it was at the start: no records, the first schema, no requests, no canned
    /// responses, no faults, the whole rate limit. Stalled requests are not applied any more, silent
    /// connections are closed, and new ones no longer stall. The token, the OAuth apps and the other connections stay, the codes and
    /// tokens that the apps got do not.
    pub fn reset(&self) {
        self.shared.faults.reset();
        self.shared.connections.reset();
        // It fails if the system does not let the socket listen as at the start, which it did.
        let _ = self.shared.backlog.resume();
        self.shared.grants.reset();
        if let Some(limiter) = &self.shared.limiter {
            limiter.reset();
        }
        *self.store() = self.shared.initial.clone();
        self.shared.log.clear();
        self.shared.working.reset();
        self.shared.enriching.reset();
        lock(&self.shared.stubs).clear();
    }

    /// Lets something go wrong with requests, see [`Fault`](crate::Fault) and
    /// [faults](crate#faults). A bare fault is for the next request.
    ///
    /// Faults are looked at in the order in which they were injected. Those that combine are added to
    /// others; of the others, a request has the first one that fits.
    pub fn inject(&self, injection: impl Into<Injection>) {
        self.shared.faults.inject(injection.into());
    }

    /// Takes all faults back. What is stalled already stays so.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// How many requests the rate limit let through and refused since the start or the last reset;
    /// nothing without [`Builder::rate_limit`].
    #[must_use]
    pub fn rate_limit_counts(&self) -> RateLimitCounts {
        self.shared.limiter.as_ref().map(Limiter::counts).unwrap_or_default()
    }

    /// Returns how many connections were accepted since the start or the last reset, whatever became of
    /// them: those that stalled and those whose TLS handshake failed are counted too.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.count()
    }

    /// Lets the TCP handshakes of new connections stall: as if the host were gone, nothing comes
    /// back. Connections that are open go on. [`Emulator::resume_connects`] and [`Emulator::reset`] end
    /// it; clients that are still trying then get through with their next attempt, which the system
    /// makes some seconds later.
    ///
    /// Takes a tenth of a second. Only Linux can do it.
    ///
    /// # Errors
    /// Returns an error if the system is not Linux (`ErrorKind::Unsupported`) or gives no socket.
    pub fn stall_connects(&self) -> std::io::Result<()> {
        self.shared.backlog.stall()
    }

    /// Accepts new connections again after [`Emulator::stall_connects`]; otherwise does nothing.
    ///
    /// # Errors
    /// Returns an error if the system does not let the socket listen as before.
    pub fn resume_connects(&self) -> std::io::Result<()> {
        self.shared.backlog.resume()
    }

    /// The requests that came, the oldest first, those to the pages of records included; the last
    /// 10,000 are kept, or as many as [`Builder::kept_requests`] says.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.log.all()
    }

    /// Returns how many requests came whole and are not worked on yet: those that are stalled, above
    /// all. Requests from before the last reset do not count.
    #[must_use]
    pub fn in_progress(&self) -> usize {
        self.shared.working.count()
    }

    /// Waits until each request that came whole is worked on, whether or not its client still waits for
    /// the response.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use attio_emulator::{Emulator, Fault};
    /// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
    /// let attio = Emulator::start().await?;
    /// attio.inject(Fault::StallThenApply(Duration::from_millis(50)).once());
    /// // A client sends a create, and gives up after 20 ms. Then:
    /// attio.all_worked().await;
    /// assert!(attio.requests().iter().all(|request| request.worked.is_some()));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn all_worked(&self) {
        self.shared.working.none().await;
    }

    /// Waits until each person that [`Builder::enrichment`] links to a company later has its company.
    pub async fn all_enriched(&self) {
        self.shared.enriching.none().await;
    }

    /// The schema as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Workspace {
        self.store().snapshot()
    }

    /// Answers the next request with this method (`*` is any) and a path that starts with
    /// `path_prefix` with a canned answer instead of working on it; how often, the answer says.
    /// The first of several that fit is taken.
    pub fn stub(
        &self,
        method: impl Into<String>,
        path_prefix: impl Into<String>,
        response: CannedResponse,
    ) {
        lock(&self.shared.stubs).push(Stub {
            method: method.into(),
            path_prefix: path_prefix.into(),
            response,
        });
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
