//! The members of the workspace.

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
