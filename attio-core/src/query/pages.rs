//! The pages of a query, one after the other. A type parameter is the form of their records.

use std::collections::HashSet;
use std::iter::Enumerate;
use std::task::{Context, Poll};
use std::vec;

use uuid::Uuid;

use super::build::Parts;
use super::position::Position;
use crate::client::{Listing, Pages, Repeats, Requests, Response, repeated, unreadable_pages};
use crate::describe::{Form, Target};
use crate::error::Error;
use crate::request::{Action, Request};
use crate::row::{Decoded, Row};
use crate::value::Timestamp;

/// How pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// By the number of records before.
    Offset,
    /// By the last record's value of the attribute `created_at`.
    CreatedAt,
}

/// A record of a page in the form that the caller wants.
pub(super) trait Item {
    fn id(&self) -> Uuid;
}

impl<R: Row> Item for R {
    fn id(&self) -> Uuid {
        self.uuid()
    }
}

impl<R> Item for Decoded<R> {
    fn id(&self) -> Uuid {
        self.id
    }
}

/// Reads the time by which Attio sorts and filters: the value of the attribute `created_at`, from which the
/// record's own `created_at` may differ.
type ReadTime<T> = fn(&T, Target<'static>) -> Result<Timestamp, Error>;

/// How the pages of a query are joined, with the function that this needs.
pub(super) enum Join<T> {
    Offset,
    CreatedAt(ReadTime<T>),
}

impl<T> Join<T> {
    fn plan(&self) -> Plan {
        match self {
            Self::Offset => Plan::Offset,
            Self::CreatedAt(_) => Plan::CreatedAt,
        }
    }
}

impl<T> Clone for Join<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Join<T> {}

/// The items of a query, page after page. The next page is requested while the current one is
/// consumed.
pub(super) struct Items<T: Item> {
    pages: Pages<Matches<T>>,
    current: NewItems<T>,
    /// The position of the next item to return.
    position: Position,
}

/// The records that match a query, as a listing.
struct Matches<T> {
    parts: Parts,
    join: Join<T>,
    read: fn(Response) -> Result<Vec<T>, Error>,
    /// The position from which the next page is requested.
    ahead: Position,
    repeats: Repeats,
    /// The items of the last page, which come twice if others are inserted before them.
    last_ids: HashSet<Uuid>,
    /// Whether the last page was full, so that an empty one may be followed by more.
    last_was_full: bool,
    /// By creation: whether the next page begins after the last known item instead of with it.
    is_past_known: bool,
    /// By creation: the number of pages in a row that did not begin with a known item.
    gaps: u32,
}

/// The items of a page that were not returned before.
pub(super) struct NewItems<T> {
    /// The remaining items, with their indices in the page.
    items: Enumerate<vec::IntoIter<T>>,
    /// The indices of the items that were returned before.
    repeated: HashSet<usize>,
    /// The offset of the page.
    start: u64,
    /// By creation: the times of the items.
    times: Vec<Timestamp>,
}

/// An item, and the values for the position after it.
struct Passed<T> {
    item: T,
    offset: u64,
    created_at: Option<Timestamp>,
}

impl<T> NewItems<T> {
    fn of(page: Vec<T>, repeated: HashSet<usize>, start: u64, times: Vec<Timestamp>) -> Self {
        Self { items: page.into_iter().enumerate(), repeated, start, times }
    }

    fn none() -> Self {
        Self::of(Vec::new(), HashSet::new(), 0, Vec::new())
    }

    fn pass_next(&mut self) -> Option<Passed<T>> {
        let Self { items, repeated, start, times } = self;
        let (index, item) = items.find(|(index, _)| !repeated.contains(index))?;
        let offset = start.saturating_add(index as u64 + 1);
        Some(Passed { item, offset, created_at: times.get(index).copied() })
    }
}

impl<T> Iterator for NewItems<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.pass_next().map(|Passed { item, .. }| item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = self.items.len();
        (most.saturating_sub(self.repeated.len()), Some(most))
    }
}

impl<T: Item> Items<T> {
    /// Creates the items of a query, whose pages `read` reads.
    pub(super) fn new(
        calls: Requests,
        mut parts: Parts,
        join: Join<T>,
        read: fn(Response) -> Result<Vec<T>, Error>,
    ) -> Self {
        if parts.sorts.is_empty() {
            // Without an order, pages may not fit together. New records come last.
            for attribute in ["created_at", Form::of(parts.target).id()] {
                parts.sorts.push(format!(r#"{{"direction":"asc","attribute":"{attribute}"}}"#));
            }
        }
        let position = Position::start(&parts, join.plan());
        let pages = Pages::new(calls, Matches::new(parts, join, read, position.clone()));
        Self { pages, current: NewItems::none(), position }
    }

    /// Resumes from a position of the same query. If it is of another query, the items end with an
    /// error.
    pub(super) fn resume(&mut self, position: Position) {
        // No page so far belongs to the pages from the position on.
        self.current = NewItems::none();
        let Matches { parts, join, read, .. } = self.pages.listing();
        if !position.is_of_the_query_of(&self.position) {
            let action = Action::new("resume a stream of {target}").of(parts.target);
            self.pages.fail(Error::withheld(
                action,
                "the position is of another query, or of a stream in another order; resume with \
                 the filters, view and sorts of its own stream, or begin at the start"
                    .to_owned(),
            ));
            return;
        }
        let matches = Matches::new(parts.clone(), *join, *read, position.clone());
        self.pages.restart(matches);
        self.position = position;
    }

    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    pub(super) fn target(&self) -> Target<'static> {
        self.pages.listing().parts.target
    }

    /// Ends the items.
    pub(super) fn end(&mut self) {
        self.current = NewItems::none();
        self.pages.end();
    }

    /// Returns the new items of the next page; `None` at the end. It does not move the position.
    pub(super) async fn next_page(&mut self) -> Option<Result<NewItems<T>, Error>> {
        self.pages.next().await
    }

    /// Returns the next item; `None` at the end. After a failed request, it requests the same page
    /// again.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        loop {
            self.pages.drive(context);
            if let Some(Passed { item, offset, created_at }) = self.current.pass_next() {
                match created_at {
                    None => self.position.offset = offset,
                    Some(created_at) => self.position.pass(item.id(), created_at),
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll_next(context) {
                Poll::Ready(Some(Ok(page))) => self.current = page,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<T> Matches<T> {
    fn new(
        parts: Parts,
        join: Join<T>,
        read: fn(Response) -> Result<Vec<T>, Error>,
        ahead: Position,
    ) -> Self {
        Self {
            parts,
            join,
            read,
            ahead,
            repeats: Repeats::default(),
            last_ids: HashSet::new(),
            last_was_full: false,
            is_past_known: false,
            gaps: 0,
        }
    }
}

impl<T: Item> Listing for Matches<T> {
    type Page = Vec<T>;
    type Items = NewItems<T>;

    fn request(&self) -> Request {
        let body = match &self.ahead.since {
            None => self.parts.body(self.parts.page_size, self.ahead.offset),
            Some((time, _)) => {
                let mut parts = self.parts.clone();
                parts.filters.push(format!(r#"{{"created_at":{{"value":{{"$gte":"{time}"}}}}}}"#));
                // One item of the page is already known.
                parts.body(parts.page_size.max(2), self.ahead.offset)
            }
        };
        self.parts.request(body)
    }

    fn read(&self) -> fn(Response) -> Result<Vec<T>, Error> {
        self.read
    }

    fn accept(&mut self, page: Vec<T>) -> Result<Option<NewItems<T>>, Error> {
        match self.join {
            Join::Offset => self.accept_by_offset(page),
            Join::CreatedAt(read_time) => self.accept_by_creation(page, read_time),
        }
    }
}

/// The most pages in a row that may begin with an unknown item. Only deletions between requests
/// cause such pages.
const MOST_GAPS: u32 = 100;

impl<T: Item> Matches<T> {
    /// Finds the new items of a page, and the offset of the page after it.
    fn accept_by_offset(&mut self, page: Vec<T>) -> Result<Option<NewItems<T>>, Error> {
        let limit = u64::from(self.parts.page_size);
        let count = page.len() as u64;
        if count == 0 && !self.last_was_full {
            return Ok(None);
        }
        self.last_was_full = count >= limit;
        if count > 0 {
            self.check_repeats(&page)?;
        }
        let known = page.iter().enumerate().filter(|(_, item)| self.last_ids.contains(&item.id()));
        let repeated: HashSet<_> = known.map(|(index, _)| index).collect();
        self.last_ids.clear();
        self.last_ids.extend(page.iter().map(Item::id));
        // A server may return fewer records than requested: the next page begins after those that
        // came. If none came, a whole page may have been left out.
        let step = if count == 0 { limit } else { count };
        let start = self.ahead.offset;
        self.ahead.offset = start.saturating_add(step);
        Ok(Some(NewItems::of(page, repeated, start, Vec::new())))
    }

    /// Finds the new items of a page of items created at the time of the last one or later. The
    /// page after it begins with the last item, so that a deletion before that is noticed: the page
    /// then begins with an unknown item.
    fn accept_by_creation(
        &mut self,
        page: Vec<T>,
        read_time: ReadTime<T>,
    ) -> Result<Option<NewItems<T>>, Error> {
        let offset = self.ahead.offset;
        let follows = offset == 0
            || self.is_past_known
            || page.first().is_some_and(|first| self.ahead.has(first.id()));
        if !follows {
            self.gaps += 1;
            if self.gaps > MOST_GAPS {
                return Err(repeated(self.request().action));
            }
            self.repeats = Repeats::default();
            self.ahead.offset = 0;
            return Ok(Some(NewItems::none()));
        }
        if page.is_empty() {
            return Ok(None);
        }
        let times = self.times_of(&page, read_time)?;
        let mut repeated = HashSet::new();
        let since = self.ahead.created_at();
        for (index, (item, time)) in page.iter().zip(&times).enumerate() {
            if since == Some(*time) && self.ahead.has(item.id()) {
                repeated.insert(index);
            }
        }
        let new =
            page.iter().zip(&times).enumerate().filter(|(index, _)| !repeated.contains(index));
        new.for_each(|(_, (item, time))| self.ahead.pass(item.id(), *time));
        let is_new = repeated.len() < page.len();
        if is_new {
            self.repeats = Repeats::default();
            self.gaps = 0;
        } else {
            self.check_repeats(&page)?;
        }
        self.is_past_known = page.len() == 1 && !is_new;
        self.ahead.offset = match page.len() as u64 {
            _ if self.ahead.created_at() != since => 0,
            1 if !is_new => offset.saturating_add(1),
            count => offset.saturating_add(count - 1),
        };
        Ok(Some(NewItems::of(page, repeated, offset, times)))
    }

    /// Returns the times of a page's items, which must be in the requested order and range.
    fn times_of(&self, page: &[T], read_time: ReadTime<T>) -> Result<Vec<Timestamp>, Error> {
        let times: Vec<_> = page
            .iter()
            .map(|item| read_time(item, self.parts.target))
            .collect::<Result<_, Error>>()?;
        let mut least = self.ahead.created_at();
        for (item, time) in page.iter().zip(&times) {
            if let Some(least) = least.filter(|least| time < least) {
                let reason = format!(
                    "{} {}, created at {time}, came after {least}: the server repeats a page, or \
                     ignores the filter or the sort by `created_at`, so records may be missing; use \
                     `stream`",
                    Form::of(self.parts.target).noun(),
                    item.id(),
                );
                return Err(unreadable_pages(self.request().action, reason));
            }
            least = Some(*time);
        }
        Ok(times)
    }

    fn check_repeats(&mut self, page: &[T]) -> Result<(), Error> {
        let numbers = page.iter().map(|item| Repeats::number(item.id()));
        if self.repeats.note(numbers) { Err(repeated(self.request().action)) } else { Ok(()) }
    }
}

/// Reads the value of a record's attribute `created_at`.
pub(super) fn created_at<R: Row>(row: &R, target: Target<'static>) -> Result<Timestamp, Error> {
    let time: Result<Timestamp, _> = row.raw_values().read_with("created_at");
    time.map_err(|failure| Error::decode_row(row.uuid(), target, *failure))
}
