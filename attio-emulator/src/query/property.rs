//! The parts of a value that can be filtered and sorted by, and their operators, by attribute type.

use attio_schema::AttributeType;

/// An operator of the filter language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    In,
    NotEmpty,
    Contains,
    StartsWith,
    EndsWith,
    Gt,
    Gte,
    Lt,
    Lte,
}

impl Operator {
    /// The operator as written in a filter.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Eq => "$eq",
            Self::In => "$in",
            Self::NotEmpty => "$not_empty",
            Self::Contains => "$contains",
            Self::StartsWith => "$starts_with",
            Self::EndsWith => "$ends_with",
            Self::Gt => "$gt",
            Self::Gte => "$gte",
            Self::Lt => "$lt",
            Self::Lte => "$lte",
        }
    }
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The value itself, for types with a single part.
    Value,
    ActiveFrom,
    TargetObject,
    TargetRecord,
    ActorType,
    ActorId,
    Line(usize),
    Locality,
    Region,
    Postcode,
    Country,
    Domain,
    RootDomain,
    Email,
    EmailDomain,
    EmailRootDomain,
    EmailLocal,
    Phone,
    FirstName,
    LastName,
    FullName,
    /// A part of an interaction: always absent, because there are no interactions.
    Absent,
}

/// The type of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Phone,
    Number,
    Amount,
    Flag,
    Day,
    Instant,
    Option,
    Status,
    Object,
    Id,
    ActorType,
}

/// A part of a value, with its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) field: Field,
    pub(super) kind: Kind,
    pub(super) operators: &'static [Operator],
}

const fn property(
    name: &'static str,
    field: Field,
    kind: Kind,
    operators: &'static [Operator],
) -> Property {
    Property { name, field, kind, operators }
}

use Operator as Is;

const EQUAL: &[Operator] = &[Is::Eq];
const ORDER: &[Operator] = &[Is::Eq, Is::Gt, Is::Gte, Is::Lt, Is::Lte];
const ORDER_ONLY: &[Operator] = &[Is::Lt, Is::Lte, Is::Gt, Is::Gte];
const PARTS: &[Operator] = &[Is::Eq, Is::Contains, Is::StartsWith, Is::EndsWith];
const PARTS_OR_EMPTY: &[Operator] =
    &[Is::Eq, Is::NotEmpty, Is::Contains, Is::StartsWith, Is::EndsWith];
const EQUAL_OR_EMPTY: &[Operator] = &[Is::Eq, Is::NotEmpty];

const TEXT: &[Property] = &[property(
    "value",
    Field::Value,
    Kind::Text,
    &[Is::Eq, Is::In, Is::Contains, Is::StartsWith, Is::EndsWith],
)];
const NUMBER: &[Property] = &[property("value", Field::Value, Kind::Number, ORDER)];
const DAY: &[Property] = &[property("value", Field::Value, Kind::Day, ORDER)];
const INSTANT: &[Property] = &[property("value", Field::Value, Kind::Instant, ORDER)];
const AMOUNT: &[Property] = &[property("currency_value", Field::Value, Kind::Amount, ORDER)];
const FLAG: &[Property] = &[property("value", Field::Value, Kind::Flag, EQUAL)];
const OPTION: &[Property] = &[property("option", Field::Value, Kind::Option, EQUAL)];
const STATUS: &[Property] = &[
    property("status", Field::Value, Kind::Status, EQUAL),
    property("active_from", Field::ActiveFrom, Kind::Instant, ORDER_ONLY),
];
const REFERENCE: &[Property] = &[
    property("target_object", Field::TargetObject, Kind::Object, EQUAL),
    property("target_record_id", Field::TargetRecord, Kind::Id, &[Is::Eq, Is::In]),
];
const ACTOR: &[Property] = &[
    property("referenced_actor_type", Field::ActorType, Kind::ActorType, EQUAL),
    property("referenced_actor_id", Field::ActorId, Kind::Id, EQUAL),
];
const LOCATION: &[Property] = &[
    property("line_1", Field::Line(0), Kind::Text, PARTS),
    property("line_2", Field::Line(1), Kind::Text, PARTS),
    property("line_3", Field::Line(2), Kind::Text, PARTS),
    property("line_4", Field::Line(3), Kind::Text, PARTS),
    property("locality", Field::Locality, Kind::Text, PARTS),
    property("region", Field::Region, Kind::Text, PARTS),
    property("postcode", Field::Postcode, Kind::Text, PARTS),
    property("country_code", Field::Country, Kind::Text, &[Is::Eq, Is::StartsWith]),
];
const DOMAIN: &[Property] = &[
    property("domain", Field::Domain, Kind::Text, PARTS_OR_EMPTY),
    property("root_domain", Field::RootDomain, Kind::Text, PARTS_OR_EMPTY),
];
const EMAIL: &[Property] = &[
    property("email_address", Field::Email, Kind::Text, PARTS),
    property("email_domain", Field::EmailDomain, Kind::Text, PARTS),
    property("email_root_domain", Field::EmailRootDomain, Kind::Text, PARTS),
    property("email_local_specifier", Field::EmailLocal, Kind::Text, PARTS),
];
const PHONE: &[Property] = &[
    property("phone_number", Field::Phone, Kind::Phone, PARTS),
    property("country_code", Field::Country, Kind::Text, EQUAL_OR_EMPTY),
];
const NAME: &[Property] = &[
    property("full_name", Field::FullName, Kind::Text, PARTS_OR_EMPTY),
    property("first_name", Field::FirstName, Kind::Text, PARTS_OR_EMPTY),
    property("last_name", Field::LastName, Kind::Text, PARTS_OR_EMPTY),
];
const INTERACTION: &[Property] = &[
    property("owner_member_id", Field::Absent, Kind::Id, EQUAL_OR_EMPTY),
    property("interaction_type", Field::Absent, Kind::Text, EQUAL_OR_EMPTY),
    property("interacted_at", Field::Absent, Kind::Instant, ORDER_ONLY),
];

/// The properties of an attribute type. A type that is newer than the emulator has none.
pub(super) fn properties(kind: Option<AttributeType>) -> &'static [Property] {
    let Some(kind) = kind else { return &[] };
    match kind {
        AttributeType::Text => TEXT,
        AttributeType::Number | AttributeType::Rating => NUMBER,
        AttributeType::Date => DAY,
        AttributeType::Timestamp => INSTANT,
        AttributeType::Currency => AMOUNT,
        AttributeType::Checkbox => FLAG,
        AttributeType::Select => OPTION,
        AttributeType::Status => STATUS,
        AttributeType::RecordReference => REFERENCE,
        AttributeType::ActorReference => ACTOR,
        AttributeType::Location => LOCATION,
        AttributeType::Domain => DOMAIN,
        AttributeType::EmailAddress => EMAIL,
        AttributeType::PhoneNumber => PHONE,
        AttributeType::PersonalName => NAME,
        AttributeType::Interaction => INTERACTION,
        _ => &[],
    }
}

/// The property used if a filter or sort names none: for most types the first one.
pub(super) fn default_property(kind: Option<AttributeType>) -> Option<&'static Property> {
    match kind {
        Some(
            AttributeType::RecordReference
            | AttributeType::ActorReference
            | AttributeType::Location
            | AttributeType::Interaction,
        ) => None,
        kind => properties(kind).first(),
    }
}
