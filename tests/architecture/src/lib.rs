//! Compares the imports of the workspace with the order in ARCHITECTURE.md.
//!
//! * [`Order`] reads the two lists of ARCHITECTURE.md: the crates, and the modules of `attio-core`.
//! * [`Tree`] reads the imports of one crate, module by module.
//! * [`modules::check`] compares those with the order and with the list of known upward imports.
//! * [`crates::check`] compares the dependencies and imports of every crate with the order.
//!
//! A check returns the problems as sentences for the person who has to fix them.

pub mod crates;
mod imports;
pub mod modules;
mod order;
mod root;
mod tree;

pub use order::{CrateRule, Order};
pub use tree::{Sources, Tree};
