//! The actor of the client's own writes.

use std::sync::OnceLock;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

/// The response to one create with this client's token. Only such a response shows the actor of the
/// token's writes: `GET /v2/self` does not name it. It is parsed only if a create has to be settled.
#[derive(Debug, Default)]
pub(crate) struct Creator(OnceLock<Bytes>);

/// An actor by its type and ID.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ActorId {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: Option<String>,
}

impl Creator {
    /// Keeps the first response. The body is copied, because it may share memory with other bodies.
    pub(super) fn observe(&self, body: &Bytes) {
        if self.0.get().is_none() {
            let _ = self.0.set(Bytes::copy_from_slice(body));
        }
    }

    /// Returns the actor of the records and entries that this client creates, if it is known.
    pub(crate) fn actor(&self) -> Option<ActorId> {
        #[derive(Deserialize)]
        struct Body {
            data: Data,
        }
        #[derive(Deserialize)]
        struct Data {
            #[serde(alias = "entry_values")]
            values: Value,
        }
        let body: Body = serde_json::from_slice(self.0.get()?).ok()?;
        creator_of(&body.data.values)
    }
}

/// Returns the actor that created a record, from the values that Attio sets at its creation. Returns
/// `None` if they are missing or contradict each other.
pub(crate) fn creator_of(values: &Value) -> Option<ActorId> {
    let created_at = &values["created_at"][0];
    let by = ActorId::deserialize(&created_at["created_by_actor"]).ok()?;
    let created_by = &values["created_by"][0];
    if !created_by.is_null() {
        let kind = created_by["referenced_actor_type"].as_str()?;
        let id = created_by["referenced_actor_id"].as_str();
        if (kind, id) != (&by.kind, by.id.as_deref()) {
            return None;
        }
    }
    Some(by)
}
