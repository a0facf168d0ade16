//! The attributes of objects and lists, with their options and statuses.

use super::answer::Answer;
use super::call::Call;
use crate::error::ApiError;
use crate::json::Json;
use crate::store::{Store, TargetName};

pub(super) async fn list(call: Call) -> Answer {
    let list = || {
        let schema = call.reads_schema()?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let attributes = store
            .attributes(store.target(schema.visible(&store)?)?)
            .filter(|attribute| archived || !attribute.model.is_archived)
            .map(|attribute| store.attribute_json(attribute));
        Ok(Answer::data(Json::Array(call.page(attributes)?)))
    };
    list().into()
}

pub(super) async fn create(call: Call) -> Answer {
    let create = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        let id = store.create_attribute(target, body)?;
        let attribute = store.attribute_or_404(store.target(target)?, &id.to_string())?;
        Ok(store.attribute_json(attribute))
    };
    write(&call, "create this attribute", create).into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        let schema = call.reads_schema()?;
        let store = call.store();
        let target = store.target(schema.visible(&store)?)?;
        let attribute = store.attribute_or_404(target, call.path("attribute"))?;
        Ok(Answer::data(store.attribute_json(attribute)))
    };
    get().into()
}

pub(super) async fn update(call: Call) -> Answer {
    let update = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        let id = store.update_attribute(target, call.path("attribute"), body)?;
        let attribute = store.attribute_or_404(store.target(target)?, &id.to_string())?;
        Ok(store.attribute_json(attribute))
    };
    write(&call, "update this attribute", update).into()
}

pub(super) async fn options(call: Call) -> Answer {
    let options = || {
        let schema = call.reads_schema()?;
        let archived = call.query_flag("show_archived")?;
        let (store, attribute) = (call.store(), call.path("attribute"));
        let target = schema.visible(&store)?;
        // A status attribute has no options, which is not an error.
        if store.status(target, attribute).is_ok() {
            return Ok(Answer::data(Json::Array(Vec::new())));
        }
        let attribute = store.select(target, attribute)?;
        let options = attribute.model.options.iter();
        let options = options
            .filter(|option| archived || !option.is_archived)
            .map(|option| store.option_json(attribute, option))
            .collect();
        Ok(Answer::data(Json::Array(options)))
    };
    options().into()
}

pub(super) async fn create_option(call: Call) -> Answer {
    let create = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        store.create_option(target, call.path("attribute"), body)
    };
    write(&call, "create this select option", create).into()
}

pub(super) async fn update_option(call: Call) -> Answer {
    let update = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        store.update_option(target, call.path("attribute"), call.path("option"), body)
    };
    write(&call, "update this select option", update).into()
}

pub(super) async fn statuses(call: Call) -> Answer {
    let statuses = || {
        let schema = call.reads_schema()?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let attribute = store.status(schema.visible(&store)?, call.path("attribute"))?;
        let statuses = attribute.model.statuses.iter();
        let statuses = statuses
            .filter(|status| archived || !status.is_archived)
            .map(|status| store.status_json(attribute, status))
            .collect();
        Ok(Answer::data(Json::Array(statuses)))
    };
    statuses().into()
}

pub(super) async fn create_status(call: Call) -> Answer {
    let create = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        store.create_status(target, call.path("attribute"), body)
    };
    write(&call, "create this status", create).into()
}

pub(super) async fn update_status(call: Call) -> Answer {
    let update = |store: &mut Store, target: TargetName<'_>, body: &Json| {
        store.update_status(target, call.path("attribute"), call.path("status"), body)
    };
    write(&call, "update this status", update).into()
}

/// Changes the schema, if the token may.
fn write(
    call: &Call,
    doing: &str,
    write: impl FnOnce(&mut Store, TargetName<'_>, &Json) -> Result<Json, ApiError>,
) -> Result<Answer, ApiError> {
    let schema = call.changes_schema()?;
    let body = call.json()?;
    let mut store = call.store();
    let target = schema.changeable(&store, doing)?;
    Ok(Answer::data(write(&mut store, target, &body)?))
}
