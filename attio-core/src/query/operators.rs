//! Which operators a property has: one trait an operator, one marker a set of operators, exactly
//! as the page of each attribute type lists them.

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident = $operator:literal;)*) => {$(
        $(#[$doc])*
        #[diagnostic::on_unimplemented(
            message = $operator,
            label = "the API has no such operator for attributes of this kind",
            note = "the operators of each kind are listed in the docs of `attio_core::query`"
        )]
        pub trait $name {}
    )*};
}

operators! {
    /// Has `$eq`.
    HasEq = "this attribute cannot be compared with `eq`";
    /// Has `$in`.
    HasIn = "this attribute cannot be filtered with `is_in`";
    /// Has `$contains`.
    HasContains = "this attribute cannot be filtered with `contains`";
    /// Has `$starts_with`.
    HasStartsWith = "this attribute cannot be filtered with `starts_with`";
    /// Has `$ends_with`.
    HasEndsWith = "this attribute cannot be filtered with `ends_with`";
    /// Has `$lt`, `$lte`, `$gt` and `$gte`.
    HasOrder = "this attribute cannot be ordered";
    /// Has `$not_empty`.
    HasNotEmpty = "this attribute cannot be filtered by whether it is empty";
}

macro_rules! sets {
    ($($(#[$doc:meta])* $set:ident: $($operator:ident)*;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $set {}
        $(impl $operator for $set {})*
    )*};
}

sets! {
    /// The operators of texts.
    TextOperators: HasEq HasIn HasContains HasStartsWith HasEndsWith;
    /// The operators of e-mail addresses, phone numbers and the parts of a location.
    StringOperators: HasEq HasContains HasStartsWith HasEndsWith;
    /// The operators of domains and the parts of a name.
    NonEmptyStringOperators: HasEq HasContains HasStartsWith HasEndsWith HasNotEmpty;
    /// The operators of numbers, amounts, dates, timestamps and ratings.
    OrderOperators: HasEq HasOrder;
    /// The operators of the times of a status and an interaction.
    OrderOnlyOperators: HasOrder;
    /// The operator of checkboxes, selects, statuses and references.
    EqOperator: HasEq;
    /// The operators of the record that a reference names.
    EqInOperators: HasEq HasIn;
    /// The operators of the parts of an interaction, and of a phone number's country.
    EqNonEmptyOperators: HasEq HasNotEmpty;
    /// The operators of a location's country.
    EqStartsWithOperators: HasEq HasStartsWith;
    /// No operator: only the properties of the attribute can be filtered.
    NoOperator: ;
}
