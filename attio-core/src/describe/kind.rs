//! Markers of the attribute types, for [`Fits`](super::Fits) and the attribute constants.

/// The field does not pin its attribute type.
#[derive(Debug)]
pub enum Unpinned {}

macro_rules! kinds {
    ($($marker:ident, $name:literal;)*) => {$(
        #[doc = concat!("The kind `", $name, "`.")]
        #[derive(Debug)]
        pub enum $marker {}
    )*};
}

kinds! {
    ActorReferenceKind, "actor-reference";
    CheckboxKind, "checkbox";
    CurrencyKind, "currency";
    DateKind, "date";
    DomainKind, "domain";
    EmailAddressKind, "email-address";
    InteractionKind, "interaction";
    LocationKind, "location";
    NumberKind, "number";
    PersonalNameKind, "personal-name";
    PhoneNumberKind, "phone-number";
    RatingKind, "rating";
    RecordReferenceKind, "record-reference";
    SelectKind, "select";
    StatusKind, "status";
    TextKind, "text";
    TimestampKind, "timestamp";
}
