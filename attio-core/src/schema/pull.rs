//! Reading the schema of the live workspace.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use attio_schema::{Attribute, AttributeType, Object, SchemaError, Workspace, api};
use reqwest::Method;

use crate::client::{BoxFuture, Client, OtherAnswer};
use crate::error::Error;

/// How many attributes are asked for at a time. The API documents no maximum.
const PAGE: usize = 500;

impl Client {
    /// Reads the workspace's schema: objects, attributes, options and statuses, archived ones
    /// included. Needs the scope `object_configuration:read`.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// let workspace = client.pull_schema().objects(["people", "companies"]).await?;
    /// println!("{}", workspace.to_json());
    /// # Ok(()) }
    /// ```
    ///
    /// It is one request an object, a page of attributes, and a select or status attribute, one
    /// after the other.
    pub fn pull_schema(&self) -> PullSchema {
        PullSchema { client: self.clone(), objects: None, others: false, progress: None }
    }
}

type OnProgress = Arc<dyn Fn(PullProgress<'_>) + Send + Sync>;

/// How far a [`PullSchema`] is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PullProgress<'a> {
    /// The object that is read next.
    pub object: &'a str,
    /// How many objects are done.
    pub done: usize,
    /// How many objects there are to read.
    pub total: usize,
}

/// A reading of the schema, from [`Client::pull_schema`]. Await it.
#[must_use = "nothing is read before this is awaited"]
pub struct PullSchema {
    client: Client,
    objects: Option<Vec<String>>,
    others: bool,
    progress: Option<OnProgress>,
}

impl PullSchema {
    /// Keeps the other objects too, without their attributes: references lead to them.
    pub(super) fn keep_others(mut self) -> Self {
        self.others = true;
        self
    }

    /// Reads these objects alone, given by slug or ID. One that does not exist is left out.
    pub fn objects(mut self, objects: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.objects = Some(objects.into_iter().map(Into::into).collect());
        self
    }

    /// Calls this before each object is read.
    pub fn on_progress(mut self, call: impl Fn(PullProgress<'_>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(call));
        self
    }
}

impl fmt::Debug for PullSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PullSchema").field("objects", &self.objects).finish_non_exhaustive()
    }
}

impl IntoFuture for PullSchema {
    type Output = Result<Workspace, Error>;
    type IntoFuture = BoxFuture<Result<Workspace, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(pull(self))
    }
}

async fn pull(pull: PullSchema) -> Result<Workspace, Error> {
    let PullSchema { client, objects: wanted, others, progress } = pull;
    let answer = client.request(Method::GET, "/v2/self").await?;
    let mut workspace = read(&answer, api::workspace)?;
    let answer = client.request(Method::GET, "/v2/objects").await?;
    let mut objects = read(&answer, api::objects)?;
    let mut left = Vec::new();
    if let Some(wanted) = wanted {
        let is_wanted = |object: &Object| wanted.iter().any(|wanted| object.is(wanted));
        (objects, left) = objects.into_iter().partition(is_wanted);
    }
    let total = objects.len();
    for (done, object) in objects.iter_mut().enumerate() {
        if let Some(progress) = &progress {
            progress(PullProgress { object: name(object), done, total });
        }
        let path = format!("/v2/objects/{}/attributes", name(object));
        object.attributes = attributes(&client, &path).await?;
    }
    if others {
        objects.append(&mut left);
    }
    workspace.objects = objects;
    workspace.sort();
    Ok(workspace)
}

/// The API may answer an object without a slug.
pub(super) fn name(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

/// All attributes with their options and statuses.
async fn attributes(client: &Client, path: &str) -> Result<Vec<Attribute>, Error> {
    let mut all: Vec<Attribute> = Vec::new();
    let mut seen = HashSet::new();
    // A short page is not the last: the API documents no maximum of `limit`, so it may answer less
    // than was asked for. An empty page is, and one without news, where `offset` is not heeded.
    loop {
        let answer = client
            .request(Method::GET, path)
            .query("show_archived", "true")
            .query("limit", PAGE)
            .query("offset", all.len())
            .await?;
        let before = all.len();
        let page = read(&answer, api::attributes)?;
        all.extend(page.into_iter().filter(|attribute| seen.insert(attribute.id.clone())));
        if all.len() == before {
            break;
        }
    }
    for attribute in &mut all {
        let choices = match attribute.attribute_type() {
            Some(AttributeType::Select) => "options",
            Some(AttributeType::Status) => "statuses",
            _ => continue,
        };
        // By ID: an archived attribute may share its slug.
        let path = format!("{path}/{}/{choices}", attribute.id);
        let answer = client.request(Method::GET, path).query("show_archived", "true").await?;
        if choices == "options" {
            attribute.options = read(&answer, api::options)?;
        } else {
            attribute.statuses = read(&answer, api::statuses)?;
        }
    }
    Ok(all)
}

/// Reads an answer into the model.
pub(super) fn read<T>(
    answer: &OtherAnswer,
    read: fn(&str) -> Result<T, SchemaError>,
) -> Result<T, Error> {
    let unreadable = |reason: String| {
        Error::answer(answer.status(), reason, answer.body(), "read the schema of the workspace")
    };
    let text = std::str::from_utf8(answer.body()).map_err(|error| unreadable(error.to_string()))?;
    read(text).map_err(|error| unreadable(error.to_string()))
}
