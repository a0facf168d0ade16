//! Listings by limit and offset.

use super::{Requests, Response};
use crate::error::Error;
use crate::request::Request;

/// How many items are asked for at once. The most that the entries endpoint allows; others document no
/// maximum.
pub(crate) const PAGE: u32 = 500;

/// Reads all pages of a listing by limit and offset. `read` adds the items of a page to those before.
///
/// A server may give less than it is asked for, so only a page that adds nothing is the end.
pub(crate) async fn list_all<T>(
    calls: &Requests,
    request: &Request,
    mut read: impl FnMut(Response, &mut Vec<T>) -> Result<(), Error>,
) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    loop {
        let before = items.len();
        let page = request.clone().with_page(PAGE, before as u64);
        read(calls.send(page).await?, &mut items)?;
        if items.len() == before {
            return Ok(items);
        }
    }
}
