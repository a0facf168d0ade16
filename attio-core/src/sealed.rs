//! Sealed traits, which other crates cannot implement.

/// The type of the constant `SEALED` of each sealed trait.
///
/// Other crates cannot name this type, so they cannot give the constant a value; only generated code can, for
/// [`Operand`](crate::query::Operand). The usual sealing with a
/// supertrait needs a second impl per impl, and these overlap for a trait that is implemented for every `T`
/// with a bound.
#[derive(Debug)]
pub struct Sealed;
