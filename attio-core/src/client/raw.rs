//! Calls of endpoints that have no typed call yet.

use std::fmt;
use std::future::IntoFuture;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Client, Pending};
use crate::error::{Error, Outcome};
use crate::request::{Effect, Request};

impl Client {
    /// A call of any endpoint, with the same token, time limits and errors as the typed ones.
    ///
    /// What a failure may have left behind is judged by the method: `GET` changes nothing, `PUT`
    /// and `DELETE` the same each time, `POST` and `PATCH` something each time. A `POST` that only
    /// reads says so with [`read_only`](OtherCall::read_only).
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// use attio_core::Method;
    ///
    /// let members = client.request(Method::GET, "/v2/workspace_members").await?;
    /// let members: serde_json::Value = members.json()?;
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> OtherCall {
        OtherCall {
            client: self.clone(),
            effect: Effect::of(&method),
            method,
            path: path.into(),
            query: Vec::new(),
            body: Ok(None),
        }
    }
}

/// A call of any endpoint, from [`Client::request`]. Await it.
#[must_use = "the request is sent when this is awaited"]
pub struct OtherCall {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Result<Option<Bytes>, Error>,
    effect: Effect,
}

impl OtherCall {
    /// Adds a parameter behind the `?`.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the JSON body. A body that cannot be written is reported when the call is awaited.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(body)
            .map(|body| Some(body.into()))
            .map_err(|error| Error::unwritable(format!("the body cannot be written: {error}")));
        self
    }

    /// Says that the call changes nothing, whatever its method.
    pub fn read_only(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }
}

impl IntoFuture for OtherCall {
    type Output = Result<OtherAnswer, Error>;
    type IntoFuture = Pending<OtherAnswer>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { client, method, path, query, body, effect } = self;
        let request = body.map(|body| Request::other(method, &path, query, body, effect));
        Call::new(&client, request, |answer| {
            Ok(OtherAnswer { status: answer.status, body: answer.body.clone() })
        })
        .into_future()
    }
}

impl fmt::Debug for OtherCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OtherCall({} {})", self.method, self.path)
    }
}

/// A success of any endpoint.
#[derive(Clone, Debug)]
pub struct OtherAnswer {
    status: u16,
    body: Bytes,
}

impl OtherAnswer {
    /// The HTTP status, from 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// The body is not of the type. The call was a success all the same, and the error's
    /// [`outcome`](Error::outcome) says so.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            Error::answer(self.status, error.to_string(), &self.body, "read an answer")
                .with_outcome(Outcome::Applied(None))
        })
    }
}
