//! The client makes only claims for which it has evidence: about conflicting records, foreign
//! responses and open attempts.

mod another;
mod deletes;
mod foreign;
mod journal;
mod secrets;
mod settled;

use std::time::{Duration, SystemTime};

use attio_core::{AttioRecord, DynamicRecord};
use attio_tests::Attio;
use attio_tests::people::Person;
use serde_json::json;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

fn person(emails: &[&str]) -> Person {
    let emails = emails.iter().map(|email| email.parse().expect("an address")).collect();
    Person { emails, ..Person::default() }
}

/// Shows the client the creator of its records and the server's time.
async fn create_one(attio: &Attio) {
    person(&["first@example.org"]).create(&attio.client).await.expect("a record");
}

/// An object whose records have two unique attributes: `email` and `customer_id`.
fn make_orders(attio: &Attio) {
    let object = json!({"api_slug": "orders", "singular_noun": "Order", "plural_noun": "Orders"});
    attio.emulator.create_object(&object).expect("an object");
    for slug in ["email", "customer_id", "note"] {
        let is_unique = slug != "note";
        let attribute = json!({"api_slug": slug, "type": "text", "is_unique": is_unique});
        attio.emulator.create_attribute("orders", &attribute).expect("an attribute");
    }
}

const KEYS: [&str; 2] = ["email", "customer_id"];

fn order(email: &str, customer_id: &str) -> DynamicRecord {
    DynamicRecord::new("orders").set("email", &[email]).set("customer_id", &[customer_id])
}

fn long_ago() -> SystemTime {
    SystemTime::now() - HOUR
}

fn others(attio: &Attio, known: &[Uuid]) -> Vec<Uuid> {
    let ids = attio.emulator.record_ids("orders").into_iter();
    ids.filter(|id| !known.contains(id)).collect()
}
