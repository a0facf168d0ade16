//! Search for records by words in their names, addresses, domains and handles.

use attio_schema::AttributeType;

use super::{Attribute, Payload, Record, Store, Target};
use crate::text::fold::Needle;
use crate::text::phone;

/// The text attributes of people and companies that are searched besides their names.
const HANDLES: [&str; 5] = ["angellist", "facebook", "instagram", "linkedin", "twitter"];

impl Store {
    /// The records of these objects that contain all of the words, at most `limit`: objects in the
    /// given order, their records in the order of creation.
    pub(crate) fn search<'a>(
        &'a self,
        objects: &[&'a Target],
        text: &str,
        limit: usize,
    ) -> Vec<&'a Record> {
        let words: Vec<Needle> = text.split_whitespace().map(Needle::new).collect();
        let found = objects.iter().flat_map(|object| {
            let searched = self.searched(object);
            let words = &words;
            self.records(object).filter(move |record| {
                let texts =
                    || searched.iter().flat_map(|a| record.payloads(a.id)).filter_map(text_of);
                let has_all = words.iter().all(|word| texts().any(|text| word.is_in(text)));
                has_all || searched.iter().any(|a| has_number(record, a, text))
            })
        });
        found.take(limit).collect()
    }

    /// The searched attributes.
    fn searched<'a>(&'a self, object: &'a Target) -> Vec<&'a Attribute> {
        if !object.is_person_or_company() {
            return self.label_attribute(object).into_iter().collect();
        }
        let is_searched = |attribute: &&Attribute| match attribute.kind {
            Some(
                AttributeType::PersonalName
                | AttributeType::Domain
                | AttributeType::EmailAddress
                | AttributeType::PhoneNumber,
            ) => true,
            Some(AttributeType::Text) => {
                attribute.slug() == "name" || HANDLES.contains(&attribute.slug())
            }
            _ => false,
        };
        self.attributes(object).filter(|a| !a.model.is_archived).filter(is_searched).collect()
    }

    /// The attribute that names a record to a human: the name, or otherwise the first unique one.
    fn label_attribute<'a>(&'a self, object: &'a Target) -> Option<&'a Attribute> {
        let open = || self.attributes(object).filter(|a| !a.model.is_archived);
        open()
            .find(|attribute| attribute.slug() == "name")
            .or_else(|| open().find(|a| a.model.is_unique && !a.is_own_id()))
    }

    /// The name of the record for a human; empty if it has none.
    pub(crate) fn label<'a>(&self, object: &Target, record: &'a Record) -> &'a str {
        let attribute = self.label_attribute(object);
        let payload = attribute.and_then(|attribute| record.payloads(attribute.id).next());
        payload.and_then(text_of).unwrap_or_default()
    }

    /// The strings that the record has under the attribute with this slug.
    pub(crate) fn texts<'a>(
        &self,
        object: &Target,
        record: &'a Record,
        slug: &str,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let attribute = self.open_attribute(object, slug).map(|attribute| attribute.id);
        attribute.into_iter().flat_map(|id| record.payloads(id)).filter_map(text_of)
    }
}

/// Whether the record has the phone number, written in national notation.
fn has_number(record: &Record, attribute: &Attribute, text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || " -()./".contains(c);
    if attribute.kind != Some(AttributeType::PhoneNumber) || !text.chars().all(is_number) {
        return false;
    }
    record.payloads(attribute.id).any(|payload| match payload {
        Payload::Phone(phone) => phone::parse(text, Some(&phone.country))
            .is_some_and(|written| written.e164 == phone.e164),
        _ => false,
    })
}

fn text_of(payload: &Payload) -> Option<&str> {
    match payload {
        Payload::Text(text) => Some(text),
        Payload::Domain(domain) => Some(&domain.domain),
        Payload::Email(email) => Some(&email.address),
        Payload::Phone(phone) => Some(&phone.e164),
        Payload::Name { full, .. } => Some(full),
        _ => None,
    }
}
