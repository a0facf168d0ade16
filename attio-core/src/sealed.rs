//! Sealing a trait against impls in other crates.

/// The type of the constant `SEALED` of a trait that only this crate can implement. Other crates
/// cannot name the type, so they cannot set the constant.
///
/// The usual supertrait needs a second impl per impl, and these overlap if a trait is implemented
/// for every `T` with a bound.
#[derive(Debug)]
pub struct Sealed;
