//! A test of one part of a value.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::property::{Field, Operator};
use crate::store::{Payload, Stored};
use crate::text::fold::{self, Needle};
use crate::text::instant::{Day, Instant};

/// A part of a value, for comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Atom<'a> {
    Text(&'a str),
    Number(f64),
    Amount(Decimal),
    Flag(bool),
    Day(Day),
    Instant(Instant),
    /// The ID of an option or a status.
    Choice(&'a str),
    Id(Uuid),
}

impl<'a> Atom<'a> {
    /// The part of the value, if present.
    pub(super) fn of(value: &'a Stored, field: Field) -> Option<Self> {
        let text = |text: &'a String| Some(Self::Text(text));
        match (&value.payload, field) {
            (_, Field::ActiveFrom) => Some(Self::Instant(value.active_from)),
            (Payload::Text(value), Field::Value) => text(value),
            (Payload::Number(number), Field::Value) => Some(Self::Number(*number)),
            (Payload::Rating(stars), Field::Value) => Some(Self::Number(f64::from(*stars))),
            (Payload::Checkbox(flag), Field::Value) => Some(Self::Flag(*flag)),
            (Payload::Currency(amount), Field::Value) => Some(Self::Amount(*amount)),
            (Payload::Date(day), Field::Value) => Some(Self::Day(*day)),
            (Payload::Timestamp(at), Field::Value) => Some(Self::Instant(*at)),
            (Payload::Select(id) | Payload::Status(id), Field::Value) => Some(Self::Choice(id)),
            (Payload::Reference { object, .. }, Field::TargetObject) => Some(Self::Id(*object)),
            (Payload::Reference { record, .. }, Field::TargetRecord) => Some(Self::Id(*record)),
            (Payload::Actor(actor), Field::ActorType) => Some(Self::Text(actor.kind)),
            (Payload::Actor(actor), Field::ActorId) => actor.id.map(Self::Id),
            (Payload::Location(place), field) => {
                let part = match field {
                    Field::Line(i) => place.lines.get(i)?,
                    Field::Locality => &place.locality,
                    Field::Region => &place.region,
                    Field::Postcode => &place.postcode,
                    Field::Country => &place.country_code,
                    _ => return None,
                };
                part.as_ref().and_then(text)
            }
            (Payload::Domain(domain), Field::Domain) => text(&domain.domain),
            (Payload::Domain(domain), Field::RootDomain) => text(&domain.root),
            (Payload::Email(email), Field::Email) => text(&email.address),
            (Payload::Email(email), Field::EmailDomain) => text(&email.domain),
            (Payload::Email(email), Field::EmailRootDomain) => text(&email.root_domain),
            (Payload::Email(email), Field::EmailLocal) => text(&email.local),
            (Payload::Phone(phone), Field::Phone) => text(&phone.e164),
            (Payload::Phone(phone), Field::Country) => text(&phone.country),
            (Payload::Name { first, .. }, Field::FirstName) => text(first),
            (Payload::Name { last, .. }, Field::LastName) => text(last),
            (Payload::Name { full, .. }, Field::FullName) => text(full),
            _ => None,
        }
    }

    /// The order of two parts of the same kind; strings are compared without case.
    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => fold::compare(a, b),
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (Self::Amount(a), Self::Amount(b)) => a.cmp(&b),
            (Self::Flag(a), Self::Flag(b)) => a.cmp(&b),
            (Self::Day(a), Self::Day(b)) => a.cmp(&b),
            (Self::Instant(a), Self::Instant(b)) => a.cmp(&b),
            (Self::Choice(a), Self::Choice(b)) => a.cmp(b),
            (Self::Id(a), Self::Id(b)) => a.cmp(&b),
            _ => Ordering::Equal,
        }
    }
}

/// A test of a part of a value.
#[derive(Clone, Debug)]
pub(super) enum Test {
    NotEmpty,
    /// The string is one of these.
    TextIn(Vec<Needle>),
    Contains(Needle),
    StartsWith(Needle),
    EndsWith(Needle),
    Number(Operator, f64),
    Amount(Operator, Decimal),
    Flag(bool),
    Day(Operator, Day),
    Instant(Operator, Instant),
    /// The option or the status has one of these IDs.
    ChoiceIn(Vec<String>),
    IdIn(Vec<Uuid>),
}

impl Test {
    pub(super) fn holds(&self, atom: Option<Atom<'_>>) -> bool {
        let Some(atom) = atom else { return false };
        match (self, atom) {
            (Self::NotEmpty, Atom::Text(text)) => !text.is_empty(),
            (Self::NotEmpty, _) => true,
            (Self::TextIn(needles), Atom::Text(text)) => {
                needles.iter().any(|needle| needle.equals(text))
            }
            (Self::Contains(needle), Atom::Text(text)) => needle.is_in(text),
            (Self::StartsWith(needle), Atom::Text(text)) => needle.is_start_of(text),
            (Self::EndsWith(needle), Atom::Text(text)) => needle.is_end_of(text),
            (Self::Number(operator, b), Atom::Number(a)) => {
                a.partial_cmp(b).is_some_and(|order| fits(*operator, order))
            }
            (Self::Amount(operator, b), Atom::Amount(a)) => fits(*operator, a.cmp(b)),
            (Self::Flag(b), Atom::Flag(a)) => a == *b,
            (Self::Day(operator, b), Atom::Day(a)) => fits(*operator, a.cmp(b)),
            (Self::Instant(operator, b), Atom::Instant(a)) => fits(*operator, a.cmp(b)),
            (Self::ChoiceIn(ids), Atom::Choice(id)) => ids.iter().any(|other| other == id),
            (Self::IdIn(ids), Atom::Id(id)) => ids.contains(&id),
            _ => false,
        }
    }
}

/// Whether a value with this order relative to the operand satisfies the operator.
fn fits(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Gt => order.is_gt(),
        Operator::Gte => order.is_ge(),
        Operator::Lt => order.is_lt(),
        Operator::Lte => order.is_le(),
        _ => order.is_eq(),
    }
}
