//! UUIDs in requests.

use uuid::Uuid;

/// A UUID with hyphens, in upper or lower case; other notations are not IDs for Attio.
pub(crate) fn parse_id(text: &str) -> Option<Uuid> {
    if attio_schema::is_uuid(text) { Uuid::try_parse(text).ok() } else { None }
}
