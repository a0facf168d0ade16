//! Why a schema could not be read.

use std::fmt;

use crate::SNAPSHOT_VERSION;

/// Why an answer or a snapshot could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum SchemaError {
    /// The text is no JSON.
    NotJson(serde_json::Error),
    /// The snapshot was written by a newer version of attio-rs.
    NewerVersion {
        /// The version that the snapshot has.
        found: u64,
    },
    /// A member that the form needs is not there.
    Missing {
        /// Where, such as `objects[2].attributes[0].type`.
        path: String,
    },
    /// A member is there with the wrong type.
    Unexpected {
        /// Where, such as `objects[2].attributes`.
        path: String,
        /// What belongs there, such as `an array`.
        expected: &'static str,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "this is no JSON: {error}"),
            Self::NewerVersion { found } => write!(
                f,
                "this snapshot has version {found}, and this attio-rs reads up to version \
                 {SNAPSHOT_VERSION}: update attio-rs, or write the snapshot again with the version \
                 in use (`attio schema pull`)"
            ),
            Self::Missing { path } => write!(f, "`{path}` is missing"),
            Self::Unexpected { path, expected } => write!(f, "`{path}` is not {expected}"),
        }
    }
}

impl std::error::Error for SchemaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotJson(error) => Some(error),
            _ => None,
        }
    }
}
