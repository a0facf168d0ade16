//! Sorts: the attribute, its part and the direction.

use std::cmp::Ordering;

use attio_schema::AttributeType;
use uuid::Uuid;

use super::property::{Field, default_property};
use super::steps::{self, Hop, Wrong};
use super::test::Atom;
use super::tree::{missing_field, named, unknown_attribute};
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::store::{Record, Store, Target};

/// One sort of a query.
#[derive(Clone, Debug)]
pub(super) struct Sort {
    hops: Vec<Hop>,
    attribute: Uuid,
    field: Field,
    descending: bool,
    is_created_at: bool,
    /// The IDs of options or statuses in display order.
    choices: Vec<String>,
}

/// Reads one element of `sorts`.
pub(super) fn read(
    store: &Store,
    target: &Target,
    given: &Json,
    i: usize,
) -> Result<Sort, ApiError> {
    let body = |violation: Violation| ApiError::body(violation.at(i).at("sorts"));
    let Json::Object(members) = given else {
        return Err(body(Violation::wrong_type("object", given)));
    };
    let text = |name: &'static str| match given.get(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.as_str())),
        Some(other) => Err(body(Violation::wrong_type("string", other).at(name))),
    };
    let allowed = ["direction", "attribute", "path", "field"];
    if let Some((name, _)) = members.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
        return Err(body(Violation::unrecognized(name).at(name.as_str())));
    }
    let descending = match text("direction")? {
        Some("asc") => false,
        Some("desc") => true,
        Some(other) => {
            return Err(body(Violation::option(&["asc", "desc"], other).at("direction")));
        }
        None => return Err(body(Violation::required("string").at("direction"))),
    };
    let (hops, attribute) = match (text("attribute")?, given.get("path")) {
        (Some(slug), None) => {
            let attribute = store.open_attribute(target, slug);
            (Vec::new(), attribute.ok_or_else(|| unknown_attribute(slug))?)
        }
        (None, Some(path)) => steps::read(store, target, path).map_err(|wrong| match wrong {
            Wrong::Attribute(_, slug) => unknown_attribute(&slug),
            Wrong::Other(why) => body(Violation::invalid(why).at("path")),
        })?,
        (None, None) => return Err(body(Violation::required("string").at("attribute"))),
        (Some(_), Some(_)) => {
            let message = "A sort has an attribute or a path, not both";
            return Err(body(Violation::invalid(message)));
        }
    };
    let property = match text("field")? {
        Some(name) => named(attribute, name)?,
        None => default_property(attribute.kind).ok_or_else(|| missing_field(attribute))?,
    };
    let choices = match attribute.kind {
        Some(AttributeType::Select) => {
            attribute.model.options.iter().map(|option| option.id.clone()).collect()
        }
        Some(AttributeType::Status) => {
            attribute.model.statuses.iter().map(|status| status.id.clone()).collect()
        }
        _ => Vec::new(),
    };
    let is_created_at = attribute.is_created_at();
    let (attribute, field) = (attribute.id, property.field);
    Ok(Sort { hops, attribute, field, descending, is_created_at, choices })
}

impl Sort {
    /// The sort key of the record: the first value, of the first record along the path.
    pub(super) fn key<'a>(&self, store: &'a Store, record: &'a Record) -> Option<Atom<'a>> {
        let mut record = record;
        for hop in &self.hops {
            record = hop.targets(store, record).next()?;
        }
        if self.is_created_at {
            return Some(Atom::Instant(record.created.attribute));
        }
        let atom = Atom::of(record.active(self.attribute).first()?, self.field)?;
        Some(match atom {
            Atom::Choice(id) => {
                let place = self.choices.iter().position(|other| other == id);
                let place = place.and_then(|place| u32::try_from(place).ok());
                Atom::Number(place.map_or(f64::INFINITY, f64::from))
            }
            Atom::Id(id) if self.field == Field::TargetObject => {
                Atom::Text(store.target_by_id(id).map_or("", Target::slug))
            }
            other => other,
        })
    }

    /// The order of two keys; records without a key come last in both directions.
    pub(super) fn compare(&self, a: Option<Atom<'_>>, b: Option<Atom<'_>>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if self.descending => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}
