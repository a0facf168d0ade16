//! Retries: whether, when, and how often.

mod after;
mod budget;
mod decision;
mod policy;

pub(crate) use after::RetryAfter;
pub(crate) use budget::RetryBudget;
pub(crate) use decision::{Attempt, Decision, Known, Stop, decide, least};
pub use policy::RetryPolicy;
