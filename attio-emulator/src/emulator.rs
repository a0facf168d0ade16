//! The handle of a running emulator.

use std::path::PathBuf;
use std::sync::{Arc, MutexGuard};
use std::time::SystemTime;

use attio_schema::{Member, Workspace};
use serde_json::Value;
use uuid::Uuid;

use crate::builder::Builder;
use crate::canned::{CannedResponse, Stub};
use crate::error::ApiError;
use crate::faults::Injection;
use crate::http::{Shared, lock};
use crate::json::{Json, object};
use crate::rate_limit::{Limiter, RateLimitCounts};
use crate::requests::ReceivedRequest;
use crate::seed::Seed;
use crate::server::Server;
use crate::store::{Actor, Store};

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

    fn store(&self) -> MutexGuard<'_, Store> {
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

    /// Makes a record as the first member would in the user interface: `values` as in a request.
    ///
    /// # Errors
    /// What the API would refuse.
    pub fn seed(&self, object: &str, values: &Value) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new())
    }

    /// Makes a record that was made at this time, as [`Seed::created_at`] has it, by the first member.
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values.
    pub fn seed_at(
        &self,
        object: &str,
        values: &Value,
        created_at: SystemTime,
    ) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new().created_at(created_at))
    }

    /// Makes a record as this actor.
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values.
    pub fn seed_as(&self, object: &str, values: &Value, actor: Actor) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new().by(actor))
    }

    /// Makes a record that was made when and by whom the seed has it.
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values.
    pub fn seed_with(&self, object: &str, values: &Value, seed: &Seed) -> Result<Uuid, Refused> {
        let actor = seed.actor().unwrap_or_else(|| Actor::member(self.member_id()));
        Ok(self.store().seed(object, &json(values)?, actor, seed.creation())?)
    }

    /// Saves a view of an object, for `filter_view_id` of a query; answers its ID.
    ///
    /// # Errors
    /// There is no such object, or a query would refuse the filter.
    pub fn add_view(&self, object: &str, title: &str, filter: &Value) -> Result<Uuid, Refused> {
        Ok(self.store().add_view(object, title, json(filter)?)?)
    }

    /// Lets the next merge answer 202 and be applied only with [`Emulator::finish_merges`]. Until
    /// then its records answer `merge_in_progress`.
    pub fn delay_next_merge(&self) {
        self.store().delay_next_merge();
    }

    /// Applies the merges that were accepted with 202.
    pub fn finish_merges(&self) {
        self.store().finish_merges();
    }

    /// Adds a member; an empty ID is derived from the e-mail address.
    ///
    /// # Errors
    /// The ID is no UUID, or another member has it.
    pub fn add_member(&self, member: Member) -> Result<Uuid, Refused> {
        let error =
            |error: crate::store::LoadError| ApiError::validation(error.to_string(), vec![]);
        Ok(self.store().add_member(member).map_err(error)?)
    }

    /// Makes an object, as `POST /v2/objects` with this `data`.
    ///
    /// # Errors
    /// What the API would refuse.
    pub fn create_object(&self, data: &Value) -> Result<Uuid, Refused> {
        Ok(self.store().create_object(&wrapped(data)?)?)
    }

    /// Makes an attribute, as `POST /v2/objects/{object}/attributes` with this `data`; members
    /// that it leaves out are null, false and empty.
    ///
    /// ```
    /// # use attio_emulator::Emulator;
    /// # use serde_json::json;
    /// let attio = Emulator::start_blocking()?;
    /// attio.create_attribute("deals", &json!({"api_slug": "code", "type": "text", "is_unique": true}))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What the API would refuse.
    pub fn create_attribute(&self, object: &str, data: &Value) -> Result<Uuid, Refused> {
        let mut full = serde_json::json!({
            "title": data.get("api_slug"),
            "description": null,
            "is_required": false,
            "is_unique": false,
            "is_multiselect": false,
            "config": {},
        });
        if let (Value::Object(full), Value::Object(data)) = (&mut full, data) {
            full.extend(data.clone());
        }
        Ok(self.store().create_attribute(object, &wrapped(&full)?)?)
    }

    /// Makes an option of a select attribute; answers its ID.
    ///
    /// # Errors
    /// What the API would refuse.
    pub fn create_option(
        &self,
        object: &str,
        attribute: &str,
        title: &str,
    ) -> Result<Uuid, Refused> {
        let data = wrapped(&serde_json::json!({"title": title}))?;
        let answer = self.store().create_option(object, attribute, &data)?;
        Ok(id_of(&answer, "option_id"))
    }

    /// Makes a status of a status attribute; answers its ID.
    ///
    /// # Errors
    /// What the API would refuse.
    pub fn create_status(
        &self,
        object: &str,
        attribute: &str,
        title: &str,
    ) -> Result<Uuid, Refused> {
        let data = wrapped(&serde_json::json!({"title": title}))?;
        let answer = self.store().create_status(object, attribute, &data)?;
        Ok(id_of(&answer, "status_id"))
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

fn json(value: &Value) -> Result<Json, ApiError> {
    Json::of(value).map_err(|error| ApiError::validation(error.to_string(), Vec::new()))
}

fn wrapped(data: &Value) -> Result<Json, ApiError> {
    Ok(object([("data", json(data)?)]))
}

fn id_of(answer: &Json, member: &str) -> Uuid {
    let id = answer.get("id").and_then(|ids| ids.get(member)).and_then(Json::as_str);
    id.and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_default()
}
