//! The tree follows the order of ARCHITECTURE.md, and the checker finds violations.

mod checker;
mod tree;
