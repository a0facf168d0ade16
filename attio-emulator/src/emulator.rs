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
use crate::store::{Store, TargetName};

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    pub(crate) base_url: String,
    #[cfg(feature = "tls")]
    pub(crate) ca: String,
    pub(crate) shared: Arc<Shared>,
    pub(crate) _server: Server,
}

/// The reason why an emulator did not start.
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
    /// The file is not a snapshot.
    #[error("{} is not a snapshot", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: attio_schema::SchemaError,
    },
    /// The schema contradicts itself.
    #[error("the schema is invalid: {0}")]
    Schema(String),
    /// The port cannot be used.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// The reason.
        source: std::io::Error,
    },
    /// The certificate for HTTPS cannot be created.
    #[cfg(feature = "tls")]
    #[error("cannot create a certificate")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The error response of the API to a call of the handle, such as [`Emulator::seed`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}{status} {code}: {message}{advice}", .doing.as_ref().map_or_else(String::new, |doing| format!("cannot {doing}: ")))]
#[non_exhaustive]
pub struct Refused {
    /// The call, such as "seed a record of `people`".
    doing: Option<String>,
    /// The other mistakes, and what to do.
    advice: String,
    /// The HTTP status.
    pub status: u16,
    /// The code of the error, such as `uniqueness_conflict`.
    pub code: String,
    /// The message.
    pub message: String,
}

impl Refused {
    /// Adds the call, and what follows the message.
    pub(crate) fn of_call(mut self, doing: String, advice: String) -> Self {
        self.doing = Some(doing);
        self.advice = advice;
        self
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        let envelope = error.to_json();
        let mut message = error.message;
        if let Some(violations) = envelope.get("validation_errors") {
            message.push(' ');
            message.push_str(&String::from_utf8_lossy(&violations.to_bytes()));
        }
        Self {
            doing: None,
            advice: String::new(),
            status: error.status,
            code: error.code.to_owned(),
            message,
        }
    }
}

impl Emulator {
    /// Starts an emulator with the standard objects, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Returns an error if the system provides no port or no thread.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Starts an emulator as [`Emulator::start`] does, for callers without a runtime.
    ///
    /// # Errors
    /// Returns an error if the system provides no port or no thread.
    pub fn start_blocking() -> Result<Self, StartError> {
        Self::builder().start_blocking()
    }

    /// Returns a builder to start an emulator with other settings.
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

    /// Returns the CA certificate to trust, in PEM. It is empty without [`Builder::tls`].
    ///
    /// The CA is created when the emulator starts, and issues only the emulator's certificate, which is
    /// for `localhost`, `127.0.0.1` and `::1`. Both certificates are valid for a year.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn ca_certificate(&self) -> &str {
        &self.ca
    }

    /// Returns the token.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.shared.token.secret
    }

    /// Returns the ID of the API key. It is the actor of the key's writes, except with
    /// [`TokenLevel::User`](crate::TokenLevel::User).
    #[must_use]
    pub fn token_id(&self) -> Uuid {
        self.shared.token_id
    }

    /// Returns the ID of the workspace.
    #[must_use]
    pub fn workspace_id(&self) -> Uuid {
        self.store().workspace
    }

    /// Returns the ID of the first member: Ada Admin, `ada@example.com`, unless the schema has members.
    #[must_use]
    pub fn member_id(&self) -> Uuid {
        self.shared.member
    }

    /// Returns the ID of the object with this slug.
    #[must_use]
    pub fn object_id(&self, object: &str) -> Option<Uuid> {
        self.store().object(object).map(|object| object.id)
    }

    /// Returns the ID of the list with this slug.
    #[must_use]
    pub fn list_id(&self, list: &str) -> Option<Uuid> {
        self.store().list(list).map(|list| list.id)
    }

    /// Returns the ID of the attribute of an object or a list.
    #[must_use]
    pub fn attribute_id<'a>(
        &self,
        target: impl Into<TargetName<'a>>,
        attribute: &str,
    ) -> Option<Uuid> {
        let store = self.store();
        let target = store.target(target.into()).ok()?;
        store.attribute(target, attribute).map(|attribute| attribute.id)
    }

    /// Returns the IDs of the records of an object, in the order of creation.
    #[must_use]
    pub fn record_ids(&self, object: &str) -> Vec<Uuid> {
        let store = self.store();
        let Some(object) = store.object(object) else { return Vec::new() };
        store.records(object).map(|record| record.id).collect()
    }

    /// Returns the IDs of the entries of a list, in the order of creation.
    #[must_use]
    pub fn entry_ids(&self, list: &str) -> Vec<Uuid> {
        let store = self.store();
        let Some(list) = store.list(list) else { return Vec::new() };
        store.records(list).map(|entry| entry.id).collect()
    }

    /// Restores the initial state: no records and entries, the first schema, no requests, no canned responses, no
    /// faults, the whole rate limit.
    ///
    /// Stalled requests are no longer applied. Silent connections are closed, and new connections no
    /// longer stall. The API key, the OAuth apps and the connections that are not silent stay. The codes
    /// and tokens of the apps do not.
    pub fn reset(&self) {
        self.shared.faults.reset();
        self.shared.connections.reset();
        // Fails only if the system no longer lets the socket listen as at the start.
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

    /// Makes requests or connections fail; see [`Fault`](crate::Fault) and [faults](crate#faults).
    ///
    /// A fault without a frequency applies to the next request. Faults are tried in the order in which
    /// they were injected. A request gets all combining faults that match, up to the first matching fault
    /// that does not combine, which it also gets.
    pub fn inject(&self, injection: impl Into<Injection>) {
        self.shared.faults.inject(injection.into());
    }

    /// Removes all faults. Requests and connections that are already stalled stay stalled.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Returns how many requests the rate limit admitted and refused since the start or the last reset.
    /// All counts are 0 without [`Builder::rate_limit`].
    #[must_use]
    pub fn rate_limit_counts(&self) -> RateLimitCounts {
        self.shared.limiter.as_ref().map(Limiter::counts).unwrap_or_default()
    }

    /// Returns how many connections were accepted since the start or the last reset. Connections that
    /// stalled or whose TLS handshake failed are included.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.count()
    }

    /// Stalls the TCP handshakes of new connections: they get no response, as if the host were gone.
    ///
    /// Open connections continue. [`Emulator::resume_connects`] and [`Emulator::reset`] end the stall.
    /// Clients that are still connecting then succeed with their next SYN, which the operating system
    /// sends some seconds later.
    ///
    /// The call takes a tenth of a second. It works on Linux only.
    ///
    /// # Errors
    /// Returns an error if the system is not Linux (`ErrorKind::Unsupported`) or provides no socket.
    pub fn stall_connects(&self) -> std::io::Result<()> {
        self.shared.backlog.stall()
    }

    /// Accepts new connections again after [`Emulator::stall_connects`]; otherwise does nothing.
    ///
    /// # Errors
    /// Returns an error if the system does not let the socket listen again.
    pub fn resume_connects(&self) -> std::io::Result<()> {
        self.shared.backlog.resume()
    }

    /// Returns the received requests, oldest first, including requests for the pages of records. Only the
    /// last 10,000 are kept, unless [`Builder::kept_requests`] sets another number.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.log.all()
    }

    /// Returns how many fully received requests are still in progress, such as stalled requests.
    /// Requests from before the last reset do not count.
    #[must_use]
    pub fn in_progress(&self) -> usize {
        self.shared.working.count()
    }

    /// Waits until every fully received request has been processed, even if its client no longer waits
    /// for the response.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use attio_emulator::{Emulator, Fault};
    /// # async fn test() -> Result<(), Box<dyn std::error::Error>> {
    /// let attio = Emulator::start().await?;
    /// attio.inject(Fault::StallThenApply(Duration::from_millis(50)).once());
    /// // A client sends a create, and times out after 20 ms. Then:
    /// attio.all_worked().await;
    /// assert!(attio.requests().iter().all(|request| request.worked.is_some()));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn all_worked(&self) {
        self.shared.working.none().await;
    }

    /// Waits until every person that [`Builder::enrichment`] has yet to link has its company.
    pub async fn all_enriched(&self) {
        self.shared.enriching.none().await;
    }

    /// Returns the current schema.
    #[must_use]
    pub fn snapshot(&self) -> Workspace {
        self.store().snapshot()
    }

    /// Responds to matching requests with a canned response instead of processing them.
    ///
    /// A request matches if it has this method (`*` is any) and its path starts with `path_prefix`. The
    /// response defines how often it is sent. If several responses match, the one that was added first
    /// is sent.
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
