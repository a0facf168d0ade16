//! What the client knows of the workspace's schema, for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use attio_schema::Attribute;

use crate::request::TargetBuf;

/// How long a fact is used. People change a schema by hand, seldom and one thing at a time.
const LIFETIME: Duration = Duration::from_secs(600);

/// Facts of the schema, each with the time when it was read.
#[derive(Debug, Default)]
pub(crate) struct SchemaCache {
    attributes: Mutex<HashMap<(TargetBuf, String), Known<Attribute>>>,
}

#[derive(Debug)]
struct Known<T> {
    fact: Arc<T>,
    read_at: Instant,
}

impl SchemaCache {
    /// The attribute with this slug or ID, if it was read not long ago.
    pub(crate) fn attribute(
        &self,
        target: &TargetBuf,
        key: &str,
        now: Instant,
    ) -> Option<Arc<Attribute>> {
        let place = (target.clone(), key.to_owned());
        let attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = attributes.get(&place)?;
        let age = now.saturating_duration_since(known.read_at);
        (age < LIFETIME).then(|| Arc::clone(&known.fact))
    }

    /// Keeps an attribute under the slug or ID by which it was asked for.
    pub(crate) fn keep_attribute(
        &self,
        target: TargetBuf,
        key: &str,
        attribute: Arc<Attribute>,
        now: Instant,
    ) {
        let known = Known { fact: attribute, read_at: now };
        let mut attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        attributes.insert((target, key.to_owned()), known);
    }
}
