//! The names of records, entries, objects, lists and attributes, cut to a length that a page can show.

use attio_schema::AttributeType;

use crate::store::{Attribute, Kind, Payload, Record, Store, Target};

/// The maximum length of a name in characters, because a string may have 10 MB.
const MAX_NAME: usize = 120;

/// The noun for one record, such as `Person`.
pub(super) fn singular(target: &Target) -> String {
    match &target.kind {
        Kind::Object(object) => {
            cut(filled(object.singular_noun.as_deref()).unwrap_or(target.slug()), MAX_NAME)
        }
        Kind::List(_) => "Entry".to_owned(),
    }
}

/// The noun for several records, such as `People`, or the name of a list.
pub(super) fn plural(target: &Target) -> String {
    let name = match &target.kind {
        Kind::Object(object) => object.plural_noun.as_deref(),
        Kind::List(list) => Some(list.name.as_str()),
    };
    cut(filled(name).unwrap_or(target.slug()), MAX_NAME)
}

/// The title of an attribute, or its slug.
pub(super) fn attribute(attribute: &Attribute) -> String {
    choice(filled(Some(&attribute.model.title)).unwrap_or(attribute.slug()))
}

/// The title of an option or of a status.
pub(super) fn choice(title: &str) -> String {
    cut(title, MAX_NAME)
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

/// The name of a record, by its values or otherwise by its object and ID. An entry is named by its
/// parent.
pub(super) fn record(store: &Store, record: &Record) -> String {
    let record = store.parent_of(record).map_or(record, |(_, parent)| parent);
    let Some(object) = store.target_by_id(record.target) else { return record.id.to_string() };
    let name = naming(store, object, record).and_then(|attribute| text(record, attribute));
    name.unwrap_or_else(|| {
        let id = record.id.to_string();
        format!("{} {}", singular(object), start_of_id(&id))
    })
}

/// The first part of an ID, which is enough to recognise it.
pub(super) fn start_of_id(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}

fn text(record: &Record, attribute: &Attribute) -> Option<String> {
    let text = match &record.active(attribute.id).first()?.payload {
        Payload::Text(text) => text.as_str(),
        Payload::Name { full, .. } => full,
        Payload::Email(email) => &email.address,
        Payload::Domain(domain) => &domain.domain,
        Payload::Phone(phone) => &phone.e164,
        _ => return None,
    };
    Some(cut(filled(Some(text))?.trim(), MAX_NAME))
}

/// The text, or its first characters and an ellipsis.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
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
