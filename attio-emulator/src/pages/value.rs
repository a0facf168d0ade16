//! Values as a page shows them, with one variant per look. `value.html` renders them.

use super::actor::Who;
use super::moment::Moment;
use super::{links, title};
use crate::json::Json;
use crate::store::{Attribute, Payload, Place, Store};

/// The maximum length of a string in characters, because it may have 10 MB.
const MAX_TEXT: usize = 20_000;

/// A value on a page.
pub(super) enum Shown {
    Text {
        text: String,
        cut: bool,
    },
    Web {
        href: String,
        text: String,
    },
    Number {
        digits: String,
    },
    Checkbox {
        checked: bool,
    },
    Money {
        amount: String,
        code: String,
    },
    Day {
        day: String,
    },
    Time {
        at: Moment,
    },
    Rating {
        full: String,
        empty: String,
        stars: u8,
    },
    Tag {
        title: String,
    },
    Status {
        title: String,
    },
    Record {
        href: String,
        name: String,
        noun: String,
    },
    /// A deleted record.
    Gone {
        id: String,
    },
    Actor {
        who: Who,
    },
    Location {
        lines: Vec<String>,
        coordinates: String,
    },
    Domain {
        domain: String,
        root: String,
    },
    Email {
        href: String,
        address: String,
        original: String,
    },
    Phone {
        e164: String,
        original: String,
        country: String,
    },
    Name {
        full: String,
        parts: String,
    },
}

/// The text, or an empty string if it equals what is already shown.
fn unless_same(text: &str, shown: &str) -> String {
    if text == shown { String::new() } else { text.to_owned() }
}

impl Shown {
    pub(super) fn new(store: &Store, attribute: &Attribute, payload: &Payload) -> Self {
        match payload {
            Payload::Text(text) => Self::text(text),
            Payload::Number(number) => match Json::float(*number) {
                Json::Number(digits) => Self::Number { digits },
                _ => Self::Number { digits: number.to_string() },
            },
            Payload::Checkbox(checked) => Self::Checkbox { checked: *checked },
            Payload::Currency(amount) => Self::Money {
                amount: amount.to_string(),
                code: attribute
                    .model
                    .config
                    .currency
                    .default_currency_code
                    .clone()
                    .unwrap_or_default(),
            },
            Payload::Date(day) => Self::Day { day: day.to_string() },
            Payload::Timestamp(at) => Self::Time { at: Moment::new(*at) },
            Payload::Rating(stars) => {
                let full = usize::from(*stars).min(5);
                Self::Rating {
                    full: "★".repeat(full), empty: "★".repeat(5 - full), stars: *stars
                }
            }
            Payload::Select(id) => {
                let option = attribute.model.options.iter().find(|option| option.id == *id);
                Self::Tag { title: option.map_or(id, |option| &option.title).clone() }
            }
            Payload::Status(id) => {
                let status = attribute.model.statuses.iter().find(|status| status.id == *id);
                Self::Status { title: status.map_or(id, |status| &status.title).clone() }
            }
            Payload::Reference { record, .. } => match store.record_by_id(*record) {
                Some(record) => Self::record(store, record),
                None => Self::Gone { id: record.to_string() },
            },
            Payload::Actor(actor) => Self::Actor { who: Who::new(store, *actor) },
            Payload::Location(place) => Self::location(place),
            Payload::Domain(domain) => Self::Domain {
                domain: domain.domain.clone(),
                root: unless_same(&domain.root, &domain.domain),
            },
            Payload::Email(email) => Self::Email {
                href: links::mail(&email.local, &email.domain),
                address: email.address.clone(),
                original: unless_same(&email.original, &email.address),
            },
            Payload::Phone(phone) => Self::Phone {
                e164: phone.e164.clone(),
                original: unless_same(&phone.original, &phone.e164),
                country: phone.country.clone(),
            },
            Payload::Name { first, last, full } => {
                let usual = format!("{first} {last}");
                let parts =
                    if usual.trim() == full { String::new() } else { format!("{first} · {last}") };
                Self::Name { full: full.clone(), parts }
            }
        }
    }

    fn text(text: &str) -> Self {
        if let Some(href) = links::web(text) {
            return Self::Web { href, text: text.to_owned() };
        }
        match text.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => {
                Self::Text { text: text.get(..end).unwrap_or_default().to_owned(), cut: true }
            }
            None => Self::Text { text: text.to_owned(), cut: false },
        }
    }

    /// A link to a record.
    pub(super) fn record(store: &Store, record: &crate::store::Record) -> Self {
        let Some(object) = store.target_by_id(record.target) else {
            return Self::Gone { id: record.id.to_string() };
        };
        Self::Record {
            href: links::record(store, object, record),
            name: title::record(store, record),
            noun: title::singular(object).to_owned(),
        }
    }

    fn location(place: &Place) -> Self {
        let join = |parts: &[&Option<String>], separator: &str| {
            let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
            parts.join(separator)
        };
        let town = join(&[&place.postcode, &place.locality], " ");
        let town = Some(town).filter(|town| !town.is_empty());
        let town = join(&[&town, &place.region], ", ");
        let mut lines: Vec<String> = place.lines.iter().flatten().cloned().collect();
        lines.extend([town, place.country_code.clone().unwrap_or_default()]);
        lines.retain(|line| !line.trim().is_empty());
        Self::Location { lines, coordinates: join(&[&place.latitude, &place.longitude], ", ") }
    }
}
