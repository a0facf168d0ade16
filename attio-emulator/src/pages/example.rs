//! The request that creates a first record, for the page of an object without records.

use attio_schema::AttributeType;
use serde_json::{Value, json};

use crate::store::{Attribute, Store, Target};

/// A body that the API accepts, with the required attributes or the first writable one. `None` if no
/// value can be guessed for a required one.
pub(super) fn body(store: &Store, object: &Target) -> Option<String> {
    let writable =
        || store.attributes(object).filter(|a| a.model.is_writable && !a.model.is_archived);
    let mut values = serde_json::Map::new();
    for attribute in writable().filter(|a| a.model.is_required && a.default.is_none()) {
        values.insert(attribute.slug().to_owned(), json!([sample(store, attribute)?]));
    }
    if values.is_empty() {
        let first = writable().find_map(|a| Some((a.slug().to_owned(), sample(store, a)?)));
        values.extend(first.map(|(slug, value)| (slug, json!([value]))));
    }
    // The page shows it in single quotes of a shell command.
    Some(json!({"data": {"values": values}}).to_string().replace('\'', "\\u0027"))
}

fn sample(store: &Store, attribute: &Attribute) -> Option<Value> {
    use AttributeType as T;
    let model = &attribute.model;
    let value = match attribute.kind? {
        T::Text => json!("Example"),
        T::PersonalName => json!("Lovelace, Ada"),
        T::EmailAddress => json!("ada@example.com"),
        T::Domain => json!("example.com"),
        T::PhoneNumber => json!("+442079460958"),
        T::Number | T::Currency => json!(42),
        T::Rating => json!(4),
        T::Checkbox => json!(true),
        T::Date => json!("2026-12-24"),
        T::Timestamp => json!("2026-12-24T18:00:00Z"),
        T::Select => json!(model.options.iter().find(|option| !option.is_archived)?.title),
        T::Status => json!(model.statuses.iter().find(|status| !status.is_archived)?.title),
        T::ActorReference => {
            let (id, _) = store.members.first()?;
            json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": id})
        }
        _ => return None,
    };
    Some(value)
}
