//! The attribute kinds of value types in filters.

/// Any string: the attribute may have any type that is compared with strings.
#[derive(Debug)]
pub enum AnyText {}

/// Any number: the attribute may be a number, a rating or a currency.
#[derive(Debug)]
pub enum AnyNumber {}

/// The attribute kind of a value type in filters and sorts.
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
///     type Kind = AnyNumber; // or `value::kind::NumberKind`; `AnyText` for string types
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "fields of type `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait ValueKind {
    /// The kind: a marker of [`value::kind`](crate::value::kind), [`AnyText`], [`AnyNumber`],
    /// [`ChoiceKind`](crate::query::ChoiceKind) or [`ReferenceTo`](crate::query::ReferenceTo).
    type Kind;
}
