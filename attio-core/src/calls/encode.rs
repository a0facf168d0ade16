//! The requests of typed records.

use bytes::Bytes;
use uuid::Uuid;

use super::AttioRecord;
use crate::client::{Call, Client};
use crate::derived::{CreatableRecord, WriteRecord};
use crate::describe::Field;
use crate::describe::RecordId;
use crate::error::Error;
use crate::reconcile::Create;
use crate::record::{Record, written};
use crate::request::{Request, doing_assert, doing_create, doing_update};
use crate::wire::{EncodeFailure, ValuesWriter, encode_matched_record, encode_record};

/// The body and the unique attributes of a create that can be settled.
pub(super) fn reconcilable<R: CreatableRecord>(record: &R) -> Result<Create, Error> {
    let body = encode_record(&mut |out| record.write_values(out))
        .map_err(|failure| Error::encode(doing_create(R::OBJECT), failure))?;
    Ok(Create { object: R::OBJECT.to_owned(), body: body.into(), unique: unique_keys::<R>() })
}

/// The attributes by which a create can be settled.
pub(super) fn unique_keys<R: AttioRecord>() -> Vec<String> {
    R::FIELDS
        .iter()
        .filter(|field| field.about.unique && !field.about.read_only)
        .map(|field| field.key.to_owned())
        .collect()
}

/// The body of an assert by this field.
pub(super) fn asserted<R: WriteRecord>(record: &R, field: &'static Field) -> Result<Bytes, Error> {
    encode_matched_record(field, &mut |out| record.write_values(out))
        .map(Bytes::from)
        .map_err(|failure| Error::encode(doing_assert(R::OBJECT), failure))
}

/// An update of a record by what is written so.
pub(super) fn update<R: AttioRecord>(
    client: &Client,
    id: RecordId<R>,
    write: &mut dyn FnMut(&mut ValuesWriter),
    request: fn(&str, Uuid, Bytes) -> Request,
) -> Call<Record<R>> {
    let id = id.uuid();
    let failed = |failure: EncodeFailure| Error::encode(doing_update(R::OBJECT, id), failure);
    let request =
        encode_record(write).map(|body| request(R::OBJECT, id, body.into())).map_err(failed);
    Call::new(client, request, written)
}
