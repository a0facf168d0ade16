//! The request that creates a first record or entry, for the page of an object or list without any.

use attio_schema::AttributeType;
use serde_json::{Map, Value, json};

use crate::store::{Attribute, Store, Target};

/// A body that the API accepts, with the required attributes or the first writable one. `None` if no
/// value can be guessed for a required one.
pub(super) fn record(store: &Store, object: &Target) -> Option<String> {
    Some(in_quotes(&json!({"data": {"values": values(store, object)?}})))
}

/// A body that adds the newest record to the list. `None` if there is no record, or if no value can be
/// guessed for a required attribute.
pub(super) fn entry(store: &Store, list: &Target) -> Option<String> {
    let mut parents = list.list()?.parents.iter();
    let (object, record) = parents.find_map(|object| {
        let object = store.target_by_id(*object)?;
        Some((object, store.records(object).next_back()?))
    })?;
    Some(in_quotes(&json!({"data": {
        "parent_object": object.slug(),
        "parent_record_id": record.id,
        "entry_values": values(store, list)?,
    }})))
}

/// The page shows it in single quotes of a shell command.
fn in_quotes(body: &Value) -> String {
    body.to_string().replace('\'', "\\u0027")
}

fn values(store: &Store, target: &Target) -> Option<Map<String, Value>> {
    let writable =
        || store.attributes(target).filter(|a| a.model.is_writable && !a.model.is_archived);
    let mut values = Map::new();
    for attribute in writable().filter(|a| a.model.is_required && a.default.is_none()) {
        values.insert(attribute.slug().to_owned(), json!([sample(store, attribute)?]));
    }
    if values.is_empty() {
        let first = writable().find_map(|a| Some((a.slug().to_owned(), sample(store, a)?)));
        values.extend(first.map(|(slug, value)| (slug, json!([value]))));
    }
    Some(values)
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
