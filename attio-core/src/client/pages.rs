//! The pages of a listing, one after the other, whatever is listed and however a page is requested.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::{Call, Requests, Response};
use crate::error::Error;
use crate::request::Request;

/// How the pages of a listing are requested, what becomes of them, and when they end.
pub(crate) trait Listing {
    /// The type that a response is read as.
    type Page;
    /// The type of a page's items, as the caller gets them.
    type Items;

    /// The request of the next page.
    fn request(&self) -> Request;

    /// The reader of a response.
    fn read(&self) -> fn(Response) -> Result<Self::Page, Error>;

    /// Takes in the page that was requested, so that the next one can be; `None` at the end.
    fn accept(&mut self, page: Self::Page) -> Result<Option<Self::Items>, Error>;
}

/// The pages of a listing. The next page is on its way while the current one is consumed.
pub(crate) struct Pages<L: Listing> {
    calls: Requests,
    listing: L,
    next: Option<NextPage<L::Page>>,
    ended: bool,
}

#[expect(clippy::large_enum_variant, reason = "there is one, and it is moved once per page")]
enum NextPage<P> {
    Pending(Call<P>),
    Arrived(P),
    Failed(Error),
}

impl<L: Listing> Pages<L> {
    pub(crate) fn new(calls: Requests, listing: L) -> Self {
        Self { calls, listing, next: None, ended: false }
    }

    pub(crate) fn listing(&self) -> &L {
        &self.listing
    }

    /// Goes on with the pages of another listing.
    pub(crate) fn restart(&mut self, listing: L) {
        self.listing = listing;
        self.next = None;
        self.ended = false;
    }

    /// Ends the pages with this error.
    pub(crate) fn fail(&mut self, error: Error) {
        self.ended = true;
        self.next = Some(NextPage::Failed(error));
    }

    /// Ends the pages.
    pub(crate) fn end(&mut self) {
        self.ended = true;
        self.next = None;
    }

    /// The next page; `None` at the end. After an error it requests the same page again.
    pub(crate) async fn next(&mut self) -> Option<Result<L::Items, Error>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<L::Items, Error>>> {
        loop {
            self.drive(context);
            match self.next.take() {
                // The listing stays as it is, so that the next call requests the page again.
                Some(NextPage::Failed(error)) => return Poll::Ready(Some(Err(error))),
                _ if self.ended => return Poll::Ready(None),
                None => self.next = Some(self.request()),
                Some(NextPage::Arrived(page)) => {
                    let items = self.listing.accept(page);
                    match &items {
                        Ok(Some(_)) => self.next = Some(self.request()),
                        Ok(None) => self.ended = true,
                        Err(_) => {}
                    }
                    let secrets = self.calls.client().secrets();
                    let items = items.map_err(|error| error.redacted(secrets));
                    return Poll::Ready(items.transpose());
                }
                pending @ Some(NextPage::Pending(_)) => {
                    self.next = pending;
                    return Poll::Pending;
                }
            }
        }
    }

    /// Moves the request of the next page on.
    pub(crate) fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(NextPage::Pending(pending)) = &mut self.next
            && let Poll::Ready(page) = Pin::new(pending).poll(context)
        {
            self.next = Some(match page {
                Ok(page) => NextPage::Arrived(page),
                Err(error) => NextPage::Failed(error),
            });
        }
    }

    fn request(&self) -> NextPage<L::Page> {
        let call = self.calls.call(self.listing.request(), self.listing.read());
        NextPage::Pending(call.on_its_own())
    }
}

/// How many items are requested at once of a listing whose endpoint documents no lower maximum: the most
/// that the endpoint of a record's entries allows.
pub(crate) const PAGE: u32 = 500;

/// A listing by limit and offset. A server may give less than it is asked for, so only an empty page is
/// the end, or one that comes again, because then the server ignores the offset.
struct ByOffset<F> {
    /// The request without a page.
    request: Request,
    limit: u32,
    read: F,
    /// How many items came so far.
    count: u64,
    /// The body of the last page.
    last: Bytes,
    /// Whether it was full, so that more may follow.
    last_was_full: bool,
}

impl<T, F> Listing for ByOffset<F>
where
    F: FnMut(Response) -> Result<Vec<T>, Error>,
{
    type Page = Response;
    type Items = Vec<T>;

    fn request(&self) -> Request {
        self.request.clone().with_page(self.limit, self.count)
    }

    fn read(&self) -> fn(Response) -> Result<Response, Error> {
        Ok
    }

    fn accept(&mut self, page: Response) -> Result<Option<Vec<T>>, Error> {
        if std::mem::replace(&mut self.last, page.body.clone()) == page.body {
            if self.last_was_full {
                let reason = "the same full page came twice, so the items after it cannot be read";
                return Err(page.unreadable(reason.to_owned()));
            }
            return Ok(None);
        }
        let items = (self.read)(page)?;
        self.last_was_full = items.len() as u64 >= u64::from(self.limit);
        self.count = self.count.saturating_add(items.len() as u64);
        Ok((!items.is_empty()).then_some(items))
    }
}

/// Reads all items of a listing by limit and offset, `limit` at a time; `read` reads the items of a page.
pub(crate) async fn list_all<T>(
    calls: Requests,
    request: Request,
    limit: u32,
    read: impl FnMut(Response) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let mut pages = Pages::new(
        calls,
        ByOffset { request, limit, read, count: 0, last: Bytes::new(), last_was_full: false },
    );
    let mut items = Vec::new();
    while let Some(page) = pages.next().await {
        items.append(&mut page?);
    }
    Ok(items)
}
