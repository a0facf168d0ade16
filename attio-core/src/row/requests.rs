//! The requests about the records of objects and activities, and about the entries of lists.

use bytes::Bytes;
use uuid::Uuid;

use crate::describe::Form;
use crate::request::{Action, Operation, Request, TargetBuf};

/// The operations of one kind of target.
struct Operations {
    create: Operation,
    assert: Operation,
    get: Operation,
    append: Operation,
    overwrite: Operation,
    delete: Operation,
    query: Operation,
}

macro_rules! operations {
    ($noun:literal, $article:literal, $plural:literal, $id:literal) => {{
        const ID: &[&str] = &["id", $id];
        const ALL: &str = concat!("/v2/{target}/", $plural);
        const ONE: &str = concat!("/v2/{target}/", $plural, "/{", $id, "}");
        const UPDATE: &str = concat!("update ", $noun, " {", $id, "} of {target}");
        let create = concat!("create ", $article, " ", $noun, " of {target}");
        let assert = concat!("assert ", $article, " ", $noun, " of {target}");
        let get = concat!("get ", $noun, " {", $id, "} of {target}");
        let delete = concat!("delete ", $noun, " {", $id, "} of {target}");
        Operations {
            create: Operation::post("create", ALL, create).returning(ID).showing_creator(),
            assert: Operation::put("assert", ALL, assert).returning(ID),
            get: Operation::get("get", ONE, get),
            append: Operation::patch("append", ONE, UPDATE).returning(ID),
            overwrite: Operation::put("overwrite", ONE, UPDATE).returning(ID),
            delete: Operation::delete("delete", ONE, delete),
            query: Operation::read(
                "query",
                concat!("/v2/{target}/", $plural, "/query"),
                concat!("query ", $plural, " of {target}"),
            ),
        }
    }};
}

static RECORDS: Operations = operations!("record", "a", "records", "record_id");
static ENTRIES: Operations = operations!("entry", "an", "entries", "entry_id");

fn operations(target: &TargetBuf) -> (&'static Operations, Form) {
    match Form::of(target.as_target()) {
        Form::Record => (&RECORDS, Form::Record),
        Form::Entry => (&ENTRIES, Form::Entry),
    }
}

/// How an update treats the existing values of a multi-select attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// They stay.
    Append,
    /// They are replaced.
    Overwrite,
}

impl Update {
    pub(crate) fn action(self, target: impl Into<TargetBuf>, id: Uuid) -> Action {
        self.request(target.into(), id).action
    }

    fn request(self, target: TargetBuf, id: Uuid) -> Request {
        let (operations, form) = operations(&target);
        let operation = match self {
            Self::Append => &operations.append,
            Self::Overwrite => &operations.overwrite,
        };
        Request::of(operation, target).with(form.id(), id)
    }
}

/// The action of [`create`], for errors before there is a request.
pub(crate) fn creating(target: impl Into<TargetBuf>) -> Action {
    let target = target.into();
    operations(&target).0.create.on(target)
}

/// The action of [`assert`], for errors before there is a request.
pub(crate) fn asserting(target: impl Into<TargetBuf>) -> Action {
    let target = target.into();
    operations(&target).0.assert.on(target)
}

pub(crate) fn create(target: impl Into<TargetBuf>, body: Bytes) -> Request {
    let target = target.into();
    Request::of(&operations(&target).0.create, target).with_body(body)
}

/// An entry is matched by its parent, which is in the body.
pub(crate) fn assert(
    target: impl Into<TargetBuf>,
    attribute: Option<&str>,
    body: Bytes,
) -> Request {
    let target = target.into();
    let request = Request::of(&operations(&target).0.assert, target).with_body(body);
    match attribute {
        Some(attribute) => request.with_query("matching_attribute", attribute),
        None => request,
    }
}

pub(crate) fn get(target: impl Into<TargetBuf>, id: Uuid) -> Request {
    let target = target.into();
    let (operations, form) = operations(&target);
    Request::of(&operations.get, target).with(form.id(), id)
}

pub(crate) fn update(
    update: Update,
    target: impl Into<TargetBuf>,
    id: Uuid,
    body: Bytes,
) -> Request {
    update.request(target.into(), id).with_body(body)
}

pub(crate) fn delete(target: impl Into<TargetBuf>, id: Uuid) -> Request {
    let target = target.into();
    let (operations, form) = operations(&target);
    Request::of(&operations.delete, target).with(form.id(), id)
}

pub(crate) fn query(target: impl Into<TargetBuf>, body: String) -> Request {
    let target = target.into();
    Request::of(&operations(&target).0.query, target).with_body(body)
}
