//! Lists.

use super::answer::Answer;
use super::call::Call;
use crate::json::Json;
use crate::store::TargetName;

const READ: [&str; 1] = ["list_configuration:read"];
const WRITE: [&str; 1] = ["list_configuration:read-write"];

/// All lists that the token can see, in the order of creation (captured).
pub(super) async fn list(call: Call) -> Answer {
    let list = || {
        let caller = call.caller(&READ)?;
        let store = call.store();
        let lists = store.lists.iter().filter(|list| caller.access(list).is_some());
        let lists = lists.map(|list| store.list_json(list)).collect();
        Ok(Answer::data(Json::Array(lists)))
    };
    list().into()
}

pub(super) async fn create(call: Call) -> Answer {
    let create = || {
        let actor = call.authorize(&WRITE)?;
        let body = call.json()?;
        let mut store = call.store();
        let id = store.create_list(&body, actor)?.to_string();
        Ok(Answer::data(store.list_json(store.target(TargetName::List(&id))?)))
    };
    create().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        let schema = call.reads_schema()?;
        let store = call.store();
        Ok(Answer::data(store.list_json(store.target(schema.visible(&store)?)?)))
    };
    get().into()
}

pub(super) async fn update(call: Call) -> Answer {
    let update = || {
        let schema = call.changes_schema()?;
        let body = call.json()?;
        let mut store = call.store();
        let id = store.target(schema.changeable(&store, "update this list")?)?.id;
        store.update_list(id, &body)?;
        Ok(Answer::data(store.list_json(store.target(TargetName::List(&id.to_string()))?)))
    };
    update().into()
}
