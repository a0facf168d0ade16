//! How a trait is closed to other crates.

/// The type of the constant `SEALED`, which a trait has if only this crate can implement it: other
/// crates cannot name the type, so they cannot give the constant a value.
///
/// The usual supertrait needs a second impl per impl, and those overlap where a trait is implemented
/// for every `T` with a bound.
#[derive(Debug)]
pub struct Sealed;
