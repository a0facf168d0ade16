//! A custom object with an attribute of every writable type.

use attio_core::{
    ActorRef, AttioOption, AttioRecord, AttioValue, Currency, Date, Domain, EmailAddress, Location,
    PhoneNumber, Rating, RecordRef, SelectOption, Status, Timestamp,
};
use attio_emulator::Emulator;
use serde_json::json;

// The attribute `schema` takes precedence over the variable `ATTIO_SCHEMA`, which the compile-fail tests set.

/// A person, with the fields that references need.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/invoices.json")]
pub struct Person {
    /// The e-mail addresses.
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
}

/// The number of an invoice.
#[derive(AttioValue, Clone, Debug, PartialEq)]
pub struct Number(pub String);

/// How an invoice was paid.
#[derive(AttioOption, Clone, Debug, PartialEq)]
pub enum Channel {
    /// Paid on a web page.
    Online,
    /// Paid over the counter.
    #[attio(title = "In person")]
    InPerson,
}

/// An invoice with optional fields only.
#[derive(AttioRecord, Debug, Default)]
#[attio(object = "invoices", schema = "schemas/invoices.json")]
#[expect(missing_docs, reason = "the name of each field is its attribute type")]
pub struct Invoice {
    #[attio(unique)]
    pub text: Option<Number>,
    pub number: Option<f64>,
    pub checkbox: Option<bool>,
    pub currency: Option<Currency>,
    pub date: Option<Date>,
    pub timestamp: Option<Timestamp>,
    pub rating: Option<Rating>,
    pub select: Option<Channel>,
    pub selects: Vec<SelectOption>,
    pub status: Option<Status>,
    pub reference: Option<RecordRef<Person>>,
    pub references: Vec<RecordRef<Person>>,
    pub actor: Option<ActorRef>,
    pub location: Option<Location>,
    pub domain: Option<Domain>,
    pub emails: Vec<EmailAddress>,
    pub phone: Option<PhoneNumber>,
}

/// The titles of the options of `selects`.
pub const TAGS: [&str; 3] = ["export", "\"quoted\" \\ 🎉", "urgent"];

/// Creates the object of [`Invoice`].
///
/// # Panics
///
/// Panics if the emulator refuses it.
pub fn make(attio: &Emulator) {
    let object = json!({
        "api_slug": "invoices", "singular_noun": "Invoice", "plural_noun": "Invoices"
    });
    attio.create_object(&object).expect("the object");
    let money = json!({"currency": {"default_currency_code": "EUR", "display_type": "symbol"}});
    let people = json!({"record_reference": {"allowed_objects": ["people"]}});
    for (slug, kind, is_multiselect, config) in [
        ("text", "text", false, json!({})),
        ("number", "number", false, json!({})),
        ("checkbox", "checkbox", false, json!({})),
        ("currency", "currency", false, money),
        ("date", "date", false, json!({})),
        ("timestamp", "timestamp", false, json!({})),
        ("rating", "rating", false, json!({})),
        ("select", "select", false, json!({})),
        ("selects", "select", true, json!({})),
        ("status", "status", false, json!({})),
        ("reference", "record-reference", false, people.clone()),
        ("references", "record-reference", true, people),
        ("actor", "actor-reference", false, json!({})),
        ("location", "location", false, json!({})),
        ("domain", "domain", false, json!({})),
        ("emails", "email-address", true, json!({})),
        ("phone", "phone-number", false, json!({})),
    ] {
        let attribute = json!({
            "api_slug": slug, "type": kind, "is_unique": slug == "text",
            "is_multiselect": is_multiselect, "config": config
        });
        attio.create_attribute("invoices", &attribute).expect(slug);
    }
    for title in ["Online", "In person"] {
        attio.create_option("invoices", "select", title).expect(title);
    }
    for title in TAGS {
        attio.create_option("invoices", "selects", title).expect(title);
    }
    for title in ["Draft", "Paid 🎉"] {
        attio.create_status("invoices", "status", title).expect(title);
    }
}
