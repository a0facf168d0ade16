//! Reading the schema of the live workspace.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use attio_schema::{Attribute, AttributeType, Object, Workspace, api};

use super::requests::{self, read};
use crate::api::WHOAMI;
use crate::client::{Call, Client, End, PAGE, Requests, Response, list_all};
use crate::error::Error;
use crate::request::{Request, TargetBuf};

impl Client {
    /// Reads the workspace's schema: objects, attributes, options and statuses, including archived
    /// ones.
    ///
    /// Needs the scope `object_configuration:read`.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// let workspace = client.pull_schema().objects(["people", "companies"]).await?;
    /// println!("{}", workspace.to_json());
    /// # Ok(()) }
    /// ```
    ///
    /// It sends one request per page of an object's attributes, and one per select or status
    /// attribute, one after the other.
    #[doc(alias("introspect", "describe", "download"))]
    pub fn pull_schema(&self) -> PullSchema {
        PullSchema { client: self.clone(), objects: None, progress: None }
    }
}

type OnProgress = Arc<dyn Fn(PullProgress<'_>) + Send + Sync>;

/// The progress of a [`PullSchema`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PullProgress<'a> {
    /// The object that is read next.
    pub object: &'a str,
    /// The number of objects that were read.
    pub done: usize,
    /// The number of objects to read.
    pub total: usize,
}

/// A read of the schema, from [`Client::pull_schema`]. Await it.
#[must_use = "nothing is read before this is awaited"]
pub struct PullSchema {
    client: Client,
    objects: Option<Vec<String>>,
    progress: Option<OnProgress>,
}

impl PullSchema {
    /// Reads only these objects, given by slug or ID. An object that does not exist is left out.
    pub fn objects(mut self, objects: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.objects = Some(objects.into_iter().map(Into::into).collect());
        self
    }

    /// Returns the call, for its settings.
    pub fn call(self) -> Call<Workspace> {
        let Self { client, objects, progress } = self;
        Call::many(&client, async move |calls| {
            pull(&calls, objects.as_deref(), Others::LeftOut, progress).await
        })
    }

    /// Calls this function before each object is read.
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
    type IntoFuture = Call<Workspace>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

/// The objects whose attributes are read; `None` for all.
type Wanted<'w> = Option<&'w [String]>;

/// Reads one object with its attributes, and the others without, because references may lead to
/// them.
pub(super) async fn pull_around(calls: &Requests, object: &str) -> Result<Workspace, Error> {
    pull(calls, Some(&[object.to_owned()]), Others::Kept, None).await
}

/// Whether unwanted objects are in the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Kept,
    LeftOut,
}

async fn pull(
    calls: &Requests,
    wanted: Wanted<'_>,
    others: Others,
    progress: Option<OnProgress>,
) -> Result<Workspace, Error> {
    let response = calls.send(Request::new(&WHOAMI)).await?;
    let mut workspace = read(&response, api::workspace)?;
    let response = calls.send(Request::new(&requests::OBJECTS)).await?;
    let mut objects = read(&response, api::objects)?;
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
        object.attributes = attributes(calls, &TargetBuf::object(name(object))).await?;
    }
    if others == Others::Kept {
        objects.append(&mut left);
    }
    workspace.objects = objects;
    workspace.sort();
    Ok(workspace)
}

/// Returns the slug, or the ID: the API may return an object without a slug.
pub(super) fn name(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

/// Reads all attributes with their options and statuses.
async fn attributes(calls: &Requests, target: &TargetBuf) -> Result<Vec<Attribute>, Error> {
    let request = Request::of(&requests::ATTRIBUTES, target).with_query("show_archived", "true");
    let mut seen = HashSet::new();
    // Attributes come twice if others are added before them.
    let read_page = |response: Response| {
        let mut page = read(&response, api::attributes)?;
        page.retain(|attribute| seen.insert(attribute.id.clone()));
        Ok(page)
    };
    let mut all = list_all(calls.clone(), request, PAGE, End::EmptyPage, read_page).await?;
    for attribute in &mut all {
        let operation = match attribute.attribute_type() {
            Some(AttributeType::Select) => &requests::OPTIONS,
            Some(AttributeType::Status) => &requests::STATUSES,
            _ => continue,
        };
        // By ID: an archived attribute may share its slug.
        let request = Request::of(operation, target)
            .with("attribute", attribute.id.as_str())
            .with_query("show_archived", "true");
        let response = calls.send(request).await?;
        match attribute.attribute_type() {
            Some(AttributeType::Select) => attribute.options = read(&response, api::options)?,
            _ => attribute.statuses = read(&response, api::statuses)?,
        }
    }
    Ok(all)
}
