//! The tree is in the order of ARCHITECTURE.md, and the checker sees what it has to see.

mod checker;
mod tree;
