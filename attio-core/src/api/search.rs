//! Fuzzy search over objects.

use std::fmt;
use std::future::IntoFuture;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{Call, Client};
use crate::describe::{IsRecord, RecordId, is_same_target};
use crate::error::Error;
use crate::request::{Operation, Request};

static SEARCH: Operation =
    Operation::read("search", "/v2/objects/records/search", "search records");

impl Client {
    /// Searches records by name, domain, e-mail address, phone number or social handle.
    ///
    /// Endpoint: `POST /v2/objects/records/search`, which is in beta. A search is eventually consistent: a
    /// record that was just created may be missing. A [query](crate::AttioRecord::query) is consistent.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// for found in client.search("alan mathis", ["people", "deals"]).limit(10).await? {
    ///     println!("{} {}", found.object_slug, found.record_text);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaiting it returns an error if `query` is longer than 256 characters, or if `objects` is empty.
    #[doc(alias("find", "fuzzy", "full_text"))]
    pub fn search<O: Into<String>>(
        &self,
        query: impl Into<String>,
        objects: impl IntoIterator<Item = O>,
    ) -> Search {
        Search {
            client: self.clone(),
            body: Body {
                query: query.into(),
                objects: objects.into_iter().map(Into::into).collect(),
                request_as: RequestAs { kind: "workspace", workspace_member_id: None },
                limit: 25,
            },
        }
    }
}

/// A search, from [`Client::search`]. Await it to send it.
#[must_use = "the request is sent when this is awaited"]
pub struct Search {
    client: Client,
    body: Body,
}

#[derive(Serialize)]
struct Body {
    query: String,
    objects: Vec<String>,
    request_as: RequestAs,
    limit: u8,
}

/// The workspace or member whose access a search has.
#[derive(Serialize)]
struct RequestAs {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace_member_id: Option<Uuid>,
}

impl Search {
    /// Sets the maximum number of results, 1 to 25; 25 by default.
    #[doc(alias = "per_page")]
    pub fn limit(mut self, limit: u8) -> Self {
        self.body.limit = limit;
        self
    }

    /// Returns the call, so that its settings can be changed.
    pub fn call(self) -> Call<Vec<SearchResult>> {
        let request = serde_json::to_vec(&self.body)
            .map(|body| Request::new(&SEARCH).with_body(body))
            .map_err(|error| Error::unwritable(format!("the search cannot be written: {error}")));
        Call::new(&self.client, request, |response| response.data())
    }

    /// Restricts the results to records that this workspace member can see.
    pub fn as_member(mut self, id: Uuid) -> Self {
        self.body.request_as =
            RequestAs { kind: "workspace-member", workspace_member_id: Some(id) };
        self
    }
}

impl IntoFuture for Search {
    type Output = Result<Vec<SearchResult>, Error>;
    type IntoFuture = Call<Vec<SearchResult>>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").field("objects", &self.body.objects).finish_non_exhaustive()
    }
}

/// A record that a search found.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct SearchResult {
    id: Ids,
    /// The slug of the object.
    pub object_slug: String,
    /// The name or label of the record.
    #[serde(default)]
    pub record_text: String,
    /// The image of the record.
    #[serde(default)]
    pub record_image: Option<String>,
    /// The e-mail addresses of a person.
    #[serde(default)]
    pub email_addresses: Vec<String>,
    /// The phone numbers of a person.
    #[serde(default)]
    pub phone_numbers: Vec<String>,
    /// The domains of a company.
    #[serde(default)]
    pub domains: Vec<String>,
}

#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, Deserialize)]
struct Ids {
    object_id: Uuid,
    record_id: Uuid,
}

impl SearchResult {
    /// Returns the ID of the record.
    #[must_use]
    pub fn record_id(&self) -> Uuid {
        self.id.record_id
    }

    /// Returns the ID of the object.
    #[must_use]
    pub fn object_id(&self) -> Uuid {
        self.id.object_id
    }

    /// Returns the ID of the record, if the record belongs to `T`'s object.
    #[must_use]
    pub fn id_of<T: IsRecord>(&self) -> Option<RecordId<T>> {
        let same =
            is_same_target(T::TARGET.name(), Some(&self.object_slug), Some(self.id.object_id));
        (same == Some(true)).then(|| self.id.record_id.into())
    }
}
