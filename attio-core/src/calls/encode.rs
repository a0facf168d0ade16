//! The requests of typed records.

use bytes::Bytes;
use uuid::Uuid;

use crate::client::{Call, Client};
use crate::derived::{Creatable, WriteValues};
use crate::describe::{Described, Field, RecordId};
use crate::error::Error;
use crate::reconcile::Create;
use crate::record::{Record, written};
use crate::request::{Request, doing_assert, doing_create, doing_update};
use crate::wire::{EncodeFailure, ValuesWriter, encode_matched_record, encode_record};

/// The body and the unique attributes of a create that can be settled.
pub(super) fn reconcilable<R: Creatable>(record: &R) -> Result<Create, Error> {
    let body = encode_record(&mut |out| record.write_values(out))
        .map_err(|failure| Error::encode(doing_create(R::TARGET.name()), failure))?;
    Ok(Create {
        object: R::TARGET.name().to_owned(),
        body: body.into(),
        unique: unique_keys::<R>(),
    })
}

/// The attributes by which a create can be settled.
pub(super) fn unique_keys<R: Described>() -> Vec<String> {
    R::FIELDS
        .iter()
        .filter(|field| field.about.unique && !field.about.read_only)
        .map(|field| field.key.to_owned())
        .collect()
}

/// The body of an assert by this field.
pub(super) fn asserted<R: WriteValues>(record: &R, field: &'static Field) -> Result<Bytes, Error> {
    encode_matched_record(field, &mut |out| record.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(doing_assert(R::TARGET.name()), failure))
}

/// An update of a record by what is written so.
pub(super) fn update<R: Described>(
    client: &Client,
    id: RecordId<R>,
    write: &mut dyn FnMut(&mut ValuesWriter),
    request: fn(&str, Uuid, Bytes) -> Request,
) -> Call<Record<R>> {
    let id = id.uuid();
    let failed =
        |failure: EncodeFailure| Error::encode(doing_update(R::TARGET.name(), id), failure);
    let request =
        encode_record(write).map(|body| request(R::TARGET.name(), id, body.into())).map_err(failed);
    Call::new(client, request, written)
}
