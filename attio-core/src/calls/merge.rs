//! Merging two records into one.

use std::fmt;

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, Response};
use crate::describe::{RecordId, Target};
use crate::error::Error;
use crate::request::{Operation, Request};

/// The result of a merge of two records.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
#[doc(alias = "deduplicate")]
pub struct MergedRecord<R> {
    /// The ID of the new record. The IDs of the merged records no longer exist.
    pub record_id: RecordId<R>,
    /// Whether Attio has yet to apply the merge (the response had status 202). Until then, reading
    /// the new record fails with the code `merge_in_progress`.
    pub is_pending: bool,
}

impl<R> fmt::Debug for MergedRecord<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergedRecord")
            .field("record_id", &self.record_id.uuid())
            .field("is_pending", &self.is_pending)
            .finish()
    }
}

static MERGE: Operation = Operation::post(
    "merge",
    "/v2/{target}/records/merge",
    "merge record {secondary} into record {primary} of {target}",
)
.returning(&["new_record_id"])
.with_statuses(&[200, 202]);

pub(super) fn merge<R>(
    client: &Client,
    target: Target<'static>,
    primary: Uuid,
    secondary: Uuid,
) -> Call<MergedRecord<R>> {
    let body = format!(
        r#"{{"data":{{"primary_record_id":"{primary}","secondary_record_id":"{secondary}"}}}}"#
    );
    let request = Request::of(&MERGE, target)
        .with("primary", primary)
        .with("secondary", secondary)
        .with_body(body);
    Call::new(client, Ok(request), finish)
}

fn finish<R>(response: Response) -> Result<MergedRecord<R>, Error> {
    #[derive(Deserialize)]
    struct Data {
        new_record_id: Uuid,
    }
    let Data { new_record_id } = response.data()?;
    Ok(MergedRecord { record_id: new_record_id.into(), is_pending: response.status == 202 })
}
