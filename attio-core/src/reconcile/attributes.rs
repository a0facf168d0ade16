//! Which attributes the live workspace says to be unique.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use attio_schema::{Attribute, AttributeType, api};

use super::settle::Deadline;
use crate::client::Client;
use crate::request::Request;

/// A unique attribute.
#[derive(Debug)]
pub(crate) struct UniqueAttribute {
    /// What answers are keyed by.
    pub(super) slug: String,
    /// `None` for a type that is newer than this library.
    pub(super) kind: Option<AttributeType>,
}

/// The attributes that were found to be unique, by object and key. What was found stays: an
/// attribute that is unique seldom ceases to be.
#[derive(Debug, Default)]
pub(crate) struct UniqueAttributes(Mutex<HashMap<(String, String), Arc<UniqueAttribute>>>);

impl UniqueAttributes {
    fn get(&self, key: &(String, String)) -> Option<Arc<UniqueAttribute>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: (String, String), attribute: Arc<UniqueAttribute>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, attribute);
    }
}

/// Asks the workspace, once a client, whether an attribute is unique. What the struct says is not
/// enough: it may be wrong, and then a repeated create makes a second record.
///
/// # Errors
///
/// It is not, or that cannot be read; the text says which.
pub(super) async fn unique_attribute(
    client: &Client,
    object: &str,
    key: &str,
    deadline: &Deadline<'_>,
) -> Result<Arc<UniqueAttribute>, String> {
    let place = (object.to_owned(), key.to_owned());
    if let Some(known) = client.unique_attributes().get(&place) {
        return Ok(known);
    }
    let live = read(client, object, key, deadline)
        .await
        .map_err(|reason| format!("whether `{key}` is unique cannot be read: {reason}"))?;
    if !live.is_unique {
        return Err(format!("`{key}` is not unique in the workspace, so a repeat could double it"));
    }
    let attribute = Arc::new(UniqueAttribute { kind: live.attribute_type(), slug: live.api_slug });
    client.unique_attributes().keep(place, Arc::clone(&attribute));
    Ok(attribute)
}

/// Asks once more where the answer was a success that cannot be read: the next one may be whole. An
/// error was repeated already, where that is of use.
async fn read(
    client: &Client,
    object: &str,
    key: &str,
    deadline: &Deadline<'_>,
) -> Result<Attribute, String> {
    let mut repeats = 0;
    loop {
        let request = Request::attribute(object, key);
        let reason = match client.send_within(request, deadline.limits()).await {
            Ok(answer) => match parse(&answer.body) {
                Ok(live) => {
                    client.retry_budget().give_back(repeats);
                    return Ok(live);
                }
                Err(reason) => reason,
            },
            Err(error) if error.is_answer_too_large() => error.to_string(),
            Err(error) => return Err(error.to_string()),
        };
        let Ok(wait) = deadline.wait(repeats) else { return Err(reason) };
        client.clock().sleep(wait).await;
        client.retry_budget().take();
        repeats += 1;
    }
}

fn parse(body: &[u8]) -> Result<Attribute, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    api::attribute(text).map_err(|error| error.to_string())
}
