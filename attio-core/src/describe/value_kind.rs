//! The kind of attribute that a value type stands for in filters.

/// A general text: the attribute may be of any type that is compared with one.
#[derive(Debug)]
pub enum AnyText {}

/// A general number: the attribute may be a number, a rating or a currency.
#[derive(Debug)]
pub enum AnyNumber {}

/// The kind of attribute that a value type stands for in filters and sorts.
///
/// Implemented by you for a value type that is written by hand, or by `#[derive(AttioValue)]` and
/// `#[derive(AttioOption)]`:
///
/// ```
/// use attio_core::query::{AnyNumber, ValueKind};
///
/// /// Cents, kept in a number attribute as euros.
/// struct Cents(u32);
///
/// impl ValueKind for Cents {
///     type Kind = AnyNumber; // or `value::kind::NumberKind`, of `String` and its like `AnyText`
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait ValueKind {
    /// The kind: a marker of [`value::kind`](crate::value::kind), [`AnyText`], [`AnyNumber`],
    /// [`ChoiceKind`](crate::query::ChoiceKind) or [`ReferenceTo`](crate::query::ReferenceTo).
    type Kind;
}
