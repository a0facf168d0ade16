//! Reading the facts of the schema that the client keeps.

use std::collections::HashSet;

use serde::Deserialize;

use super::pull::name;
use super::requests::{self, read};
use crate::client::{
    AttributeFacts, Call, Client, End, Facts, Name, PAGE, Requests, Response, SchemaFacts,
    TargetFacts, list_all,
};
use crate::error::Error;
use crate::request::{Request, TargetBuf};

impl Client {
    /// Reads the slugs and IDs of the workspace's objects, lists and attributes.
    ///
    /// It sends one request per object and list, and two more. Needs the scopes
    /// `object_configuration:read` and `list_configuration:read`; without the second scope, the lists are
    /// left out.
    ///
    /// The client and its clones keep the facts for ten minutes: calls within this time send nothing.
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// use attio_core::Target;
    ///
    /// let facts = client.schema_facts().await?;
    /// let people = Target::Object("people");
    /// println!("{:?} {:?}", facts.id(people), facts.attribute_id(people, "job_title"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the schema cannot be read.
    #[doc(alias("metadata", "attribute_ids", "slugs"))]
    pub fn schema_facts(&self) -> Call<SchemaFacts> {
        Call::many(self, async move |calls| {
            let now = calls.client().clock().now();
            if let Some(facts) = calls.client().facts().all(now) {
                return Ok(facts);
            }
            let facts = SchemaFacts::new(read_all(&calls).await?);
            calls.client().facts().keep_all(facts.clone(), now);
            Ok(facts)
        })
    }
}

async fn read_all(calls: &Requests) -> Result<Facts, Error> {
    let mut facts = Facts::default();
    let response = calls.send(Request::new(&requests::OBJECTS)).await?;
    for object in read(&response, attio_schema::api::objects)? {
        // An ID that is not a UUID cannot be looked up.
        let Ok(id) = object.id.parse() else { continue };
        if let Some(attributes) = attributes(calls, TargetBuf::object(name(&object))).await? {
            let name = Name { id, slug: object.api_slug };
            facts.objects.push(TargetFacts { name, attributes });
        }
    }
    // Without the scope, the objects are still usable.
    let lists = match requests::lists(calls).await? {
        Some(response) => response.data::<Vec<List>>()?,
        None => Vec::new(),
    };
    for List { id: ListId { list_id }, api_slug: slug } in lists {
        let Ok(id) = list_id.parse() else { continue };
        if let Some(attributes) = attributes(calls, TargetBuf::List(list_id.into())).await? {
            facts.lists.push(TargetFacts { name: Name { id, slug }, attributes });
        }
    }
    Ok(facts)
}

/// The names of a list.
#[derive(Deserialize)]
struct List {
    id: ListId,
    api_slug: Option<String>,
}

#[derive(Deserialize)]
struct ListId {
    list_id: String,
}

/// Reads the attributes of a target; `None` if it was deleted meanwhile.
async fn attributes(
    calls: &Requests,
    target: TargetBuf,
) -> Result<Option<Vec<AttributeFacts>>, Error> {
    let request = Request::of(&requests::ATTRIBUTES, target).with_query("show_archived", "true");
    let mut seen = HashSet::new();
    // Attributes come twice if others are added before them.
    let read = |response: Response| {
        let page = read(&response, attio_schema::api::attributes)?.into_iter();
        let facts = page.filter_map(|attribute| {
            let id = attribute.id.parse().ok().filter(|id| seen.insert(*id))?;
            let name = Name { id, slug: Some(attribute.api_slug) };
            Some(AttributeFacts {
                name,
                is_unique: attribute.is_unique,
                is_archived: attribute.is_archived,
            })
        });
        Ok(facts.collect())
    };
    match list_all(calls.clone(), request, PAGE, End::EmptyPage, read).await {
        Err(error) if error.is_not_found() => Ok(None),
        listed => listed.map(Some),
    }
}
