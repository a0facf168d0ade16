//! The properties of attributes, such as the root domain of an e-mail address.

use super::filter::ThroughPath;
use super::kinds::{
    ChoiceKind, DomainPart, EmailPart, Filterable, KindOfInteraction, LocationCountry,
    LocationPart, MemberId, Moment, NamePart, PhoneCountry, TargetObject,
};
use super::place::{Source, Via};
use super::property::{Kind, Property};
use crate::describe::Attribute;
use crate::describe::kind::{
    DomainKind, EmailAddressKind, InteractionKind, LocationKind, PersonalNameKind, PhoneNumberKind,
    RecordReferenceKind, StatusKind,
};
use crate::sealed::Sealed;

/// The properties other than the default one. Each has a trait for the kinds that have it, with its
/// API name and its own kind, and a method of attributes of these kinds.
///
/// The kind is a parameter, not an associated type. The compiler does not show the trait's message
/// for a method whose signature has a projection that does not exist.
macro_rules! properties {
    ($(
        $(#[$doc:meta])*
        $method:ident $trait:ident $message:literal $label:literal $($note:literal)? {
            $($kind:ty => $name:literal $property:ty;)*
        }
    )*) => {
        $(
            #[doc = concat!("Kinds of attributes that have the property `", stringify!($method), "`, which is of the kind `P`.")]
            #[diagnostic::on_unimplemented(
                message = $message,
                label = $label
                $(, note = $note)?
            )]
            pub trait $trait<P> {
                #[doc(hidden)]
                const SEALED: Sealed;
                /// The API's name of the property.
                const NAME: &'static str;
            }

            $(
                // Otherwise each message ends with a list of the kinds.
                #[diagnostic::do_not_recommend]
                impl $trait<$property> for $kind {
                    const SEALED: Sealed = Sealed;
                    const NAME: &'static str = $name;
                }
            )*
        )*

        impl<R, T, K, U, A> Attribute<R, T, K, U, A>
        where
            Self: Filterable,
        {
            $(
                $(#[$doc])*
                pub fn $method<P>(self) -> Property<R, P>
                where
                    Kind<Self>: $trait<P>,
                {
                    Property::new(self.into_place(), Some(Kind::<Self>::NAME))
                }
            )*
        }

        impl<R, L: Filterable> Via<R, L> {
            $(
                $(#[$doc])*
                pub fn $method<P>(self) -> Property<R, P, ThroughPath>
                where
                    Kind<L>: $trait<P>,
                {
                    Property::new(self.into_place(), Some(Kind::<L>::NAME))
                }
            )*
        }
    };
}

properties! {
    /// Selects the first name.
    first_name HasFirstName "values of the kind `{Self}` have no `first_name`"
        "only personal names have it" {
        PersonalNameKind => "first_name" NamePart;
    }
    /// Selects the last name.
    last_name HasLastName "values of the kind `{Self}` have no `last_name`"
        "only personal names have it" {
        PersonalNameKind => "last_name" NamePart;
    }
    /// Selects the full name.
    full_name HasFullName "values of the kind `{Self}` have no `full_name`"
        "only personal names have it" {
        PersonalNameKind => "full_name" NamePart;
    }
    /// Selects the domain, the part after the `@`.
    domain HasDomain "values of the kind `{Self}` have no `domain`"
        "only e-mail addresses have it" {
        EmailAddressKind => "email_domain" EmailPart;
    }
    /// Selects the root domain: the public suffix and one label.
    root_domain HasRootDomain "values of the kind `{Self}` have no `root_domain`"
        "only domains and e-mail addresses have it" {
        DomainKind => "root_domain" DomainPart;
        EmailAddressKind => "email_root_domain" EmailPart;
    }
    /// Selects the part before the `@`.
    local_specifier HasLocalSpecifier "values of the kind `{Self}` have no `local_specifier`"
        "only e-mail addresses have it" {
        EmailAddressKind => "email_local_specifier" EmailPart;
    }
    /// Selects the country, as a two-letter code.
    country_code HasCountryCode "values of the kind `{Self}` have no `country_code`"
        "only locations and phone numbers have it" {
        LocationKind => "country_code" LocationCountry;
        PhoneNumberKind => "country_code" PhoneCountry;
    }
    /// Selects the first line of the address.
    line_1 HasLine1 "values of the kind `{Self}` have no `line_1`"
        "only locations have it" {
        LocationKind => "line_1" LocationPart;
    }
    /// Selects the second line of the address.
    line_2 HasLine2 "values of the kind `{Self}` have no `line_2`"
        "only locations have it" {
        LocationKind => "line_2" LocationPart;
    }
    /// Selects the third line of the address.
    line_3 HasLine3 "values of the kind `{Self}` have no `line_3`"
        "only locations have it" {
        LocationKind => "line_3" LocationPart;
    }
    /// Selects the fourth line of the address.
    line_4 HasLine4 "values of the kind `{Self}` have no `line_4`"
        "only locations have it" {
        LocationKind => "line_4" LocationPart;
    }
    /// Selects the city or town.
    locality HasLocality "values of the kind `{Self}` have no `locality`"
        "only locations have it" {
        LocationKind => "locality" LocationPart;
    }
    /// Selects the state, county, province or region.
    region HasRegion "values of the kind `{Self}` have no `region`"
        "only locations have it" {
        LocationKind => "region" LocationPart;
    }
    /// Selects the postal code.
    postcode HasPostcode "values of the kind `{Self}` have no `postcode`"
        "only locations have it" {
        LocationKind => "postcode" LocationPart;
    }
    /// Selects the ID of the workspace member who had the interaction.
    owner_member_id HasOwnerMemberId "values of the kind `{Self}` have no `owner_member_id`"
        "only interactions have it" {
        InteractionKind => "owner_member_id" MemberId;
    }
    /// Selects the type of the interaction.
    interaction_type HasInteractionType "values of the kind `{Self}` have no `interaction_type`"
        "only interactions have it" {
        InteractionKind => "interaction_type" KindOfInteraction;
    }
    /// Selects the time of the interaction.
    interacted_at HasInteractedAt "values of the kind `{Self}` have no `interacted_at`"
        "only interactions have it" {
        InteractionKind => "interacted_at" Moment;
    }
    /// Selects the time at which the record got its status.
    active_from HasActiveFrom "values of the kind `{Self}` have no `active_from`"
        "only statuses have it"
        "use a `Status` field, or an enum field with `kind = \"status\"`"
    {
    }
    /// Selects the object that the reference points to, by slug or ID.
    target_object HasTargetObject "values of the kind `{Self}` have no `target_object`"
        "only an `AnyRecordRef` has it"
        "a `RecordRef<T>` refers only to records of `T`"
    {
        RecordReferenceKind => "target_object" TargetObject;
    }
}

/// The kinds of statuses.
///
/// One impl for all of them, because `do_not_recommend` does not hide an impl for `ChoiceKind<T, StatusKind>`
/// from the message about a `ChoiceKind<T, Unpinned>`.
trait IsStatus<P> {}

impl IsStatus<Moment> for StatusKind {}

/// An enum of options, in a field with `kind = "status"`.
impl<T> IsStatus<Moment> for ChoiceKind<T, StatusKind> {}

#[diagnostic::do_not_recommend]
impl<K: IsStatus<P>, P> HasActiveFrom<P> for K {
    const SEALED: Sealed = Sealed;
    const NAME: &'static str = "active_from";
}
