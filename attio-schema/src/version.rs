//! The version of the snapshot form.

/// The version of the snapshot form that this crate writes, and the highest that it reads.
pub const SNAPSHOT_VERSION: u64 = 1;
