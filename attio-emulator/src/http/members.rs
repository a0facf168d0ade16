//! The members of the workspace, and lists, which are always empty so far.

use super::answer::Answer;
use super::call::Call;
use crate::error::ApiError;
use crate::json::Json;

pub(super) async fn list(call: Call) -> Answer {
    let list = || {
        call.authorize(&["user_management:read"])?;
        let store = call.store();
        let members = store.members.iter().map(|(id, member)| store.member_json(*id, member));
        Ok(Answer::data(Json::Array(members.collect())))
    };
    list().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        call.authorize(&["user_management:read"])?;
        let id = call.path_id("workspace_member_id")?;
        let store = call.store();
        let member = store.member(id).ok_or_else(|| {
            let message = format!("Workspace member with ID \"{id}\" not found.");
            ApiError::request(404, "not_found", message)
        })?;
        Ok(Answer::data(store.member_json(id, member)))
    };
    get().into()
}

pub(super) async fn lists(call: Call) -> Answer {
    let lists = || {
        call.authorize(&["list_configuration:read"])?;
        Ok(Answer::data(Json::Array(Vec::new())))
    };
    lists().into()
}

pub(super) async fn no_list(call: Call) -> Answer {
    let no_list = || {
        call.authorize(&["list_configuration:read"])?;
        Err(ApiError::no_list(call.path("list")))
    };
    no_list().into()
}
