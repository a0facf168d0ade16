//! The requests of typed records and entries.

use bytes::Bytes;

use crate::client::{Call, Client};
use crate::derived::{Creatable, WriteValues};
use crate::describe::{Described, Field, Form, Target};
use crate::error::Error;
use crate::reconcile::Create;
use crate::request::Action;
use crate::row::requests::{self, Update};
use crate::row::{self, Row};
use crate::wire::ValuesWriter;

/// The body that creates a record.
pub(super) fn created<R: WriteValues>(record: &R) -> Result<Bytes, Error> {
    row::encode(row::open(Form::Record), &mut |out| record.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(requests::creating(R::TARGET), failure))
}

/// The body that creates or asserts an entry. An error is about this action.
pub(super) fn added<R: WriteValues>(
    entry: &R,
    parent: &R::ParentId,
    action: fn(Target<'static>) -> Action,
) -> Result<Bytes, Error> {
    row::encode(&row::open_with(parent, R::PARENT_OBJECT), &mut |out| entry.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(action(R::TARGET), failure))
}

/// A create that can be settled.
pub(super) fn reconcilable<R: Creatable>(body: Result<Bytes, Error>) -> Result<Create, Error> {
    Ok(Create { target: R::TARGET.into(), body: body?, unique: unique_keys::<R>() })
}

/// The attributes by which a create is settled.
pub(super) fn unique_keys<R: Described>() -> Vec<String> {
    R::FIELDS
        .iter()
        .filter(|field| field.about.unique && !field.about.read_only)
        .map(|field| field.key.to_owned())
        .collect()
}

/// The body that asserts a record by this attribute.
pub(super) fn asserted<R: WriteValues>(record: &R, field: &'static Field) -> Result<Bytes, Error> {
    row::encode_matched(field, &mut |out| record.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(requests::asserting(R::TARGET), failure))
}

/// Updates a record or an entry with these values.
pub(super) fn update<R: Described<Row: Row>>(
    client: &Client,
    id: R::Id,
    write: &mut dyn FnMut(&mut ValuesWriter),
    update: Update,
) -> Call<R::Row> {
    let (target, id) = (R::TARGET, id.into());
    let request = row::encode(row::open(R::Row::FORM), write)
        .map(|body| requests::update(update, target, id, body.into()))
        .map_err(|failure| Error::encode(update.action(target, id), failure));
    Call::new(client, request, row::written::<R>)
}
