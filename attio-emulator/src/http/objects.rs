//! The schema: objects, attributes, options and statuses.

use super::answer::Answer;
use super::call::Call;
use crate::error::ApiError;
use crate::json::Json;

const READ: [&str; 1] = ["object_configuration:read"];
const WRITE: [&str; 1] = ["object_configuration:read-write"];

pub(super) async fn list(call: Call) -> Answer {
    let list = || {
        call.authorize(&READ)?;
        let store = call.store();
        let mut objects: Vec<_> = store.objects.iter().collect();
        objects.sort_unstable_by_key(|object| object.id);
        let objects = objects.into_iter().map(|object| store.object_json(object)).collect();
        Ok(Answer::data(Json::Array(objects)))
    };
    list().into()
}

pub(super) async fn create(call: Call) -> Answer {
    let create = || {
        call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let id = store.create_object(&body)?;
        let object = store.object_or_404(&id.to_string())?;
        Ok(Answer::data(store.object_json(object)))
    };
    create().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        call.authorize(&READ)?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        Ok(Answer::data(store.object_json(object)))
    };
    get().into()
}

pub(super) async fn update(call: Call) -> Answer {
    let update = || {
        call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let id = store.update_object(call.path("object"), &body)?;
        let object = store.object_or_404(&id.to_string())?;
        Ok(Answer::data(store.object_json(object)))
    };
    update().into()
}

pub(super) async fn delete(call: Call) -> Answer {
    let delete = || {
        call.authorize(&["object_configuration:read-write", "record_permission:read-write"])?;
        call.store().delete_object(call.path("object"))?;
        Ok(Answer::empty())
    };
    delete().into()
}

pub(super) async fn attributes(call: Call) -> Answer {
    let attributes = || {
        call.authorize(&READ)?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        let attributes = store
            .attributes(object)
            .filter(|attribute| archived || !attribute.model.is_archived)
            .map(|attribute| store.attribute_json(attribute));
        Ok(Answer::data(Json::Array(call.page(attributes)?)))
    };
    attributes().into()
}

pub(super) async fn create_attribute(call: Call) -> Answer {
    let create = || {
        call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let object = call.path("object");
        let id = store.create_attribute(object, &body)?;
        let object = store.object_or_404(object)?;
        let attribute = store.attribute_or_404(object, &id.to_string())?;
        Ok(Answer::data(store.attribute_json(attribute)))
    };
    create().into()
}

pub(super) async fn attribute(call: Call) -> Answer {
    let get = || {
        call.authorize(&READ)?;
        let store = call.store();
        let object = store.object_or_404(call.path("object"))?;
        let attribute = store.attribute_or_404(object, call.path("attribute"))?;
        Ok(Answer::data(store.attribute_json(attribute)))
    };
    get().into()
}

pub(super) async fn update_attribute(call: Call) -> Answer {
    let update = || {
        call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let object = call.path("object");
        let id = store.update_attribute(object, call.path("attribute"), &body)?;
        let object = store.object_or_404(object)?;
        let attribute = store.attribute_or_404(object, &id.to_string())?;
        Ok(Answer::data(store.attribute_json(attribute)))
    };
    update().into()
}

pub(super) async fn options(call: Call) -> Answer {
    let options = || {
        call.authorize(&READ)?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let (object, attribute) = (call.path("object"), call.path("attribute"));
        // A status attribute has no options, which is not an error.
        if store.status(object, attribute).is_ok() {
            return Ok(Answer::data(Json::Array(Vec::new())));
        }
        let attribute = store.select(object, attribute)?;
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
    write(&call, |body| {
        call.store().create_option(call.path("object"), call.path("attribute"), body)
    })
    .into()
}

pub(super) async fn update_option(call: Call) -> Answer {
    write(&call, |body| {
        let (object, attribute) = (call.path("object"), call.path("attribute"));
        call.store().update_option(object, attribute, call.path("option"), body)
    })
    .into()
}

pub(super) async fn statuses(call: Call) -> Answer {
    let statuses = || {
        call.authorize(&READ)?;
        let archived = call.query_flag("show_archived")?;
        let store = call.store();
        let attribute = store.status(call.path("object"), call.path("attribute"))?;
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
    write(&call, |body| {
        call.store().create_status(call.path("object"), call.path("attribute"), body)
    })
    .into()
}

pub(super) async fn update_status(call: Call) -> Answer {
    write(&call, |body| {
        let (object, attribute) = (call.path("object"), call.path("attribute"));
        call.store().update_status(object, attribute, call.path("status"), body)
    })
    .into()
}

fn write(
    call: &Call,
    write: impl FnOnce(&Json) -> Result<Json, ApiError>,
) -> Result<Answer, ApiError> {
    call.authorize(&WRITE)?;
    Ok(Answer::data(write(&call.json()?)?))
}
