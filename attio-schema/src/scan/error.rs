//! Why a snapshot could not be scanned.

use std::fmt;

use crate::SNAPSHOT_VERSION;

/// Why a snapshot could not be scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanError {
    /// The text is no JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What belongs there, such as `a comma`.
        expected: &'static str,
    },
    /// It is JSON, but a member has the wrong type.
    Unexpected {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What belongs there, such as `a text`.
        expected: &'static str,
    },
    /// The snapshot was written by a newer version of attio-rs.
    NewerVersion {
        /// The version that the snapshot has.
        found: u64,
    },
    /// A member that the form needs is not there.
    Missing {
        /// The line of the JSON object that it belongs in, from 1.
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
                "the form has version {found}, and this attio-rs reads up to version \
                 {SNAPSHOT_VERSION}"
            ),
            Self::Missing { line, member } => {
                write!(f, "`{member}` is missing in the JSON object of line {line}")
            }
        }
    }
}

impl std::error::Error for ScanError {}
