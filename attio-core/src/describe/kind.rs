//! The attribute types: one table, and the markers made from it.

use attio_schema::AttributeType;

/// The table of attribute types, passed to the named macro. Each macro uses the columns that it needs:
///
/// * `kind`: the marker, defined here.
/// * `bounds`, `misfit`, `expected`, `note`: the bounds on field types (written and read, only written,
///   only read), and their message, label and note (`derived/bounds.rs`).
/// * `types`: the Rust types, for the table in the docs of `value`.
/// * `compared`: the type that filters usually compare it with, their operators, and the property if
///   conditions name it (`query/kinds.rs`).
/// * `operands`: the impls of `Operand` (`query/operand.rs`): `text` for strings, `none` if it has only
///   properties, `own` for separate impls.
/// * `pinned`: whether a pinned field has this kind `alone`, or `by_field` the kind of its type.
/// * `order`: whether it is `sorted` without a property.
macro_rules! attribute_types {
    ($then:ident) => {
        $then! {
            ActorReference = "actor-reference" {
                kind: ActorReferenceKind,
                bounds: ActorReferenceField ActorReferenceWriteField ActorReferenceReadField,
                misfit: "a field of type `{Self}` does not fit an `actor-reference` attribute",
                expected: "expected `ActorRef`, alone or in `Option<_>` or `Vec<_>`",
                note: "a `String` with the e-mail address of a member needs `#[attio(write_only)]`, because responses do not contain it; `Actor` needs `#[attio(read_only)]`",
                types: "[`ActorRef`], [`Actor`] (read only)",
                compared: Actor, EqOperator,
                operands: own,
                pinned: alone,
                order: none,
            }
            Checkbox = "checkbox" {
                kind: CheckboxKind,
                bounds: CheckboxField CheckboxWriteField CheckboxReadField,
                misfit: "a field of type `{Self}` does not fit a `checkbox` attribute",
                expected: "expected `bool`, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "`bool`",
                compared: bool, EqOperator, "value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
            Currency = "currency" {
                kind: CurrencyKind,
                bounds: CurrencyField CurrencyWriteField CurrencyReadField,
                misfit: "a field of type `{Self}` does not fit a `currency` attribute",
                expected: "expected `Currency`, `Decimal` or a number, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Currency`], [`Decimal`]",
                compared: Decimal, OrderOperators, "currency_value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
            Date = "date" {
                kind: DateKind,
                bounds: DateField DateWriteField DateReadField,
                misfit: "a field of type `{Self}` does not fit a `date` attribute",
                expected: "expected `Date`, alone or in `Option<_>`",
                note: "types of `chrono`, `time` and `jiff` need the feature of `attio-core` with that name; for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Date`]; with features `chrono::NaiveDate`, `time::Date`, `jiff::civil::Date`",
                compared: Date, OrderOperators, "value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
            Domain = "domain" {
                kind: DomainKind,
                bounds: DomainField DomainWriteField DomainReadField,
                misfit: "a field of type `{Self}` does not fit a `domain` attribute",
                expected: "expected `Domain` or `String`, alone or in `Option<_>` or `Vec<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Domain`]",
                compared: str, NonEmptyStringOperators, "domain",
                operands: text,
                pinned: alone,
                order: sorted,
            }
            EmailAddress = "email-address" {
                kind: EmailAddressKind,
                bounds: EmailAddressField EmailAddressWriteField EmailAddressReadField,
                misfit: "a field of type `{Self}` does not fit an `email-address` attribute",
                expected: "expected `EmailAddress` or `String`, alone or in `Option<_>` or `Vec<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`EmailAddress`]",
                compared: str, StringOperators, "email_address",
                operands: text,
                pinned: alone,
                order: sorted,
            }
            Interaction = "interaction" {
                kind: InteractionKind,
                bounds: InteractionField InteractionWriteField InteractionReadField,
                misfit: "a field of type `{Self}` does not fit an `interaction` attribute",
                expected: "expected a `#[attio(read_only)]` `Interaction`, alone or in `Option<_>`",
                note: "only Attio writes interactions, so mark the field `#[attio(read_only)]`",
                types: "[`Interaction`] (read only)",
                compared: Interaction, InteractionProperties,
                operands: none,
                pinned: alone,
                order: none,
            }
            Location = "location" {
                kind: LocationKind,
                bounds: LocationField LocationWriteField LocationReadField,
                misfit: "a field of type `{Self}` does not fit a `location` attribute",
                expected: "expected `Location`, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Location`]",
                compared: Location, LocationProperties,
                operands: none,
                pinned: alone,
                order: none,
            }
            Number = "number" {
                kind: NumberKind,
                bounds: NumberField NumberWriteField NumberReadField,
                misfit: "a field of type `{Self}` does not fit a `number` attribute",
                expected: "expected `f64`, `f32`, or an integer of at most 64 bits, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "`f64`, `f32`, `i8` to `i64`, `u8` to `u64`",
                compared: f64, OrderOperators, "value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
            PersonalName = "personal-name" {
                kind: PersonalNameKind,
                bounds: PersonalNameField PersonalNameWriteField PersonalNameReadField,
                misfit: "a field of type `{Self}` does not fit a `personal-name` attribute",
                expected: "expected `PersonalName`, alone or in `Option<_>`",
                note: "a name has parts, so it is not a `String`: `PersonalName::new(\"Ada\", \"Lovelace\")`",
                types: "[`PersonalName`]",
                compared: str, NonEmptyStringOperators, "full_name",
                operands: text,
                pinned: alone,
                order: sorted,
            }
            PhoneNumber = "phone-number" {
                kind: PhoneNumberKind,
                bounds: PhoneNumberField PhoneNumberWriteField PhoneNumberReadField,
                misfit: "a field of type `{Self}` does not fit a `phone-number` attribute",
                expected: "expected `PhoneNumber` or `String`, alone or in `Option<_>` or `Vec<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`PhoneNumber`]",
                compared: str, StringOperators, "phone_number",
                operands: text,
                pinned: alone,
                order: sorted,
            }
            Rating = "rating" {
                kind: RatingKind,
                bounds: RatingField RatingWriteField RatingReadField,
                misfit: "a field of type `{Self}` does not fit a `rating` attribute",
                expected: "expected `Rating` or a number, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Rating`]",
                compared: Rating, OrderOperators, "value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
            RecordReference = "record-reference" {
                kind: RecordReferenceKind,
                bounds: RecordReferenceField RecordReferenceWriteField RecordReferenceReadField,
                misfit: "a field of type `{Self}` does not fit a `record-reference` attribute",
                expected: "expected `RecordRef<_>` or `AnyRecordRef`, alone or in `Option<_>` or `Vec<_>`",
                note: "in `RecordRef<T>`, `T` is the struct of the other record, which derives `AttioRecord`",
                types: "[`RecordRef<T>`](RecordRef), [`AnyRecordRef`]",
                compared: AnyRecordRef, EqOperator,
                operands: own,
                pinned: alone,
                order: none,
            }
            Select = "select" {
                kind: SelectKind,
                bounds: SelectField SelectWriteField SelectReadField,
                misfit: "a field of type `{Self}` does not fit a `select` attribute",
                expected: "expected `SelectOption`, an enum with `#[derive(AttioOption)]` or `String`, alone or in `Option<_>` or `Vec<_>`",
                note: "for a type of your own, derive `AttioOption` (an enum of options) or `AttioValue` (a newtype)",
                types: "[`SelectOption`], enums with [`AttioOption`](macro@crate::AttioOption), `String`",
                compared: str, EqOperator,
                operands: text,
                pinned: by_field,
                order: sorted,
            }
            Status = "status" {
                kind: StatusKind,
                bounds: StatusField StatusWriteField StatusReadField,
                misfit: "a field of type `{Self}` does not fit a `status` attribute",
                expected: "expected `Status`, an enum with `#[derive(AttioOption)]` or `String`, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioOption` (an enum of options) or `AttioValue` (a newtype)",
                types: "[`Status`], enums with [`AttioOption`](macro@crate::AttioOption), `String`",
                compared: str, EqOperator,
                operands: text,
                pinned: by_field,
                order: sorted,
            }
            Text = "text" {
                kind: TextKind,
                bounds: TextField TextWriteField TextReadField,
                misfit: "a field of type `{Self}` does not fit a `text` attribute",
                expected: "expected `String`, or another string type, alone or in `Option<_>`",
                note: "for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "`String`, `&str`, `Cow<str>`, newtypes",
                compared: str, TextOperators, "value",
                operands: text,
                pinned: alone,
                order: sorted,
            }
            Timestamp = "timestamp" {
                kind: TimestampKind,
                bounds: TimestampField TimestampWriteField TimestampReadField,
                misfit: "a field of type `{Self}` does not fit a `timestamp` attribute",
                expected: "expected `Timestamp`, alone or in `Option<_>`",
                note: "types of `chrono`, `time` and `jiff` need the feature of `attio-core` with that name; for a type of your own, derive `AttioValue` (a newtype around one of these)",
                types: "[`Timestamp`]; with features `chrono::DateTime<Utc>`, `time::UtcDateTime`, `time::OffsetDateTime`, `jiff::Timestamp`",
                compared: Timestamp, OrderOperators, "value",
                operands: own,
                pinned: alone,
                order: sorted,
            }
        }
    };
}
pub(crate) use attribute_types;

/// The attribute type of a marker.
pub(crate) trait Kind {
    /// The attribute type.
    const TYPE: AttributeType;
}

/// Marks a field that does not pin its attribute type.
#[derive(Debug)]
pub enum Unpinned {}

macro_rules! kinds {
    ($($variant:ident = $name:literal { kind: $kind:ident, $($rest:tt)* })*) => {
        $(
            #[doc = concat!("The kind `", $name, "`.")]
            #[derive(Debug)]
            pub enum $kind {}

            impl Kind for $kind {
                const TYPE: AttributeType = AttributeType::$variant;
            }
        )*

        // `AttributeType` is non-exhaustive, so no `match` shows that one is missing.
        const _: () = {
            let table = [$(AttributeType::$variant),*];
            assert!(table.len() == AttributeType::ALL.len(), "the table lacks an attribute type");
        };

        #[cfg(test)]
        mod tests {
            #[test]
            fn the_names_are_those_of_the_api() {
                $(assert_eq!(super::AttributeType::$variant.as_str(), $name);)*
            }
        }
    };
}

attribute_types!(kinds);

/// The rows of the table in the docs of `value`.
macro_rules! types_of_kinds {
    ($($variant:ident = $name:literal {
        kind: $kind:ident,
        bounds: $both:ident $write:ident $read:ident,
        misfit: $misfit:literal,
        expected: $expected:literal,
        note: $note:literal,
        types: $types:literal,
        $($rest:tt)*
    })*) => {
        concat!($("| `", $name, "` | ", $types, " |\n"),*)
    };
}
pub(crate) use types_of_kinds;
