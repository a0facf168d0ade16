//! Facts about the workspace's schema, which the client caches for ten minutes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use attio_schema::{Attribute, is_uuid};
use uuid::Uuid;

use crate::describe::Target;
use crate::request::TargetBuf;

/// How long a fact is used. People change a schema manually, rarely, and one item at a time.
const LIFETIME: Duration = Duration::from_secs(600);

/// Facts about the schema, each with the time at which it was read.
#[derive(Debug, Default)]
pub(crate) struct SchemaCache {
    attributes: Mutex<HashMap<AttributeKey, Known<Arc<Attribute>>>>,
    all: Mutex<Option<Known<SchemaFacts>>>,
}

/// A target, and the slug or ID of an attribute.
type AttributeKey = (TargetBuf, String);

#[derive(Debug)]
struct Known<T> {
    fact: T,
    read_at: Instant,
}

impl<T: Clone> Known<T> {
    /// Returns the fact, unless it is too old.
    fn fresh(&self, now: Instant) -> Option<T> {
        let age = now.saturating_duration_since(self.read_at);
        (age < LIFETIME).then(|| self.fact.clone())
    }
}

impl SchemaCache {
    /// Returns the attribute with this slug or ID, if it was read at this instant or later.
    pub(crate) fn attribute_since(
        &self,
        target: &TargetBuf,
        key: &str,
        since: Instant,
    ) -> Option<Arc<Attribute>> {
        let attributes = lock(&self.attributes);
        let known = attributes.get(&(target.clone(), key.to_owned()))?;
        (known.read_at >= since).then(|| Arc::clone(&known.fact))
    }

    /// Caches an attribute under the slug or ID with which it was requested.
    pub(crate) fn keep_attribute(
        &self,
        target: TargetBuf,
        key: &str,
        attribute: Arc<Attribute>,
        read_at: Instant,
    ) {
        let known = Known { fact: attribute, read_at };
        lock(&self.attributes).insert((target, key.to_owned()), known);
    }

    /// Returns all facts, if they were read recently.
    pub(crate) fn all(&self, now: Instant) -> Option<SchemaFacts> {
        lock(&self.all).as_ref()?.fresh(now)
    }

    pub(crate) fn keep_all(&self, facts: SchemaFacts, read_at: Instant) {
        *lock(&self.all) = Some(Known { fact: facts, read_at });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The slugs and IDs of a workspace's objects, lists and attributes, from
/// [`Client::schema_facts`](crate::Client::schema_facts).
///
/// All methods accept the slug or the ID of a [`Target`] or attribute. Cheap to clone.
#[derive(Clone)]
pub struct SchemaFacts(Arc<Facts>);

/// The objects and lists.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) objects: Vec<TargetFacts>,
    pub(crate) lists: Vec<TargetFacts>,
}

/// An object or a list.
#[derive(Debug)]
pub(crate) struct TargetFacts {
    pub(crate) name: Name,
    pub(crate) attributes: Vec<AttributeFacts>,
}

#[derive(Debug)]
pub(crate) struct AttributeFacts {
    pub(crate) name: Name,
    pub(crate) is_unique: bool,
    /// An archived attribute may share its slug with one that is not.
    pub(crate) is_archived: bool,
}

/// The ID and the slug of an object, list or attribute.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) id: Uuid,
    pub(crate) slug: Option<String>,
}

impl Name {
    /// Returns whether this is its slug or ID.
    fn is(&self, name: &str) -> bool {
        match is_uuid(name) {
            true => name.parse() == Ok(self.id),
            false => self.slug.as_deref() == Some(name),
        }
    }
}

impl SchemaFacts {
    pub(crate) fn new(facts: Facts) -> Self {
        Self(Arc::new(facts))
    }

    /// Returns the ID of an object or list, if the workspace has it.
    ///
    /// Activities are not included: no documented endpoint lists their attributes.
    #[must_use]
    pub fn id(&self, target: Target<'_>) -> Option<Uuid> {
        self.target(target).map(|target| target.name.id)
    }

    /// Returns the slug of an object or list.
    #[must_use]
    pub fn slug(&self, target: Target<'_>) -> Option<&str> {
        self.target(target)?.name.slug.as_deref()
    }

    /// Returns the ID of an attribute.
    #[must_use]
    pub fn attribute_id(&self, target: Target<'_>, attribute: &str) -> Option<Uuid> {
        self.attribute(target, attribute).map(|attribute| attribute.name.id)
    }

    /// Returns the slug of an attribute.
    #[must_use]
    pub fn attribute_slug(&self, target: Target<'_>, attribute: &str) -> Option<&str> {
        self.attribute(target, attribute)?.name.slug.as_deref()
    }

    /// Returns whether an attribute is unique, or `None` if the target has no such attribute.
    #[must_use]
    pub fn is_unique(&self, target: Target<'_>, attribute: &str) -> Option<bool> {
        self.attribute(target, attribute).map(|attribute| attribute.is_unique)
    }

    fn target(&self, target: Target<'_>) -> Option<&TargetFacts> {
        let all = match target {
            Target::Object(_) => &self.0.objects,
            Target::List(_) => &self.0.lists,
            Target::Activity(_) => return None,
        };
        all.iter().find(|facts| facts.name.is(target.name()))
    }

    fn attribute(&self, target: Target<'_>, attribute: &str) -> Option<&AttributeFacts> {
        let all = &self.target(target)?.attributes;
        let named = || all.iter().filter(|facts| facts.name.is(attribute));
        named().find(|facts| !facts.is_archived).or_else(|| named().next())
    }
}

impl fmt::Debug for SchemaFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemaFacts")
            .field("objects", &self.0.objects.len())
            .field("lists", &self.0.lists.len())
            .finish()
    }
}
