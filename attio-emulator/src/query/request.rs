//! Parses the body of a query.

use super::condition::Filter;
use super::sort::{self, Sort};
use super::tree::Reader;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::rules::LargePages;
use crate::store::{Store, Target};
use crate::text::id::parse_id;

/// The default limit, and the maximum according to third parties.
const MAX_LIMIT: usize = 500;

/// A query that is valid for the schema.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(super) filter: Filter,
    pub(super) sorts: Vec<Sort>,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Query {
    /// Reads the body of `POST …/records/query`.
    pub(crate) fn read(store: &Store, target: &Target, body: &Json) -> Result<Self, ApiError> {
        let fields = Fields::root(body)?;
        let mut mistakes = Mistakes::default();
        let filter = mistakes.ok(filter(store, target, &fields));
        let sorts = mistakes.take(sorts(store, target, &fields));
        let limit = mistakes.take(limit(store, &fields));
        let offset = mistakes.take(fields.whole_number("offset", 0)).unwrap_or(0);
        mistakes.take(fields.only(&["filter", "filter_view_id", "sorts", "limit", "offset"]));
        mistakes.end()?;
        let filter = filter.unwrap_or(Filter::All(Vec::new()));
        Ok(Self { filter, sorts, limit, offset })
    }
}

fn filter(store: &Store, target: &Target, fields: &Fields<'_>) -> Result<Filter, ApiError> {
    match (fields.get("filter"), fields.text("filter_view_id")?) {
        (Some(_), Some(_)) => {
            let message = "filter and filter_view_id cannot be used together";
            Err(fields.error("filter_view_id", Violation::invalid(message)))
        }
        (Some(filter @ Json::Object(_)), None) => Reader::new(store).filter(target, filter),
        (Some(other), None) => Err(fields.error("filter", Violation::wrong_type("object", other))),
        (None, Some(view)) => {
            let id = parse_id(view).ok_or_else(|| {
                fields.error("filter_view_id", Violation::invalid("Invalid uuid"))
            })?;
            let view = store.view(target, id).ok_or_else(|| {
                ApiError::value_not_found(format!("View with ID \"{id}\" not found."))
            })?;
            Reader::new(store).filter(target, &view.filter)
        }
        (None, None) => Ok(Filter::All(Vec::new())),
    }
}

fn sorts(store: &Store, target: &Target, fields: &Fields<'_>) -> Result<Vec<Sort>, ApiError> {
    let sorts = match fields.get("sorts") {
        None => return Ok(Vec::new()),
        Some(Json::Array(sorts)) => sorts,
        Some(other) => return Err(fields.error("sorts", Violation::wrong_type("array", other))),
    };
    let mut mistakes = Mistakes::default();
    let read = sorts.iter().enumerate();
    let read = read.filter_map(|(i, given)| mistakes.ok(sort::read(store, target, given, i)));
    let read = read.collect();
    mistakes.end()?;
    Ok(read)
}

fn limit(store: &Store, fields: &Fields<'_>) -> Result<usize, ApiError> {
    match fields.whole_number("limit", 1)?.unwrap_or(MAX_LIMIT) {
        limit if limit <= MAX_LIMIT => Ok(limit),
        limit => match store.rules.large_pages {
            LargePages::Allow => Ok(limit),
            LargePages::Cap => Ok(MAX_LIMIT),
            LargePages::Refuse => {
                let message = format!("Number must be less than or equal to {MAX_LIMIT}");
                Err(fields.error("limit", Violation::invalid(message)))
            }
        },
    }
}
