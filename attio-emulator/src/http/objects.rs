//! Objects.

use super::answer::Answer;
use super::call::Call;
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
