//! The kind of attribute that a value type stands for in filters.

/// A general text: the attribute may be of any type that is compared with one.
#[derive(Debug)]
pub enum AnyText {}

/// A general number: the attribute may be a number, a rating or a currency.
#[derive(Debug)]
pub enum AnyNumber {}

/// The kind of attribute that a value type stands for in filters and sorts.
///
/// The derives implement it; implement it by hand for a value type that is written by hand.
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait ValueKind {
    /// The kind.
    type Kind;
}
