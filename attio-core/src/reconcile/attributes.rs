//! Which attributes the live workspace says to be unique.

use std::sync::Arc;

use attio_schema::{Attribute, api};

use super::deadline::wait;
use crate::client::Requests;
use crate::request::{Operation, Request, TargetBuf};

static ATTRIBUTE: Operation = Operation::get(
    "get_attribute",
    "/v2/{target}/attributes/{attribute}",
    "get the attribute {attribute} of {target}",
);

/// Asks the workspace whether an attribute is unique, unless the client knows. The struct is not
/// trusted: it may be wrong, and then a second create makes a second record.
///
/// # Errors
///
/// Returns the reason if it is not unique, or cannot be read.
pub(super) async fn unique_attribute(
    calls: &Requests,
    target: &TargetBuf,
    key: &str,
) -> Result<Arc<Attribute>, String> {
    let facts = calls.client().facts();
    let now = calls.client().clock().now();
    if let Some(known) = facts.attribute(target, key, now) {
        return Ok(known);
    }
    let live = read(calls, target, key)
        .await
        .map_err(|reason| format!("whether `{key}` is unique cannot be read: {reason}"))?;
    if !live.is_unique {
        return Err(format!("`{key}` is not unique in the workspace, so a repeat could double it"));
    }
    let attribute = Arc::new(live);
    facts.keep_attribute(target.clone(), key, Arc::clone(&attribute), now);
    Ok(attribute)
}

/// Asks once more if the response was a success that cannot be read: the next one may be whole. An error
/// was retried already, if that is of use.
async fn read(calls: &Requests, target: &TargetBuf, key: &str) -> Result<Attribute, String> {
    let client = calls.client();
    let mut retries = 0;
    loop {
        let request = Request::of(&ATTRIBUTE, target).with("attribute", key);
        let reason = match calls.send(request).await {
            Ok(response) => match parse(&response.body) {
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

fn parse(body: &[u8]) -> Result<Attribute, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    api::attribute(text).map_err(|error| error.to_string())
}
