//! The attributes that are unique in the live workspace.

use std::sync::Arc;
use std::time::Instant;

use attio_schema::{Attribute, api};
use uuid::Uuid;

use super::deadline::wait;
use super::unique_value::{UniqueValue, Written};
use crate::client::Requests;
use crate::describe::Form;
use crate::request::{Operation, Request, TargetBuf};

static ATTRIBUTE: Operation = Operation::get(
    "get_attribute",
    "/v2/{target}/attributes/{attribute}",
    "get the attribute {attribute} of {target}",
);

/// The values of a record that are unique in the workspace.
#[derive(Debug)]
pub(super) struct Unique {
    /// Never empty.
    pub(super) values: Vec<UniqueValue>,
    /// Whether all attributes that may be unique could be read. If not, a different record may have all the
    /// [values](Self::values).
    pub(super) are_all: bool,
    /// The parent of the entry to create.
    pub(super) parent: Option<Uuid>,
}

/// The uniqueness of an attribute in the workspace.
enum Uniqueness {
    Unique(Arc<Attribute>),
    NotUnique,
    /// The attribute cannot be read, for this reason.
    Unclear(String),
}

/// Reads from the workspace which attributes are unique, unless the client has done so after this instant.
/// The struct is not trusted: if it is wrong, a second create makes a second record.
///
/// # Errors
///
/// Returns the reason if no value is known to be unique.
pub(super) async fn unique_values(
    calls: &Requests,
    target: &TargetBuf,
    keys: &[String],
    written: &Written,
    since: Instant,
) -> Result<Unique, String> {
    let mut unique = Unique { values: Vec::new(), are_all: true, parent: written.parent() };
    let noun = Form::of(target.as_target()).noun();
    let mut reason = format!("the {noun} has no value of a unique attribute");
    for key in keys {
        let values = written.under(key);
        if values.is_empty() && !written.may_have_under_another_name(key) {
            continue;
        }
        match uniqueness(calls, target, key, since).await {
            Uniqueness::Unique(attribute) => {
                let names = [&attribute.api_slug, &attribute.id].into_iter();
                let values = match values.is_empty() {
                    true => names.flat_map(|name| written.under(name)).collect(),
                    false => values,
                };
                let values = values.into_iter();
                unique
                    .values
                    .extend(values.filter_map(|value| UniqueValue::new(&attribute, value)));
            }
            Uniqueness::NotUnique => {
                reason = format!(
                    "`{key}` is not unique in the workspace, so a retry could duplicate it"
                );
            }
            Uniqueness::Unclear(why) => {
                unique.are_all = false;
                reason = format!("cannot read whether `{key}` is unique: {why}");
            }
        }
    }
    if unique.values.is_empty() { Err(reason) } else { Ok(unique) }
}

async fn uniqueness(calls: &Requests, target: &TargetBuf, key: &str, since: Instant) -> Uniqueness {
    let facts = calls.client().facts();
    let attribute = match facts.attribute_since(target, key, since) {
        Some(known) => known,
        None => {
            let asked_at = calls.client().clock().now();
            match read(calls, target, key).await {
                Ok(live) => {
                    let live = Arc::new(live);
                    facts.keep_attribute(target.clone(), key, Arc::clone(&live), asked_at);
                    live
                }
                Err(reason) => return Uniqueness::Unclear(reason),
            }
        }
    };
    if attribute.is_unique { Uniqueness::Unique(attribute) } else { Uniqueness::NotUnique }
}

/// Sends the request again if the response was a success that cannot be read: the next one may be complete.
/// The client has already retried errors that can pass.
async fn read(calls: &Requests, target: &TargetBuf, key: &str) -> Result<Attribute, String> {
    let client = calls.client();
    let mut retries = 0;
    loop {
        let request = Request::of(&ATTRIBUTE, target).with("attribute", key);
        let reason = match calls.send(request).await {
            Ok(response) => match parse(&response.body, key) {
                Ok(live) => {
                    client.retry_budget().give_back(retries);
                    return Ok(live);
                }
                Err(reason) => reason,
            },
            Err(error) if error.is_response_too_large() => error.to_string(),
            Err(error) => return Err(error.to_string()),
        };
        let Ok(time) = wait(calls, retries) else { return Err(reason) };
        client.clock().sleep(time).await;
        client.retry_budget().take();
        retries += 1;
    }
}

fn parse(body: &[u8], key: &str) -> Result<Attribute, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let attribute = api::attribute(text).map_err(|error| error.to_string())?;
    if attribute.api_slug != key && !attribute.id.eq_ignore_ascii_case(key) {
        return Err(format!("the response is about `{}`", attribute.api_slug));
    }
    Ok(attribute)
}
