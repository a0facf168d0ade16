//! The third stage: checks the struct by itself, and against the snapshot of the workspace.

mod against;
mod alone;
mod required;

pub(crate) use against::{check as against, teach};
pub(crate) use alone::check as alone;
