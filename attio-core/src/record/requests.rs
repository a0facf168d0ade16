//! The requests about records, of objects and of activities. Their paths differ only in the target.

use bytes::Bytes;
use uuid::Uuid;

use crate::request::{Action, Operation, Request, TargetBuf};

/// The path of the record's ID in a response.
const RECORD_ID: &[&str] = &["id", "record_id"];

pub(crate) static CREATE: Operation =
    Operation::post("create", "/v2/{target}/records", "create a record of {target}")
        .returning(RECORD_ID)
        .showing_creator();

pub(crate) static ASSERT: Operation =
    Operation::put("assert", "/v2/{target}/records", "assert a record of {target}")
        .returning(RECORD_ID);

static GET: Operation =
    Operation::get("get", "/v2/{target}/records/{record_id}", "get record {record_id} of {target}");

static APPEND: Operation = Operation::patch(
    "append",
    "/v2/{target}/records/{record_id}",
    "update record {record_id} of {target}",
)
.returning(RECORD_ID);

static OVERWRITE: Operation = Operation::put(
    "overwrite",
    "/v2/{target}/records/{record_id}",
    "update record {record_id} of {target}",
)
.returning(RECORD_ID);

static DELETE: Operation = Operation::delete(
    "delete",
    "/v2/{target}/records/{record_id}",
    "delete record {record_id} of {target}",
);

static QUERY: Operation =
    Operation::read("query", "/v2/{target}/records/query", "query records of {target}");

/// How an update treats existing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// Multi-values are added to.
    Append,
    /// Multi-values are replaced.
    Overwrite,
}

impl Update {
    fn operation(self) -> &'static Operation {
        match self {
            Self::Append => &APPEND,
            Self::Overwrite => &OVERWRITE,
        }
    }

    /// Returns the action, for errors of the body.
    pub(crate) fn action(self, target: impl Into<TargetBuf>, id: Uuid) -> Action {
        self.operation().on(target).with("record_id", id)
    }
}

pub(crate) fn create(target: impl Into<TargetBuf>, body: Bytes) -> Request {
    Request::of(&CREATE, target).with_body(body)
}

pub(crate) fn assert(target: impl Into<TargetBuf>, attribute: &str, body: Bytes) -> Request {
    Request::of(&ASSERT, target).with_query("matching_attribute", attribute).with_body(body)
}

pub(crate) fn get(target: impl Into<TargetBuf>, id: Uuid) -> Request {
    Request::of(&GET, target).with("record_id", id)
}

pub(crate) fn update(
    update: Update,
    target: impl Into<TargetBuf>,
    id: Uuid,
    body: Bytes,
) -> Request {
    Request::of(update.operation(), target).with("record_id", id).with_body(body)
}

pub(crate) fn delete(target: impl Into<TargetBuf>, id: Uuid) -> Request {
    Request::of(&DELETE, target).with("record_id", id)
}

pub(crate) fn query(target: impl Into<TargetBuf>, body: String) -> Request {
    Request::of(&QUERY, target).with_body(body)
}
