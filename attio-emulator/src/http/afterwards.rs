//! Edits and deletions by somebody else, right after a request has written a record or an entry.

use attio_schema::AttributeType;
use axum::response::Response;
use uuid::Uuid;

use super::{Shared, lock};
use crate::Fault;
use crate::faults::Plan;
use crate::json::{Json, object};
use crate::store::{Actor, Mode, Store};

/// The record or entry that the request wrote, in the extensions of the response.
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
            Fault::DeleteAfter => {
                store.remove(record);
                None
            }
            _ => None,
        };
    }
}

fn edit(
    store: &mut Store,
    record: Uuid,
    attribute: &str,
    value: &str,
    actor: Actor,
) -> Option<bool> {
    let target = store.target_by_id(store.record_by_id(record)?.target)?;
    let model = store.attribute(target, attribute)?;
    let text = || Json::string(value);
    let value = match model.kind {
        Some(AttributeType::Number | AttributeType::Rating | AttributeType::Currency) => {
            Json::parse(value.as_bytes()).unwrap_or_else(|_| text())
        }
        // A checkbox accepts a string too.
        _ => text(),
    };
    let values = object([(attribute, Json::Array(vec![value]))]);
    Some(store.update(record, &values, Mode::Overwrite, actor).is_ok())
}
