//! The names of records.

use attio_schema::AttributeType;

use crate::store::{Attribute, Kind, Payload, Record, Store, Target};

/// The noun for one record, such as `Person`.
pub(super) fn singular(target: &Target) -> &str {
    match &target.kind {
        Kind::Object(object) => filled(object.singular_noun.as_deref()).unwrap_or(target.slug()),
        Kind::List(_) => "Entry",
    }
}

/// The noun for several records, such as `People`, or the name of a list.
pub(super) fn plural(target: &Target) -> &str {
    let name = match &target.kind {
        Kind::Object(object) => object.plural_noun.as_deref(),
        Kind::List(list) => Some(list.name.as_str()),
    };
    filled(name).unwrap_or(target.slug())
}

/// The title of an attribute, or its slug.
pub(super) fn attribute(attribute: &Attribute) -> &str {
    filled(Some(&attribute.model.title)).unwrap_or(attribute.slug())
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The attribute that names a record: `name`, otherwise a unique one or a text attribute with a value.
pub(super) fn naming<'a>(
    store: &'a Store,
    object: &'a Target,
    record: &Record,
) -> Option<&'a Attribute> {
    let named = |attribute: &&Attribute| {
        attribute.slug() != "record_id"
            && !attribute.model.is_archived
            && text(record, attribute).is_some()
    };
    store
        .attribute(object, "name")
        .filter(named)
        .or_else(|| store.attributes(object).filter(named).find(|a| a.model.is_unique))
        .or_else(|| {
            let is_text = |a: &&Attribute| a.kind == Some(AttributeType::Text);
            store.attributes(object).filter(named).find(is_text)
        })
}

/// The name of a record, by its values or otherwise by its object and ID.
pub(super) fn record(store: &Store, record: &Record) -> String {
    let Some(object) = store.target_by_id(record.target) else { return record.id.to_string() };
    let name = naming(store, object, record).and_then(|attribute| text(record, attribute));
    name.unwrap_or_else(|| {
        let id = record.id.to_string();
        format!("{} {}", singular(object), id.split('-').next().unwrap_or(&id))
    })
}

/// The maximum length of a name in characters, because a string may have 10 MB.
const MAX_NAME: usize = 120;

fn text(record: &Record, attribute: &Attribute) -> Option<String> {
    let text = match &record.active(attribute.id).first()?.payload {
        Payload::Text(text) => text.as_str(),
        Payload::Name { full, .. } => full,
        Payload::Email(email) => &email.address,
        Payload::Domain(domain) => &domain.domain,
        Payload::Phone(phone) => &phone.e164,
        _ => return None,
    };
    let mut name: String = filled(Some(text))?.trim().chars().take(MAX_NAME).collect();
    if name.len() < text.trim().len() {
        name.push('…');
    }
    Some(name)
}

/// One or two initials of a record's name, or of its object if the name has no letters.
pub(super) fn initials(name: &str, noun: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let words: Vec<char> = name.split_whitespace().filter_map(letter).collect();
    let last = if words.len() > 1 { words.last() } else { None };
    let letters = words.first().into_iter().chain(last).filter(|c| c.is_alphabetic());
    let letters: String = letters.flat_map(|c| c.to_uppercase()).collect();
    if letters.is_empty() {
        letter(noun).into_iter().flat_map(char::to_uppercase).collect()
    } else {
        letters
    }
}
