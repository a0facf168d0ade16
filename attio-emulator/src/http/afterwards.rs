//! Edits and deletions by somebody else, right after a request has written a record.

use attio_schema::AttributeType;
use axum::response::Response;
use uuid::Uuid;

use super::{Shared, lock};
use crate::Fault;
use crate::faults::Plan;
use crate::json::{Json, object};
use crate::store::{Actor, Mode, Store};

/// The record that the request wrote, in the extensions of the response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrote(pub(super) Uuid);

/// Edits and deletes as the faults specify.
pub(super) fn afterwards(shared: &Shared, plan: &Plan, response: &Response) {
    let Some(&Wrote(record)) = response.extensions().get() else { return };
    for fault in plan.faults() {
        let mut store = lock(&shared.store);
        // An edit that the API would refuse is skipped.
        let _ = match fault {
            Fault::EditAfter { attribute, value } => {
                // A unique attribute accepts no duplicate value.
                let value = value.replace("{record_id}", &record.to_string());
                edit(&mut store, record, attribute, &value, Actor::member(shared.member))
            }
            Fault::DeleteAfter => object_of(&store, record)
                .map(|object| store.delete(&object.to_string(), record).is_ok()),
            _ => None,
        };
    }
}

fn object_of(store: &Store, record: Uuid) -> Option<Uuid> {
    store.record_by_id(record).map(|record| record.object)
}

fn edit(
    store: &mut Store,
    record: Uuid,
    attribute: &str,
    value: &str,
    actor: Actor,
) -> Option<bool> {
    let object_id = object_of(store, record)?;
    let model = store.attribute(store.object_by_id(object_id)?, attribute)?;
    let text = || Json::string(value);
    let value = match model.kind {
        Some(AttributeType::Number | AttributeType::Rating | AttributeType::Currency) => {
            Json::parse(value.as_bytes()).unwrap_or_else(|_| text())
        }
        // A checkbox accepts a string too.
        _ => text(),
    };
    let values = object([(attribute, Json::Array(vec![value]))]);
    Some(store.update(&object_id.to_string(), record, &values, Mode::Overwrite, actor).is_ok())
}
