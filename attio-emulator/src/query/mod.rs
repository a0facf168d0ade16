//! Queries of records: the filter language, sorts, pages.
//!
//! A request is first checked against the schema ([`request`]), so that running it cannot fail.

mod candidates;
mod condition;
mod operand;
mod property;
mod request;
mod run;
mod sort;
mod steps;
mod test;
mod tree;

pub(crate) use request::Query;
pub(crate) use tree::check;
