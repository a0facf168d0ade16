//! The error of reading a schema.

use std::fmt;

use crate::SNAPSHOT_VERSION;

/// The reason why a response or a snapshot could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum SchemaError {
    /// The string is not JSON.
    NotJson(serde_json::Error),
    /// The snapshot was written by a newer version of attio-rs.
    NewerVersion {
        /// The version of the snapshot.
        found: u64,
    },
    /// A required member is missing.
    Missing {
        /// The path of the member, such as `objects[2].attributes[0].type`.
        path: String,
    },
    /// A member has the wrong type.
    Unexpected {
        /// The path of the member, such as `objects[2].attributes`.
        path: String,
        /// The expected type, such as `an array`.
        expected: &'static str,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "this is not JSON: {error}"),
            Self::NewerVersion { found } => write!(
                f,
                "this snapshot has version {found}, but this attio-rs reads up to version \
                 {SNAPSHOT_VERSION}; update attio-rs, or rewrite the snapshot with this \
                 attio-rs's `attio schema pull`"
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
