//! Paths through references: `[["people", "company"], ["companies", "name"]]`.

use attio_schema::AttributeType;
use uuid::Uuid;

use crate::json::Json;
use crate::store::{Attribute, Object, Payload, Record, Store};

/// A step from a record to the records that it refers to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    /// The reference.
    pub(super) attribute: Uuid,
    /// The object of the records that the next step starts at.
    pub(super) object: Uuid,
}

impl Hop {
    /// The records that the record refers to.
    pub(super) fn targets<'a>(
        self,
        store: &'a Store,
        record: &'a Record,
    ) -> impl Iterator<Item = &'a Record> {
        record.payloads(self.attribute).filter_map(move |payload| match payload {
            Payload::Reference { object, record } if *object == self.object => {
                store.record_by_id(*record)
            }
            _ => None,
        })
    }
}

/// The reason why a path is refused, and the step.
pub(super) enum Wrong {
    /// The attribute of this step does not exist.
    Attribute(usize, String),
    Other(String),
}

/// Reads a path that starts at the object; returns the steps and the attribute at its end.
pub(super) fn read<'a>(
    store: &'a Store,
    object: &'a Object,
    path: &Json,
) -> Result<(Vec<Hop>, &'a Attribute), Wrong> {
    let wrong = |why: &str| Wrong::Other(why.to_owned());
    let Json::Array(pairs) = path else { return Err(wrong("a path is an array of pairs")) };
    let mut hops = Vec::new();
    let mut before: Option<&Attribute> = None;
    for (i, pair) in pairs.iter().enumerate() {
        let Json::Array(pair) = pair else { return Err(wrong("a path is an array of pairs")) };
        let [Json::String(of), Json::String(slug)] = pair.as_slice() else {
            return Err(wrong("each pair of a path names an object and an attribute"));
        };
        let step = store.object(of).ok_or_else(|| {
            Wrong::Other(format!("the path goes through \"{of}\", which does not exist"))
        })?;
        match before {
            None if step.id != object.id => {
                return Err(wrong("a path starts at the object that is queried"));
            }
            None => {}
            Some(reference) => {
                if reference.kind != Some(AttributeType::RecordReference) {
                    let slug = reference.slug();
                    let why = format!("\"{slug}\" refers to no record, so the path ends there");
                    return Err(Wrong::Other(why));
                }
                if reference.allowed.as_ref().is_some_and(|all| !all.contains(&step.id)) {
                    let slug = reference.slug();
                    return Err(Wrong::Other(format!("\"{slug}\" does not refer to \"{of}\"")));
                }
                hops.push(Hop { attribute: reference.id, object: step.id });
            }
        }
        let attribute = store.open_attribute(step, slug);
        before = Some(attribute.ok_or_else(|| Wrong::Attribute(i, slug.clone()))?);
    }
    let end = before.ok_or_else(|| wrong("a path has at least one pair"))?;
    Ok((hops, end))
}
