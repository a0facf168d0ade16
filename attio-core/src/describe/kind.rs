//! Markers of the attribute types, for [`Fits`](super::Fits) and the attribute constants.

use attio_schema::AttributeType;

/// An attribute type as a type: what `#[attio(kind = "…")]` pins.
pub trait Kind {
    /// The pinned attribute type.
    const TYPE: AttributeType;
}

/// The field does not pin its attribute type.
#[derive(Debug)]
pub enum Unpinned {}

macro_rules! kinds {
    ($($variant:ident => $marker:ident, $name:literal;)*) => {$(
        #[doc = concat!("The kind `", $name, "`.")]
        #[derive(Debug)]
        pub enum $marker {}

        impl Kind for $marker {
            const TYPE: AttributeType = AttributeType::$variant;
        }
    )*};
}

kinds! {
    ActorReference => ActorReferenceKind, "actor-reference";
    Checkbox => CheckboxKind, "checkbox";
    Currency => CurrencyKind, "currency";
    Date => DateKind, "date";
    Domain => DomainKind, "domain";
    EmailAddress => EmailAddressKind, "email-address";
    Interaction => InteractionKind, "interaction";
    Location => LocationKind, "location";
    Number => NumberKind, "number";
    PersonalName => PersonalNameKind, "personal-name";
    PhoneNumber => PhoneNumberKind, "phone-number";
    Rating => RatingKind, "rating";
    RecordReference => RecordReferenceKind, "record-reference";
    Select => SelectKind, "select";
    Status => StatusKind, "status";
    Text => TextKind, "text";
    Timestamp => TimestampKind, "timestamp";
}
