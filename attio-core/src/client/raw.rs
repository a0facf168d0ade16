//! Requests to endpoints without a typed call.

use std::fmt;
use std::future::IntoFuture;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Client, Response};
use crate::error::Error;
use crate::request::{Effect, Request};

impl Client {
    /// Creates a call of any endpoint.
    ///
    /// It has the same token, time limits and errors as typed calls. The method decides whether a failed
    /// request may have been applied, and whether it is retried: `GET` changes nothing, `PUT` and `DELETE`
    /// are idempotent, `POST` and `PATCH` are not. Use [`read_only`](RawRequest::read_only) for a `POST`
    /// that only reads.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// use attio_core::Method;
    ///
    /// let members = client.request(Method::GET, "/v2/workspace_members").await?;
    /// let members: serde_json::Value = members.json()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias("raw", "send", "custom", "endpoint"))]
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest {
            client: self.clone(),
            effect: Effect::of(&method),
            method,
            path: path.into(),
            query: Vec::new(),
            body: Ok(None),
        }
    }
}

/// A request to any endpoint, from [`Client::request`]. Await it to send it.
#[must_use = "the request is sent when this is awaited"]
pub struct RawRequest {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Bytes>, Error>,
    effect: Effect,
}

impl RawRequest {
    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the JSON body. If it cannot be written, awaiting the call returns an error.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(body)
            .map(|body| Some(body.into()))
            .map_err(|error| Error::unwritable(format!("the body cannot be written: {error}")));
        self
    }

    /// Declares that the call changes nothing, whatever its method.
    pub fn read_only(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }

    /// Returns the call, so that its settings can be changed.
    pub fn call(self) -> Call<RawResponse> {
        let Self { client, method, path, query, body, effect } = self;
        let request = body.map(|body| {
            let request = Request::raw(method, path, effect).with_raw_query(query);
            match body {
                Some(body) => request.with_body(body),
                None => request,
            }
        });
        Call::new(&client, request, |response| Ok(RawResponse(response)))
    }
}

impl IntoFuture for RawRequest {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = Call<RawResponse>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawRequest({} {})", self.method, self.path)
    }
}

/// A successful response of any endpoint.
#[derive(Clone)]
pub struct RawResponse(Response);

impl RawResponse {
    /// Returns the HTTP status, from 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Returns the body as it was received.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Returns the first header with this name, whatever the case of the name.
    ///
    /// Returns `None` if there is no such header, or if its value is not ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.all.as_ref()?.get(name)?.to_str().ok()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the body does not deserialize as `T`. The call itself succeeded, so after a
    /// write the error's [`outcome`](Error::outcome) is `Applied`. After a call that only reads, such as a
    /// `GET` or a [`read_only`](RawRequest::read_only) request, it is `NotApplied`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.0.json()
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Response { status, body, .. } = &self.0;
        write!(f, "RawResponse({status}, {} bytes)", body.len())
    }
}
