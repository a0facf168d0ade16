//! Values as a page shows them, with one variant per look. `value.html` renders them.

use super::actor::Who;
use super::moment::Moment;
use super::{links, title};
use crate::json::Json;
use crate::store::{Attribute, Payload, Place, Store};

/// The maximum length of a string in characters, because it may have 10 MB.
const MAX_TEXT: usize = 20_000;

/// The maximum length of a string in a table or on a card.
const MAX_BRIEF: usize = 200;

/// The maximum length of a link in bytes.
const MAX_LINK: usize = 2_000;

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
fn unless_same(text: &str, shown: &str, most: usize) -> String {
    if text == shown { String::new() } else { title::cut(text, most) }
}

impl Shown {
    pub(super) fn new(store: &Store, attribute: &Attribute, payload: &Payload) -> Self {
        Self::within(store, attribute, payload, MAX_TEXT)
    }

    /// The value in a table or on a card.
    pub(super) fn brief(store: &Store, attribute: &Attribute, payload: &Payload) -> Self {
        Self::within(store, attribute, payload, MAX_BRIEF)
    }

    /// The value, with strings of at most this length.
    fn within(store: &Store, attribute: &Attribute, payload: &Payload, most: usize) -> Self {
        match payload {
            Payload::Text(text) => Self::text(text, most),
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
                Self::Tag { title: title::choice(option.map_or(id, |option| &option.title)) }
            }
            Payload::Status(id) => {
                let status = attribute.model.statuses.iter().find(|status| status.id == *id);
                Self::Status { title: title::choice(status.map_or(id, |status| &status.title)) }
            }
            Payload::Reference { record, .. } => match store.record_by_id(*record) {
                Some(record) => Self::record(store, record),
                None => Self::Gone { id: record.to_string() },
            },
            Payload::Actor(actor) => Self::Actor { who: Who::new(store, *actor) },
            Payload::Location(place) => Self::location(place, most),
            Payload::Domain(domain) => Self::Domain {
                domain: domain.domain.clone(),
                root: unless_same(&domain.root, &domain.domain, most),
            },
            Payload::Email(email) => Self::Email {
                href: links::mail(&email.local, &email.domain),
                address: email.address.clone(),
                original: unless_same(&email.original, &email.address, most),
            },
            Payload::Phone(phone) => Self::Phone {
                e164: phone.e164.clone(),
                original: unless_same(&phone.original, &phone.e164, most),
                country: phone.country.clone(),
            },
            Payload::Name { first, last, full } => {
                let usual = format!("{first} {last}");
                let parts =
                    if usual.trim() == full { String::new() } else { format!("{first} · {last}") };
                Self::Name { full: title::cut(full, most), parts: title::cut(&parts, most) }
            }
        }
    }

    fn text(text: &str, most: usize) -> Self {
        let web = Some(text).filter(|text| text.len() <= MAX_LINK).and_then(links::web);
        if let Some(href) = web {
            return Self::Web { href, text: title::cut(text, most) };
        }
        match text.char_indices().nth(most) {
            Some((end, _)) => {
                Self::Text { text: text.get(..end).unwrap_or_default().to_owned(), cut: true }
            }
            None => Self::Text { text: text.to_owned(), cut: false },
        }
    }

    /// A link to a record or an entry. The noun of an entry is the name of its list.
    pub(super) fn record(store: &Store, record: &crate::store::Record) -> Self {
        let Some(target) = store.target_by_id(record.target) else {
            return Self::Gone { id: record.id.to_string() };
        };
        Self::Record {
            href: links::record(store, target, record),
            name: title::record(store, record),
            noun: match target.list() {
                Some(_) => title::plural(target),
                None => title::singular(target),
            },
        }
    }

    fn location(place: &Place, most: usize) -> Self {
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
        for line in &mut lines {
            *line = title::cut(line, most);
        }
        Self::Location { lines, coordinates: join(&[&place.latitude, &place.longitude], ", ") }
    }
}
