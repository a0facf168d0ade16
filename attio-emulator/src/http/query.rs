//! Queries of records, and saved views of objects and lists.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::answer::Answer;
use super::call::Call;
use crate::error::{ApiError, Violation};
use crate::json::{Json, object};
use crate::query::Query;
use crate::store::{Store, Target};

/// `POST …/records/query`
pub(super) async fn query(call: Call) -> Answer {
    let query = || {
        call.authorize(&super::records::READ)?;
        let body = call.json()?;
        let store = call.store();
        let object = store.object(call.path("object")).ok_or_else(|| {
            ApiError::request(404, "not_found", "The referenced object was not found.")
        })?;
        run(&store, object, &body)
    };
    query().into()
}

/// Runs a query of the records of an object, or of the entries of a list.
pub(super) fn run(store: &Store, target: &Target, body: &Json) -> Result<Answer, ApiError> {
    let query = Query::read(store, target, body)?;
    let page = query.run(store, target);
    let score = query.score(store.count(target));
    Ok(Answer::written(store.records_answer(target, &page)).scored(score))
}

/// `GET …/views`
pub(super) async fn views(call: Call) -> Answer {
    let views = || {
        let schema = call.reads_schema()?;
        call.query_flag("show_archived")?;
        let limit = call.query_number("limit", 1, 1000)?.unwrap_or(500);
        let after = call.query("cursor").map(read_cursor).transpose()?;
        let store = call.store();
        let of = store.target(schema.visible(&store)?)?;
        let of_name = if of.list().is_some() { "list_id" } else { "object_id" };
        let mut views: Vec<_> =
            store.views(of).filter(|view| after.is_none_or(|after| view.id > after)).collect();
        let more = views.len() > limit;
        views.truncate(limit);
        let next = views.last().filter(|_| more).map(|last| cursor(last.id));
        let id = |id: Uuid| Json::String(id.to_string());
        let views = views.into_iter().map(|view| {
            let ids = [("workspace_id", store.workspace), (of_name, of.id), ("view_id", view.id)];
            object([
                ("id", object(ids.map(|(name, value)| (name, id(value))))),
                ("title", Json::string(view.title.as_str())),
                ("created_at", Json::String(view.created_at.to_string())),
            ])
        });
        Ok(Answer::bare(object([
            ("data", Json::Array(views.collect())),
            ("pagination", object([("next_cursor", Json::nullable(next))])),
        ])))
    };
    views().into()
}

/// The start of the next page: after this view.
fn cursor(last: Uuid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(last.as_bytes())
}

fn read_cursor(text: &str) -> Result<Uuid, ApiError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    bytes
        .and_then(|bytes| Uuid::from_slice(&bytes).ok())
        .ok_or_else(|| ApiError::params(Violation::invalid("Invalid cursor").at("cursor")))
}
