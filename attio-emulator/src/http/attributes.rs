//! The attributes of objects and lists, with their options and statuses.

use super::answer::Answer;
use super::call::Call;
use crate::error::ApiError;
use crate::json::Json;
use crate::store::TargetName;

pub(super) async fn list(call: Call) -> Answer {
    let list = || {
        let target = call.readable()?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let attributes = store
            .attributes(store.target(target)?)
            .filter(|attribute| archived || !attribute.model.is_archived)
            .map(|attribute| store.attribute_json(attribute));
        Ok(Answer::data(Json::Array(call.page(attributes)?)))
    };
    list().into()
}

pub(super) async fn create(call: Call) -> Answer {
    let create = |target: TargetName<'_>, body: &Json| {
        let mut store = call.store();
        let id = store.create_attribute(target, body)?;
        let attribute = store.attribute_or_404(store.target(target)?, &id.to_string())?;
        Ok(store.attribute_json(attribute))
    };
    write(&call, "create this attribute", create).into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        let target = call.readable()?;
        let store = call.store();
        let attribute = store.attribute_or_404(store.target(target)?, call.path("attribute"))?;
        Ok(Answer::data(store.attribute_json(attribute)))
    };
    get().into()
}

pub(super) async fn update(call: Call) -> Answer {
    let update = |target: TargetName<'_>, body: &Json| {
        let mut store = call.store();
        let id = store.update_attribute(target, call.path("attribute"), body)?;
        let attribute = store.attribute_or_404(store.target(target)?, &id.to_string())?;
        Ok(store.attribute_json(attribute))
    };
    write(&call, "update this attribute", update).into()
}

pub(super) async fn options(call: Call) -> Answer {
    let options = || {
        let target = call.readable()?;
        let archived = call.query_flag("show_archived")?;
        let (store, attribute) = (call.store(), call.path("attribute"));
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
    let create = |target: TargetName<'_>, body: &Json| {
        call.store().create_option(target, call.path("attribute"), body)
    };
    write(&call, "create this select option", create).into()
}

pub(super) async fn update_option(call: Call) -> Answer {
    let update = |target: TargetName<'_>, body: &Json| {
        call.store().update_option(target, call.path("attribute"), call.path("option"), body)
    };
    write(&call, "update this select option", update).into()
}

pub(super) async fn statuses(call: Call) -> Answer {
    let statuses = || {
        let target = call.readable()?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let attribute = store.status(target, call.path("attribute"))?;
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
    let create = |target: TargetName<'_>, body: &Json| {
        call.store().create_status(target, call.path("attribute"), body)
    };
    write(&call, "create this status", create).into()
}

pub(super) async fn update_status(call: Call) -> Answer {
    let update = |target: TargetName<'_>, body: &Json| {
        call.store().update_status(target, call.path("attribute"), call.path("status"), body)
    };
    write(&call, "update this status", update).into()
}

/// Changes the schema, if the token may.
fn write(
    call: &Call,
    doing: &str,
    write: impl FnOnce(TargetName<'_>, &Json) -> Result<Json, ApiError>,
) -> Result<Answer, ApiError> {
    let target = call.configurable(doing)?;
    Ok(Answer::data(write(target, &call.json()?)?))
}
