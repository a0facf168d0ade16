//! Reading the schema of the live workspace.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use attio_schema::{Attribute, AttributeType, List, Object, Workspace, api};

use super::requests::{self, read};
use crate::api::WHOAMI;
use crate::client::{Call, Client, End, PAGE, Requests, Response, list_all};
use crate::describe::Target;
use crate::error::Error;
use crate::request::{Request, TargetBuf};

impl Client {
    /// Reads the workspace's schema: objects and lists with their attributes, options and statuses,
    /// including archived ones.
    ///
    /// Needs the scopes `object_configuration:read` and `list_configuration:read`. Without the second
    /// scope, the lists are left out: [`Workspace::lists`] is then `None`. Private lists are missing if
    /// Attio does not show them to the token.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// let workspace = client.pull_schema().objects(["people", "companies"]).await?;
    /// println!("{}", workspace.to_json());
    /// # Ok(()) }
    /// ```
    ///
    /// It sends one request per page of an object's or list's attributes, and one per select or status
    /// attribute, one after the other.
    #[doc(alias("introspect", "describe", "download"))]
    pub fn pull_schema(&self) -> PullSchema {
        PullSchema { client: self.clone(), wanted: Wanted::ALL, progress: None }
    }
}

type OnProgress = Arc<dyn Fn(PullProgress<'_>) + Send + Sync>;

/// The progress of a [`PullSchema`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PullProgress<'a> {
    /// The object or list that is read next.
    pub target: Target<'a>,
    /// The number of objects and lists that were read.
    pub done: usize,
    /// The number of objects and lists to read.
    pub total: usize,
}

/// A read of the schema, from [`Client::pull_schema`]. Await it.
#[must_use = "nothing is read before this is awaited"]
pub struct PullSchema {
    client: Client,
    wanted: Wanted,
    progress: Option<OnProgress>,
}

impl PullSchema {
    /// Reads only these objects, given by slug or ID, and no lists except those of [`lists`](Self::lists).
    ///
    /// An object that does not exist is left out.
    pub fn objects(mut self, objects: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.wanted.only().objects.extend(objects.into_iter().map(Into::into));
        self
    }

    /// Reads only these lists, given by slug or ID, and no objects except those of
    /// [`objects`](Self::objects).
    ///
    /// A list that does not exist is left out.
    pub fn lists(mut self, lists: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let wanted = self.wanted.only().lists.get_or_insert_default();
        wanted.extend(lists.into_iter().map(Into::into));
        self
    }

    /// Returns the call, for its settings.
    pub fn call(self) -> Call<Workspace> {
        let Self { client, wanted, progress } = self;
        Call::many(&client, async move |calls| pull(&calls, &wanted, progress).await)
    }

    /// Calls this function before each object and each list is read.
    pub fn on_progress(mut self, call: impl Fn(PullProgress<'_>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(call));
        self
    }
}

impl fmt::Debug for PullSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PullSchema").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl IntoFuture for PullSchema {
    type Output = Result<Workspace, Error>;
    type IntoFuture = Call<Workspace>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

/// The objects and lists whose attributes are read.
#[derive(Clone, Debug)]
struct Wanted {
    /// `None` for everything.
    only: Option<Only>,
    /// Whether the result has the other objects or lists too, without attributes: references may lead to
    /// these objects, and messages name them.
    others: bool,
}

/// Objects and lists by slug or ID.
#[derive(Clone, Debug, Default)]
struct Only {
    objects: Vec<String>,
    /// `None` if the lists are not requested at all.
    lists: Option<Vec<String>>,
}

impl Wanted {
    const ALL: Self = Self { only: None, others: false };

    fn only(&mut self) -> &mut Only {
        self.only.get_or_insert_default()
    }
}

/// Reads one object or list with its attributes, and the other objects without.
pub(super) async fn pull_around(calls: &Requests, target: Target<'_>) -> Result<Workspace, Error> {
    let mut only = Only::default();
    match target {
        Target::Object(name) => only.objects.push(name.to_owned()),
        Target::List(name) => only.lists = Some(vec![name.to_owned()]),
        // No endpoint returns the attributes of an activity.
        Target::Activity(_) => {}
    }
    pull(calls, &Wanted { only: Some(only), others: true }, None).await
}

async fn pull(
    calls: &Requests,
    wanted: &Wanted,
    progress: Option<OnProgress>,
) -> Result<Workspace, Error> {
    let response = calls.send(Request::new(&WHOAMI)).await?;
    let mut workspace = read(&response, api::workspace)?;
    let (mut other_objects, mut other_lists) = (Vec::new(), Vec::new());
    let Wanted { only, others } = wanted;
    match only {
        None => {
            workspace.objects = objects(calls).await?;
            let response = requests::lists(calls).await?;
            workspace.lists = response.map(|response| read(&response, api::lists)).transpose()?;
        }
        Some(only) => {
            if !only.objects.is_empty() || *others {
                let is_wanted = |object: &Object| only.objects.iter().any(|name| object.is(name));
                (workspace.objects, other_objects) =
                    objects(calls).await?.into_iter().partition(is_wanted);
            }
            if let Some(names) = &only.lists
                && let Some(response) = requests::lists(calls).await?
            {
                let is_wanted = |list: &List| names.iter().any(|name| list.is(name));
                let lists = read(&response, api::lists)?.into_iter();
                let (lists, other) = lists.partition(is_wanted);
                (workspace.lists, other_lists) = (Some(lists), other);
            }
        }
    }
    let lists = workspace.lists.iter_mut().flatten();
    let lists =
        lists.map(|list| (TargetBuf::List(list.api_slug.clone().into()), &mut list.attributes));
    let objects = workspace.objects.iter_mut();
    let objects = objects.map(|object| (TargetBuf::object(name(object)), &mut object.attributes));
    let all: Vec<_> = objects.chain(lists).collect();
    let total = all.len();
    for (done, (target, attributes)) in all.into_iter().enumerate() {
        if let Some(progress) = &progress {
            progress(PullProgress { target: target.as_target(), done, total });
        }
        *attributes = read_attributes(calls, &target).await?;
    }
    if *others {
        workspace.objects.append(&mut other_objects);
        workspace.lists.iter_mut().for_each(|lists| lists.append(&mut other_lists));
    }
    workspace.sort();
    Ok(workspace)
}

async fn objects(calls: &Requests) -> Result<Vec<Object>, Error> {
    let response = calls.send(Request::new(&requests::OBJECTS)).await?;
    read(&response, api::objects)
}

/// Returns the slug, or the ID: the API may return an object without a slug.
pub(super) fn name(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

/// Reads all attributes with their options and statuses.
async fn read_attributes(calls: &Requests, target: &TargetBuf) -> Result<Vec<Attribute>, Error> {
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
