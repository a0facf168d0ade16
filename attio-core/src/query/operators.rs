//! The operators of each kind, exactly as the API docs of each attribute type list them.
//!
//! The operators are a tuple of names, such as `(eq, is_in)`. The names are types that are spelt
//! like the methods, so that the compiler can show which operators a kind has.

/// The names of the methods that make conditions, as types.
#[expect(non_camel_case_types, reason = "they are shown in messages, as the names of methods")]
pub mod method {
    macro_rules! names {
        ($($name:ident)*) => {$(
            #[doc = concat!("The name of the method `", stringify!($name), "`.")]
            #[derive(Debug)]
            pub enum $name {}
        )*};
    }

    names! {
        eq is_in contains starts_with ends_with lt lte gt gte is_empty is_not_empty
        locality region postcode country_code line_1 line_2 line_3 line_4
        owner_member_id interaction_type interacted_at
    }
}

use method::*;

use crate::sealed::Sealed;

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident $methods:literal $note:literal;)*) => {$(
        $(#[$doc])*
        #[diagnostic::on_unimplemented(
            message = $methods,
            label = "operators: {Self}",
            note = $note
        )]
        pub trait $name<K> {
            #[doc(hidden)]
            const SEALED: Sealed;
        }
    )*};
}

operators! {
    /// Has `$eq`.
    HasEq "values of the kind `{K}` cannot be filtered with `eq`"
        "compare a part of a location or interaction: `.locality().eq(\"London\")`; compare times with `gte` and `lte`";
    /// Has `$in`.
    HasIn "values of the kind `{K}` cannot be filtered with `is_in`"
        "join one condition per value: `.eq(a) | .eq(b)`";
    /// Has `$contains`.
    HasContains "values of the kind `{K}` cannot be filtered with `contains`"
        "only strings can be searched; for a reference, use `.via(Company::NAME).contains(\"Acme\")`";
    /// Has `$starts_with`.
    HasStartsWith "values of the kind `{K}` cannot be filtered with `starts_with`"
        "only strings have a start; for a reference, use `.via(Company::NAME).starts_with(\"Acme\")`";
    /// Has `$ends_with`.
    HasEndsWith "values of the kind `{K}` cannot be filtered with `ends_with`"
        "only strings have an end; for a reference, use `.via(Company::NAME).ends_with(\"Inc\")`";
    /// Has `$lt`, `$lte`, `$gt` and `$gte`.
    HasOrder "values of the kind `{K}` cannot be filtered with `lt`, `lte`, `gt` or `gte`"
        "only numbers, amounts, ratings, dates and timestamps have an order";
    /// Has `$not_empty`.
    HasNotEmpty "values of the kind `{K}` cannot be filtered with `is_empty` or `is_not_empty`"
        "only domains, names, the `country_code` of phone numbers and parts of interactions \
         have them";
}

macro_rules! sets {
    ($($(#[$doc:meta])* $set:ident: $($method:ident)*;)*) => {$(
        $(#[$doc])*
        pub type $set = ($($method,)*);
        $(sets!(@ $method $set);)*
    )*};
    (@ eq $set:ident) => { sets!(@@ HasEq $set); };
    (@ is_in $set:ident) => { sets!(@@ HasIn $set); };
    (@ contains $set:ident) => { sets!(@@ HasContains $set); };
    (@ starts_with $set:ident) => { sets!(@@ HasStartsWith $set); };
    (@ ends_with $set:ident) => { sets!(@@ HasEndsWith $set); };
    // The other three come with it.
    (@ lt $set:ident) => { sets!(@@ HasOrder $set); };
    (@ is_empty $set:ident) => { sets!(@@ HasNotEmpty $set); };
    (@ $other:ident $set:ident) => {};
    (@@ $has:ident $set:ident) => {
        // Otherwise each message ends with a list of the sets.
        #[diagnostic::do_not_recommend]
        impl<K> $has<K> for $set {
            const SEALED: Sealed = Sealed;
        }
    };
}

sets! {
    /// The operators of text attributes.
    TextOperators: eq is_in contains starts_with ends_with;
    /// The operators of e-mail addresses, phone numbers and the parts of a location.
    StringOperators: eq contains starts_with ends_with;
    /// The operators of domains and the parts of a name.
    NonEmptyStringOperators: eq contains starts_with ends_with is_empty is_not_empty;
    /// The operators of numbers, amounts, dates, timestamps and ratings.
    OrderOperators: eq lt lte gt gte;
    /// The operators of the times of a status and an interaction.
    OrderOnlyOperators: lt lte gt gte;
    /// The operator of checkboxes, selects, statuses and references.
    EqOperator: eq;
    /// The operators of a reference to a record of a known type.
    EqInOperators: eq is_in;
    /// The operators of the parts of an interaction, and of a phone number's country.
    EqNonEmptyOperators: eq is_empty is_not_empty;
    /// The operators of a location's country.
    EqStartsWithOperators: eq starts_with;
    /// The properties of a location. It has no operators; its properties do.
    LocationProperties: locality region postcode country_code line_1 line_2 line_3 line_4;
    /// The properties of an interaction. It has no operators; its properties do.
    InteractionProperties: interaction_type interacted_at owner_member_id;
}
