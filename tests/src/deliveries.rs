//! A list of companies, with entries that have a unique attribute and entries that have none.

use attio_core::{AttioEntry, RecordId};
use attio_emulator::{Emulator, Seed, TargetName};
use serde_json::json;
use uuid::Uuid;

use crate::people::Company;

/// The slug of the list.
pub const LIST: &str = "deliveries";

/// An entry with a unique attribute.
#[derive(AttioEntry, Clone, Debug)]
#[attio(list = "deliveries", parent = Company)]
pub struct Delivery {
    /// The number, which is unique.
    #[attio(unique)]
    pub number: String,
}

impl Delivery {
    /// Returns the delivery of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self { number: format!("delivery {number}") }
    }
}

/// An entry without a unique attribute.
#[derive(AttioEntry, Clone, Debug)]
#[attio(list = "deliveries", parent = Company)]
pub struct Note {
    /// The note, which identifies the entry in tests.
    pub note: String,
}

impl Note {
    /// Returns the note of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self { note: format!("note {number}") }
    }
}

/// Returns the parent of the entry of this number.
#[must_use]
pub fn parent(number: u64) -> RecordId<Company> {
    Uuid::from_u128(0x7000_0000_0000_4000_8000_0000_0000_0000 + u128::from(number)).into()
}

/// Creates the companies that are the parents of the entries of these numbers.
pub fn make_parents(attio: &Emulator, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        let seed = Seed::new().id(parent(number).uuid());
        attio.seed_with("companies", &json!({}), &seed).expect("a company");
    }
}

/// Creates the list, and the parents of this many entries.
pub fn make(attio: &Emulator, count: u64) {
    let list = json!({"api_slug": LIST, "parent_object": "companies"});
    attio.create_list(&list).expect("a list");
    for (slug, is_unique) in [("number", true), ("note", false)] {
        let attribute = json!({"api_slug": slug, "type": "text", "is_unique": is_unique});
        attio.create_attribute(TargetName::List(LIST), &attribute).expect("an attribute");
    }
    make_parents(attio, 0..count);
}
