//! The error of scanning a snapshot.

use std::fmt;

use crate::SNAPSHOT_VERSION;

/// The reason why a snapshot could not be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanError {
    /// The string is not JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The expected token, such as `a comma`.
        expected: &'static str,
    },
    /// A member has the wrong type.
    Unexpected {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The expected type, such as `a string`.
        expected: &'static str,
    },
    /// The snapshot was written by a newer version of attio-rs.
    NewerVersion {
        /// The version of the snapshot.
        found: u64,
    },
    /// A required member is missing.
    Missing {
        /// The line where its JSON object begins, from 1.
        line: usize,
        /// The member, such as `objects`.
        member: &'static str,
    },
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column, expected } => {
                write!(f, "not JSON: expected {expected} at line {line}, column {column}")
            }
            Self::Unexpected { line, column, expected } => {
                write!(f, "expected {expected} at line {line}, column {column}")
            }
            Self::NewerVersion { found } => write!(
                f,
                "the form has version {found}, but this attio-rs reads up to version \
                 {SNAPSHOT_VERSION}"
            ),
            Self::Missing { line, member } => {
                write!(f, "`{member}` is missing in the JSON object of line {line}")
            }
        }
    }
}

impl std::error::Error for ScanError {}
