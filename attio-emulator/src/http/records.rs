//! Records: create, read, update, delete, and the values of one attribute.

use uuid::Uuid;

use super::answer::Answer;
use super::call::Call;
use super::enrichment::enrich;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::{Json, object};
use crate::mistakes::Mistakes;
use crate::standard_objects;
use crate::store::{Attribute, Mode, Record, Store};
use crate::text::id::parse_id;

pub(super) const READ: [&str; 2] = ["record_permission:read", "object_configuration:read"];
pub(super) const WRITE: [&str; 2] = ["record_permission:read-write", "object_configuration:read"];

/// `values` of a body `{"data": {"values": {…}}}`.
fn given(body: &Json) -> Result<&Json, ApiError> {
    let data = Fields::data(body)?;
    let mut mistakes = Mistakes::default();
    let values = mistakes.ok(data.required("values", "object"));
    mistakes.take(data.only(&["values"]));
    mistakes.end()?;
    Ok(values.unwrap_or(&Json::Null))
}

pub(super) async fn create(call: Call) -> Answer {
    let create = || {
        let actor = call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let object = call.path("object");
        store.object_or_404(object)?;
        let id = store.create(object, given(&body)?, actor)?;
        written(&call, &store, id, true)
    };
    create().into()
}

/// The response to a create, or to an assert that may have created its record.
fn written(call: &Call, store: &Store, id: Uuid, is_new: bool) -> Result<Answer, ApiError> {
    let object = store.object_or_404(call.path("object"))?;
    let record = store.record_or_404(object, id)?;
    if is_new {
        enrich(call.shared(), store, id);
    }
    Ok(Answer::written(store.record_answer(object, record)).wrote(id))
}

/// `PUT …/records?matching_attribute=`
pub(super) async fn assert(call: Call) -> Answer {
    let assert = || {
        let actor = call.authorize(&WRITE)?;
        let matching = call.query("matching_attribute").map(str::to_owned);
        let body = call.json()?;
        let mut store = call.store();
        let object = call.path("object");
        store.object_or_404(object)?;
        let matching = matching.ok_or_else(|| {
            ApiError::params(Violation::required("string").at("matching_attribute"))
        })?;
        let count = store.count(store.object_or_404(object)?);
        let id = store.assert(object, &matching, given(&body)?, actor)?;
        let is_new = store.count(store.object_or_404(object)?) > count;
        written(&call, &store, id, is_new)
    };
    assert().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        call.authorize(&READ)?;
        let id = call.path_id("record_id")?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        let record = store.record_or_404(object, id)?;
        Ok(Answer::written(store.record_answer(object, record)))
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
    store.writable_or_404(store.object_or_404(object)?, id)?;
    store.update(id, given(&body)?, mode, actor)?;
    let object = store.object_or_404(object)?;
    let record = store.record_or_404(object, id)?;
    Ok(Answer::written(store.record_answer(object, record)).wrote(id))
}

pub(super) async fn delete(call: Call) -> Answer {
    let delete = || {
        call.authorize(&WRITE)?;
        let id = call.path_id("record_id")?;
        let mut store = call.store();
        store.writable_or_404(store.object_or_404(call.path("object"))?, id)?;
        store.remove(id);
        Ok(Answer::empty())
    };
    delete().into()
}

/// The values of one attribute, including former ones if `show_historic` is true.
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
            return Err(no_history(message));
        }
        values_of(&call, &store, record, attribute, historic)
    };
    values().into()
}

/// The error for `show_historic` of an attribute that keeps no former values.
pub(super) fn no_history(message: &str) -> ApiError {
    ApiError::validation(message, vec![Violation::invalid(message).at("show_historic")])
}

/// A page of the values of an attribute of a record or an entry.
pub(super) fn values_of(
    call: &Call,
    store: &Store,
    record: &Record,
    attribute: &Attribute,
    historic: bool,
) -> Result<Answer, ApiError> {
    let values = if historic {
        record.history(attribute.id)
    } else {
        record.active(attribute.id).iter().collect()
    };
    let values = call.page(values.into_iter())?;
    Ok(Answer::written(store.values_answer(attribute, &values)))
}

/// `POST …/records/merge`
pub(super) async fn merge(call: Call) -> Answer {
    let merge = || {
        let actor = call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        store.object_or_404(call.path("object"))?;
        let data = Fields::data(&body)?;
        let id = |name| {
            let text = data.required_text(name)?;
            parse_id(text).ok_or_else(|| data.error(name, Violation::invalid("Invalid uuid")))
        };
        let mut mistakes = Mistakes::default();
        let primary = mistakes.take(id("primary_record_id"));
        let secondary = mistakes.take(id("secondary_record_id"));
        mistakes.take(data.only(&["primary_record_id", "secondary_record_id"]));
        mistakes.end()?;
        let (merged, at_once) = store.merge(call.path("object"), primary, secondary, actor)?;
        let data = object([("new_record_id", Json::String(merged.to_string()))]);
        Ok(if at_once { Answer::data(data).wrote(merged) } else { Answer::accepted(data) })
    };
    merge().into()
}
