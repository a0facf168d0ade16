//! The requests of typed records.

use bytes::Bytes;

use crate::client::{Call, Client};
use crate::derived::{Creatable, WriteValues};
use crate::describe::{Described, Field, RecordId};
use crate::error::Error;
use crate::reconcile::Create;
use crate::record::requests::{self, Update};
use crate::record::{self, Record};
use crate::wire::ValuesWriter;

/// Returns the body and the unique attributes of a create that can be settled.
pub(super) fn reconcilable<R: Creatable>(record: &R) -> Result<Create, Error> {
    let target = R::TARGET;
    let body = record::encode(&mut |out| record.write_values(out))
        .map_err(|failure| Error::encode(requests::CREATE.on(target), failure))?;
    Ok(Create { target: target.into(), body: body.into(), unique: unique_keys::<R>() })
}

/// Returns the attributes by which a create can be settled.
pub(super) fn unique_keys<R: Described>() -> Vec<String> {
    R::FIELDS
        .iter()
        .filter(|field| field.about.unique && !field.about.read_only)
        .map(|field| field.key.to_owned())
        .collect()
}

/// Returns the body of an assert by this field.
pub(super) fn asserted<R: WriteValues>(record: &R, field: &'static Field) -> Result<Bytes, Error> {
    record::encode_matched(field, &mut |out| record.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(requests::ASSERT.on(R::TARGET), failure))
}

/// Updates a record with the values that `write` writes.
pub(super) fn update<R: Described>(
    client: &Client,
    id: RecordId<R>,
    write: &mut dyn FnMut(&mut ValuesWriter),
    update: Update,
) -> Call<Record<R>> {
    let (target, id) = (R::TARGET, id.uuid());
    let request = record::encode(write)
        .map(|body| requests::update(update, target, id, body.into()))
        .map_err(|failure| Error::encode(update.action(target, id), failure));
    Call::new(client, request, record::written)
}
