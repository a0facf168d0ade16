//! Which operators a kind has, exactly as the page of each attribute type lists them.
//!
//! What a kind has is a tuple of names, such as `(eq, is_in)`. The names are types, and spelt as the
//! methods are, so that the compiler can say what a kind has instead of what was asked of it.

/// The methods that conditions are made with, as types.
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
            label = "they have only {Self}",
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
        "of a location or an interaction, name the part: `.locality().eq(\"London\")`; of a time, join \
         `gte` and `lte`";
    /// Has `$in`.
    HasIn "values of the kind `{K}` cannot be filtered with `is_in`"
        "join conditions on one value each: `.eq(a) | .eq(b)`";
    /// Has `$contains`.
    HasContains "values of the kind `{K}` cannot be filtered with `contains`"
        "only texts can be searched; those of a referred record with \
         `.via(Company::NAME).contains(\"Acme\")`";
    /// Has `$starts_with`.
    HasStartsWith "values of the kind `{K}` cannot be filtered with `starts_with`"
        "only texts have a start; those of a referred record with \
         `.via(Company::NAME).starts_with(\"Acme\")`";
    /// Has `$ends_with`.
    HasEndsWith "values of the kind `{K}` cannot be filtered with `ends_with`"
        "only texts have an end; those of a referred record with \
         `.via(Company::NAME).ends_with(\"Inc\")`";
    /// Has `$lt`, `$lte`, `$gt` and `$gte`.
    HasOrder "values of the kind `{K}` cannot be filtered with `lt`, `lte`, `gt` or `gte`"
        "only numbers, amounts, ratings, dates and timestamps are less or greater";
    /// Has `$not_empty`.
    HasNotEmpty "values of the kind `{K}` cannot be filtered with `is_empty` or `is_not_empty`"
        "Attio has it for domains, names, the `country_code` of phone numbers and parts of \
         interactions";
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
        // Else each message ends with a list of the sets.
        #[diagnostic::do_not_recommend]
        impl<K> $has<K> for $set {
            const SEALED: Sealed = Sealed;
        }
    };
}

sets! {
    /// The operators of texts.
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
    /// The operators of the record that a reference names.
    EqInOperators: eq is_in;
    /// The operators of the parts of an interaction, and of a phone number's country.
    EqNonEmptyOperators: eq is_empty is_not_empty;
    /// The operators of a location's country.
    EqStartsWithOperators: eq starts_with;
    /// What a location has: no operator, but properties that have.
    LocationProperties: locality region postcode country_code line_1 line_2 line_3 line_4;
    /// What an interaction has: no operator, but properties that have.
    InteractionProperties: interaction_type interacted_at owner_member_id;
}
