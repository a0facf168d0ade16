//! The pages of a listing, one after the other, for any items and any kind of page request.

use std::future::{Future, poll_fn};
use std::hash::{DefaultHasher, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Call, Requests, Response};
use crate::error::{Error, Kind, Outcome};
use crate::request::{Action, Request};

/// A paged listing: the requests of its pages, their items and its end.
pub(crate) trait Listing {
    /// The type that a response is read as.
    type Page;
    /// The type of a page's items, as the caller gets them.
    type Items;

    /// Returns the request of the next page.
    fn request(&self) -> Request;

    /// Returns the function that reads a response.
    fn read(&self) -> fn(Response) -> Result<Self::Page, Error>;

    /// Processes the page that was requested, and moves on to the next page. Returns `None` at the end. An
    /// error ends the listing.
    fn accept(&mut self, page: Self::Page) -> Result<Option<Self::Items>, Error>;

    /// Returns whether the page that was accepted last is known to be the last one.
    fn has_ended(&self) -> bool {
        false
    }
}

/// The pages of a listing. The next page is requested while the current one is consumed.
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

    /// Continues with the pages of another listing.
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

    /// Returns the next page, or `None` at the end. After the error of a request, the next call requests
    /// the same page again.
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
                        Ok(Some(_)) if self.listing.has_ended() => self.ended = true,
                        Ok(Some(_)) => self.next = Some(self.request()),
                        Ok(None) | Err(_) => self.ended = true,
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

    /// Polls the request of the next page.
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

/// The number of items per page of a listing whose endpoint documents no lower maximum. The documented
/// maximum for a record's entries is 1,000.
pub(crate) const PAGE: u32 = 500;

/// The kind of page that ends a listing by limit and offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// An empty page. The endpoint documents no maximum of `limit`, so the server may return fewer items
    /// than requested.
    EmptyPage,
    /// A page with fewer items than `limit`, which is within the maximum that the endpoint documents.
    ShortPage,
}

/// Detects a server that returns the same pages again and again, for example because it ignores the
/// offset. Keeps the fingerprint of only one earlier page.
///
/// A page can also recur because as many items were inserted before it. So the proof needs several
/// recurrences, and a minimum number of items.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    /// The fingerprint of an earlier page, with which later pages are compared. It is replaced when the
    /// number of pages has doubled, so that a cycle of any length is found (Brent's algorithm).
    mark: Fingerprint,
    pages: u64,
    /// The number of pages after which the mark is replaced.
    next_mark: u64,
    /// How often a page equal to the mark was received.
    returns: u32,
    /// The number of items received since the mark.
    items: u64,
}

/// The fingerprint of the items of a page, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fingerprint {
    count: u64,
    sum: u64,
}

impl Repeats {
    const RETURNS: u32 = 4;
    const ITEMS: u64 = 30;

    /// Adds a page that is not empty, by one number per item. Returns whether the server repeats its
    /// pages.
    pub(crate) fn note(&mut self, items: impl Iterator<Item = u64>) -> bool {
        let page = items.fold(Fingerprint::default(), |Fingerprint { count, sum }, item| {
            Fingerprint { count: count + 1, sum: sum.wrapping_add(item) }
        });
        self.pages += 1;
        self.items += page.count;
        if self.mark == page {
            self.returns += 1;
            self.next_mark = self.pages * 2;
            return self.returns >= Self::RETURNS && self.items >= Self::ITEMS;
        }
        if self.pages > self.next_mark {
            let pages = self.pages;
            *self = Self { mark: page, pages, next_mark: pages * 2, returns: 0, items: 0 };
        }
        false
    }

    /// Returns a number for an ID, whose bits need not be random.
    pub(crate) fn number(id: Uuid) -> u64 {
        let (high, low) = id.as_u64_pair();
        let mut number = high.rotate_left(32) ^ low;
        // The finalizer of SplitMix64.
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }
}

/// Returns the error of a listing whose server repeats its pages.
pub(crate) fn repeated(action: Action) -> Error {
    unreadable_pages(
        action,
        "the server repeats a page for a later request, so later items cannot be read; a stub or proxy \
         must respect `limit` and `offset` and end with an empty page",
    )
}

/// Returns the error of a listing whose pages contradict each other.
pub(crate) fn unreadable_pages(action: Action, reason: impl Into<String>) -> Error {
    Error::new(Kind::Pages(reason.into()), action, Outcome::NotApplied)
}

/// A listing by limit and offset.
struct ByOffset<F> {
    /// The request without `limit` and `offset`.
    request: Request,
    limit: u32,
    end: End,
    read: F,
    /// The number of items received so far.
    count: u64,
    /// Whether a short page ended the listing.
    ended: bool,
    repeats: Repeats,
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
        let items = page.data::<Vec<&RawValue>>()?;
        let count = items.len() as u64;
        if count == 0 {
            return Ok(None);
        }
        self.ended = self.end == End::ShortPage && count < u64::from(self.limit);
        if !self.ended && self.repeats.note(items.into_iter().map(number_of_json)) {
            return Err(repeated(self.request.action.clone()));
        }
        self.count = self.count.saturating_add(count);
        if self.repeats.pages > MOST_PAGES {
            return Err(unreadable_pages(
                self.request.action.clone(),
                format!(
                    "the listing has more than {MOST_PAGES} pages, or the server repeats its pages"
                ),
            ));
        }
        (self.read)(page).map(Some)
    }

    fn has_ended(&self) -> bool {
        self.ended
    }
}

/// The most pages of a listing that is collected: attributes, options and histories have far fewer.
const MOST_PAGES: u64 = 5_000;

/// Returns a number for an item: for its ID if it has one, because the rest may differ each time.
fn number_of_json(item: &RawValue) -> u64 {
    #[derive(Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let id = serde_json::from_str(item.get()).map(|Identified { id }| id);
    let mut hasher = DefaultHasher::new();
    hasher.write(id.unwrap_or(item).get().as_bytes());
    hasher.finish()
}

/// Reads all items of a listing by limit and offset, with `limit` items per page. `read` reads the items
/// of one page.
pub(crate) async fn list_all<T>(
    calls: Requests,
    request: Request,
    limit: u32,
    end: End,
    read: impl FnMut(Response) -> Result<Vec<T>, Error>,
) -> Result<Vec<T>, Error> {
    let repeats = Repeats::default();
    let mut pages =
        Pages::new(calls, ByOffset { request, limit, end, read, count: 0, ended: false, repeats });
    let mut items = Vec::new();
    while let Some(page) = pages.next().await {
        items.append(&mut page?);
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the number of the page at which the cycle is detected, of at most 1,000.
    fn noticed(mut page: impl FnMut(u64) -> Vec<u64>) -> Option<u64> {
        let mut repeats = Repeats::default();
        (0..1_000).find(|number| {
            let ids = page(*number).into_iter().map(u128::from).map(Uuid::from_u128);
            repeats.note(ids.map(Repeats::number))
        })
    }

    #[test]
    fn repeated_pages_are_detected() {
        assert_eq!(noticed(|_| (0..500).collect()), Some(4), "the fifth page");
        assert_eq!(noticed(|_| vec![1]), Some(30));
        assert_eq!(
            noticed(|page| (0..9).map(|id| (id + page) % 9).collect()),
            Some(4),
            "any order"
        );
        for length in 2..40 {
            let cycle = |page| (0..7).map(|id| page % length * 7 + id).collect();
            let page = noticed(cycle).expect("a cycle");
            assert!(page < length * 7, "{length}: {page}");
            // After pages that do not recur.
            let cycle = |page| vec![if page < 100 { 1_000 + page } else { page % length }];
            let page = noticed(cycle).expect("a cycle");
            assert!(page < 100 * 3 + length * 6 + 30, "{length}: {page}");
        }
    }

    #[test]
    fn the_pages_of_a_list_are_not_taken_for_repeated() {
        for size in [1, 2, 7, 500] {
            assert_eq!(noticed(|page| (page * size..(page + 1) * size).collect()), None, "{size}");
        }
        // An item is inserted before each of 29 pages of one item.
        assert_eq!(noticed(|page| vec![page.saturating_sub(29)]), None);
        // The same sums, but not the same items.
        assert_eq!(noticed(|page| vec![page, 2_000 - page]), None);
    }
}
