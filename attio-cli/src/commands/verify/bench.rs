//! Sends the raw requests of the checks, and tracks the records that have the mark of the run.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use attio_core::api::Identity;
use attio_core::{Client, Error, Method, RawRequest, RawResponse, Scope};
use attio_schema::AttributeType;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::fact::{Fact, Stop};
use super::limits::Burst;
use super::object::{Object, Unique};
use super::record;
use super::reply::Reply;

/// Requests and records for the checks.
pub(super) struct Bench {
    client: Client,
    /// A client without a rate limiter, for concurrent requests.
    unpaced: Client,
    /// A client that does not retry a 429 either, if the run may exceed Attio's rate limit.
    pub(super) unlimited: Option<Client>,
    /// A client with a token that does not exist.
    pub(super) stranger: Client,
    pub(super) identity: Identity,
    /// A string that every record of the run has in a value, and no other record has.
    pub(super) mark: String,
    pub(super) objects: Vec<Object>,
    made: RefCell<Vec<Made>>,
    tags: Cell<u32>,
    /// When the last record was noted.
    last: Cell<Option<Instant>>,
    /// Whether a create may still be applied.
    in_doubt: Cell<bool>,
    /// The number of successes whose response had no record ID.
    unnamed: Cell<usize>,
    /// The responses that the checks of the rate limit share.
    pub(super) burst: RefCell<Option<Result<Burst, Stop>>>,
}

/// A record of the run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Made {
    pub(super) object: String,
    pub(super) id: String,
}

/// The clients of a run.
pub(super) struct Clients {
    pub(super) client: Client,
    pub(super) unpaced: Client,
    pub(super) unlimited: Option<Client>,
    pub(super) stranger: Client,
}

impl Bench {
    pub(super) fn new(clients: Clients, identity: Identity, objects: Vec<Object>) -> Self {
        let Clients { client, unpaced, unlimited, stranger } = clients;
        Self {
            client,
            unpaced,
            unlimited,
            stranger,
            identity,
            mark: format!("attio-verify-{:012x}", random() >> 16),
            objects,
            made: RefCell::default(),
            tags: Cell::default(),
            last: Cell::default(),
            in_doubt: Cell::default(),
            unnamed: Cell::default(),
            burst: RefCell::default(),
        }
    }

    /// Returns a string that only the records of one check have.
    pub(super) fn tag(&self) -> String {
        self.tags.set(self.tags.get() + 1);
        format!("{}-{:03}", self.mark, self.tags.get())
    }

    /// Returns an object for facts that hold for every object.
    pub(super) fn any(&self) -> Result<&Object, Stop> {
        let lacking = || Stop::Lacking("there is no object to write to".to_owned());
        self.objects.first().ok_or_else(lacking)
    }

    /// Returns a unique attribute of any type.
    pub(super) fn unique(&self) -> Result<Unique<'_>, Stop> {
        self.objects.iter().find_map(|object| object.unique(None)).ok_or_else(|| {
            Stop::Lacking(
                "no object has a writable unique attribute for e-mail addresses, domains or text"
                    .to_owned(),
            )
        })
    }

    /// Returns a unique attribute of this type.
    pub(super) fn unique_of(&self, kind: AttributeType) -> Result<Unique<'_>, Stop> {
        self.objects.iter().find_map(|object| object.unique(Some(kind))).ok_or_else(|| {
            Stop::Lacking(format!(
                "no object has a writable unique attribute of the type {}",
                kind.as_str()
            ))
        })
    }

    /// Returns the scopes that the fact needs and the token lacks.
    pub(super) fn lacking(&self, fact: &Fact) -> Vec<Scope> {
        self.identity.missing_scopes(fact.needs)
    }

    /// Sends a request once. Only a refusal by the rate limit is retried, because nothing was applied.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Reply, Stop> {
        let is_query = path.ends_with("/query");
        let mut request = self.client.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        if is_query {
            request = request.read_only();
        }
        self.reply(request.call().attempts(1).await)
    }

    /// Sends requests concurrently, and returns the replies that arrived.
    pub(super) async fn at_once(&self, requests: Vec<RawRequest>) -> Vec<Reply> {
        let mut calls = JoinSet::new();
        for request in requests {
            calls.spawn(request.call().attempts(1));
        }
        let mut replies = Vec::new();
        while let Some(call) = calls.join_next().await {
            replies.extend(call.ok().and_then(|result| self.reply(result).ok()));
        }
        replies
    }

    fn reply(&self, result: Result<RawResponse, Error>) -> Result<Reply, Stop> {
        if result.as_ref().is_err_and(Error::may_have_applied) {
            self.in_doubt.set(true);
        }
        Reply::new(result)
    }

    /// Tries to create a record.
    pub(super) async fn try_create(&self, object: &Object, values: &Value) -> Result<Reply, Stop> {
        let body = json!({"data": {"values": values}});
        let reply = self.send(Method::POST, &object.records(), Some(&body)).await?;
        self.note(object, &reply);
        Ok(reply)
    }

    /// Creates a record whose label has the tag.
    pub(super) async fn create(&self, object: &Object, tag: &str) -> Result<Value, Stop> {
        self.try_create(object, &object.values(tag)).await?.data("create a record")
    }

    /// Creates a record that also has this unique value.
    pub(super) async fn create_with(
        &self,
        unique: Unique<'_>,
        tag: &str,
        value: &str,
    ) -> Result<Value, Stop> {
        self.try_create_with(unique, tag, value).await?.data("create a record with a unique value")
    }

    pub(super) async fn try_create_with(
        &self,
        unique: Unique<'_>,
        tag: &str,
        value: &str,
    ) -> Result<Reply, Stop> {
        self.try_create(unique.object, &unique.values(tag, value)).await
    }

    /// Asserts a record by a unique value.
    pub(super) async fn assert(
        &self,
        unique: Unique<'_>,
        tag: &str,
        value: &str,
    ) -> Result<Value, Stop> {
        let request = Self::assert_request(&self.client, unique, tag, value);
        let reply = self.reply(request.call().attempts(1).await)?;
        self.note(unique.object, &reply);
        reply.data("assert a record")
    }

    pub(super) fn assert_request(
        client: &Client,
        unique: Unique<'_>,
        tag: &str,
        value: &str,
    ) -> RawRequest {
        let body = json!({"data": {"values": unique.values(tag, value)}});
        let request = client.request(Method::PUT, unique.object.records());
        request.query("matching_attribute", unique.slug()).json(&body)
    }

    pub(super) async fn get(&self, object: &Object, id: &str) -> Result<Value, Stop> {
        self.send(Method::GET, &object.record(id), None).await?.data("get a record")
    }

    /// Writes values of a record: PATCH appends, PUT overwrites.
    pub(super) async fn update(
        &self,
        method: Method,
        object: &Object,
        id: &str,
        values: &Value,
    ) -> Result<Value, Stop> {
        let body = json!({"data": {"values": values}});
        self.send(method, &object.record(id), Some(&body)).await?.data("update a record")
    }

    pub(super) async fn query(&self, object: &Object, body: &Value) -> Result<Vec<Value>, Stop> {
        let path = format!("{}/query", object.records());
        let data = self.send(Method::POST, &path, Some(body)).await?.data("query records")?;
        Ok(data.as_array().cloned().unwrap_or_default())
    }

    /// Returns the records whose label has the tag.
    pub(super) async fn tagged(&self, object: &Object, tag: &str) -> Result<Vec<Value>, Stop> {
        self.query(object, &json!({"filter": object.tagged(tag)})).await
    }

    /// Notes the record of a success for the clean-up.
    pub(super) fn note(&self, object: &Object, reply: &Reply) {
        let record = &reply.body["data"];
        if reply.is_success() {
            self.note_record(&object.slug, record);
            if record::id(record).is_empty() {
                self.unnamed.set(self.unnamed.get() + 1);
                self.set_in_doubt();
            }
        }
    }

    /// Returns whether the record belongs to this run: other records must never be deleted.
    pub(super) fn note_record(&self, object: &str, record: &Value) -> bool {
        let id = record::id(record);
        // A value may be stored in another case.
        let values = record["values"].to_string().to_lowercase();
        let is_own = !id.is_empty() && values.contains(&self.mark);
        if is_own {
            let made = Made { object: object.to_owned(), id: id.to_owned() };
            self.last.set(Some(Instant::now()));
            let mut all = self.made.borrow_mut();
            if !all.contains(&made) {
                all.push(made);
            }
        }
        is_own
    }

    /// Returns the records that are not deleted yet.
    pub(super) fn made(&self) -> Vec<Made> {
        self.made.borrow().clone()
    }

    pub(super) fn forget(&self, deleted: &HashSet<Made>) {
        self.made.borrow_mut().retain(|made| !deleted.contains(made));
    }

    /// Returns the time since the last record was noted.
    pub(super) fn quiet_for(&self) -> Duration {
        self.last.get().map_or(Duration::MAX, |last| last.elapsed())
    }

    pub(super) fn set_in_doubt(&self) {
        self.in_doubt.set(true);
    }

    /// Returns the number of successes without a record ID.
    pub(super) fn unnamed(&self) -> usize {
        self.unnamed.get()
    }

    pub(super) fn is_in_doubt(&self) -> bool {
        self.in_doubt.get()
    }

    pub(super) fn unpaced(&self) -> &Client {
        &self.unpaced
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }
}

/// Returns a random number.
pub(super) fn random() -> u64 {
    // The only randomness of the standard library, seeded by the system.
    RandomState::new().hash_one(0)
}

/// Returns an ID that no record has.
pub(super) fn unknown_id() -> String {
    let (high, low) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 50),
        low & 0xffff_ffff_ffff,
    )
}
