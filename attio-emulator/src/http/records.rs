//! Records: make, read, change, delete, and the values of one attribute.

use super::answer::Answer;
use super::call::Call;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::standard_objects;
use crate::store::Mode;

const READ: [&str; 2] = ["record_permission:read", "object_configuration:read"];
const WRITE: [&str; 2] = ["record_permission:read-write", "object_configuration:read"];

/// `values` of a body `{"data": {"values": {…}}}`.
fn values_of(body: &Json) -> Result<&Json, ApiError> {
    let data = Fields::data(body)?;
    data.only(&["values"])?;
    data.required("values", "object")
}

pub(super) async fn create(call: Call) -> Answer {
    let create = || {
        let actor = call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let object = call.path("object");
        store.object_or_404(object)?;
        let id = store.create(object, values_of(&body)?, actor)?;
        let object = store.object_or_404(object)?;
        Ok(Answer::data(store.record_json(store.record_or_404(object, id)?)))
    };
    create().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        call.authorize(&READ)?;
        let id = call.path_id("record_id")?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        Ok(Answer::data(store.record_json(store.record_or_404(object, id)?)))
    };
    get().into()
}

pub(super) async fn append(call: Call) -> Answer {
    update(&call, Mode::Append).into()
}

pub(super) async fn overwrite(call: Call) -> Answer {
    update(&call, Mode::Overwrite).into()
}

fn update(call: &Call, mode: Mode) -> Result<Answer, ApiError> {
    let actor = call.authorize(&WRITE)?;
    let id = call.path_id("record_id")?;
    let body = call.json()?;
    let mut store = call.store();
    let object = call.path("object");
    store.record_or_404(store.object_or_404(object)?, id)?;
    store.update(object, id, values_of(&body)?, mode, actor)?;
    let object = store.object_or_404(object)?;
    Ok(Answer::data(store.record_json(store.record_or_404(object, id)?)))
}

pub(super) async fn delete(call: Call) -> Answer {
    let delete = || {
        call.authorize(&WRITE)?;
        let id = call.path_id("record_id")?;
        call.store().delete(call.path("object"), id)?;
        Ok(Answer::empty())
    };
    delete().into()
}

/// The values of one attribute, with those that it had before when `show_historic` is true.
pub(super) async fn values(call: Call) -> Answer {
    let values = || {
        call.authorize(&READ)?;
        let id = call.path_id("record_id")?;
        let historic = call.query_flag("show_historic")?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        let record = store.record_or_404(object, id)?;
        let attribute = store.attribute_or_404(object, call.path("attribute"))?;
        if historic && standard_objects::has_no_history(object.slug(), attribute.slug()) {
            let message =
                "Cannot set show_historic param to true when querying a COMINT attribute.";
            let violation = Violation::invalid(message).at("show_historic");
            return Err(ApiError::validation(message, vec![violation]));
        }
        let values = if historic {
            record.history(attribute.id)
        } else {
            record.active(attribute.id).iter().collect()
        };
        let values =
            call.page(values.into_iter().map(|value| store.value_json(attribute, value)))?;
        Ok(Answer::data(Json::Array(values)))
    };
    values().into()
}
