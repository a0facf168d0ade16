//! Paths through references and parents: `[["people", "company"], ["companies", "name"]]`.

use attio_schema::AttributeType;
use uuid::Uuid;

use crate::json::Json;
use crate::store::{Attribute, PARENT_RECORD, Payload, Record, Store, Target};

/// A step from a record or an entry to the records that the next step starts at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hop {
    /// Along a reference.
    Reference {
        attribute: Uuid,
        /// The object of the records.
        object: Uuid,
    },
    /// From an entry to its parent.
    Parent {
        list: Uuid,
        /// The object of the parent.
        object: Uuid,
    },
}

impl Hop {
    /// The records that the step leads to.
    pub(super) fn targets<'a>(
        self,
        store: &'a Store,
        record: &'a Record,
    ) -> impl Iterator<Item = &'a Record> {
        let (attribute, parent, wanted) = match self {
            Self::Reference { attribute, object } => (Some(attribute), None, object),
            Self::Parent { object, .. } => (None, record.parent, object),
        };
        let references = attribute.into_iter().flat_map(|attribute| record.payloads(attribute));
        let referred = references.filter_map(move |payload| match payload {
            Payload::Reference { object, record } if *object == wanted => Some(*record),
            _ => None,
        });
        let found = referred.chain(parent).filter_map(|id| store.record_by_id(id));
        found.filter(move |record| record.target == wanted)
    }

    /// The records that the step leads from, if it leads to this record.
    pub(super) fn sources(self, store: &Store, record: Uuid) -> Vec<Uuid> {
        match self {
            Self::Reference { attribute, .. } => store.referring(attribute, record).collect(),
            Self::Parent { list, .. } => store.entries_on(list, record).collect(),
        }
    }
}

/// The start of the next step of a path.
#[derive(Clone, Copy)]
enum Link<'a> {
    Attribute(&'a Attribute),
    Parent(&'a Target),
}

/// The reason why a path is refused, and the step.
pub(super) enum Wrong {
    /// The attribute of this step does not exist.
    Attribute(usize, String),
    Other(String),
}

/// Reads a path that starts at the object or list; returns the steps and the attribute at its end.
pub(super) fn read<'a>(
    store: &'a Store,
    target: &'a Target,
    path: &Json,
) -> Result<(Vec<Hop>, &'a Attribute), Wrong> {
    let wrong = |why: &str| Wrong::Other(why.to_owned());
    let Json::Array(pairs) = path else { return Err(wrong("a path is an array of pairs")) };
    let mut hops = Vec::new();
    let mut before: Option<Link<'_>> = None;
    for (i, pair) in pairs.iter().enumerate() {
        let Json::Array(pair) = pair else { return Err(wrong("a path is an array of pairs")) };
        let [Json::String(of), Json::String(slug)] = pair.as_slice() else {
            return Err(wrong("each pair of a path names an object or a list, and an attribute"));
        };
        let step = match before {
            None if target.is(of) => target,
            None => return Err(wrong("a path starts at the object or list that is queried")),
            Some(link) => {
                let object = store.object(of).ok_or_else(|| {
                    Wrong::Other(format!("the path goes through \"{of}\", which does not exist"))
                })?;
                hops.push(hop(link, object, of)?);
                object
            }
        };
        before = Some(match store.open_attribute(step, slug) {
            _ if step.list().is_some() && slug == PARENT_RECORD => Link::Parent(step),
            Some(attribute) => Link::Attribute(attribute),
            None => return Err(Wrong::Attribute(i, slug.clone())),
        });
    }
    match before {
        Some(Link::Attribute(end)) => Ok((hops, end)),
        Some(Link::Parent(_)) => {
            Err(wrong("\"parent_record\" leads to a record, so the path continues with a pair"))
        }
        None => Err(wrong("a path has at least one pair")),
    }
}

/// The step from a reference or an entry to records of the object, which the path calls `of`.
fn hop(from: Link<'_>, object: &Target, of: &str) -> Result<Hop, Wrong> {
    let leads = |slug: &str| Wrong::Other(format!("\"{slug}\" does not refer to \"{of}\""));
    match from {
        Link::Attribute(reference) => {
            let slug = reference.slug();
            if reference.kind != Some(AttributeType::RecordReference) {
                let why = format!("\"{slug}\" refers to no record, so the path ends there");
                return Err(Wrong::Other(why));
            }
            if reference.allowed.as_ref().is_some_and(|all| !all.contains(&object.id)) {
                return Err(leads(slug));
            }
            Ok(Hop::Reference { attribute: reference.id, object: object.id })
        }
        Link::Parent(list) => {
            if !list.list().is_some_and(|list| list.parents.contains(&object.id)) {
                return Err(leads(PARENT_RECORD));
            }
            Ok(Hop::Parent { list: list.id, object: object.id })
        }
    }
}
