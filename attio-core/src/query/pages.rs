//! The pages of a query, one after the other; a type parameter says what their records become.

use std::collections::HashSet;
use std::iter::Enumerate;
use std::task::{Context, Poll};
use std::vec;

use uuid::Uuid;

use super::build::Parts;
use super::position::Position;
use crate::client::{Listing, Pages, Requests, Response};
use crate::describe::Target;
use crate::error::Error;
use crate::record::{Decoded, Record};
use crate::request::{Action, Request};
use crate::value::Timestamp;

/// How pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// By how many records came before.
    Offset,
    /// By when the last record was made.
    CreatedAt,
}

/// A record of a page in the form that the caller wants, with the facts that pages are joined by.
pub(super) trait Item {
    fn id(&self) -> Uuid;
    fn created_at(&self) -> Timestamp;
}

impl<R> Item for Record<R> {
    fn id(&self) -> Uuid {
        self.id.record_id.uuid()
    }

    fn created_at(&self) -> Timestamp {
        self.created_at
    }
}

impl<R> Item for Decoded<R> {
    fn id(&self) -> Uuid {
        self.id
    }

    fn created_at(&self) -> Timestamp {
        self.created_at
    }
}

/// The items of a query, page after page. The next page is on its way while the current one is
/// consumed.
pub(super) struct Items<T: Item> {
    pages: Pages<Matches<T>>,
    current: NewItems<T>,
    /// The position of the next item that is given out.
    position: Position,
}

/// The records that a query finds, as a listing.
struct Matches<T> {
    parts: Parts,
    read: fn(Response) -> Result<Vec<T>, Error>,
    /// The position by which the next page is requested.
    ahead: Position,
    /// The items of the last page, which come again if others are inserted before them.
    last_ids: HashSet<Uuid>,
    /// Whether the last page was full, so that an empty one may be followed by more.
    last_was_full: bool,
}

/// The items of a page that were not given out before.
pub(super) struct NewItems<T> {
    /// Those that were not looked at yet, with their indices in the page.
    items: Enumerate<vec::IntoIter<T>>,
    /// The indices of those that were given out before.
    repeated: HashSet<usize>,
    /// The offset of the page.
    start: u64,
}

impl<T> NewItems<T> {
    fn none() -> Self {
        Self { items: Vec::new().into_iter().enumerate(), repeated: HashSet::new(), start: 0 }
    }

    /// The next item, and the offset after it.
    fn next_with_offset(&mut self) -> Option<(u64, T)> {
        let Self { items, repeated, start } = self;
        let (index, item) = items.find(|(index, _)| !repeated.contains(index))?;
        Some((start.saturating_add(index as u64 + 1), item))
    }
}

impl<T> Iterator for NewItems<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.next_with_offset().map(|(_, item)| item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = self.items.len();
        (most.saturating_sub(self.repeated.len()), Some(most))
    }
}

impl<T: Item> Items<T> {
    /// The items of a query, whose pages `read` reads.
    pub(super) fn new(
        calls: Requests,
        mut parts: Parts,
        plan: Plan,
        read: fn(Response) -> Result<Vec<T>, Error>,
    ) -> Self {
        if parts.sorts.is_empty() {
            // Without an order, pages need not fit together. New records come last.
            for attribute in ["created_at", "record_id"] {
                parts.sorts.push(format!(r#"{{"direction":"asc","attribute":"{attribute}"}}"#));
            }
        }
        let position = Position::start(&parts, plan);
        let pages = Pages::new(calls, Matches::new(parts, read, position.clone()));
        Self { pages, current: NewItems::none(), position }
    }

    /// Goes on from a position of the same query. One of another query becomes the error that the
    /// items end with.
    pub(super) fn resume(&mut self, position: Position) {
        // Nothing of the pages so far belongs to those from the position on.
        self.current = NewItems::none();
        let Matches { parts, read, .. } = self.pages.listing();
        if !position.is_of_the_query_of(&self.position) {
            let action = Action::new("resume a stream of {target}").of(parts.target);
            self.pages.fail(Error::withheld(
                action,
                "the position is of another query, or of a stream in another order; resume with \
                 the filters, the view and the sorts of the stream that gave it, or begin at the \
                 start"
                    .to_owned(),
            ));
            return;
        }
        let matches = Matches::new(parts.clone(), *read, position.clone());
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

    /// The new items of the next page; `None` at the end. It does not move the position.
    pub(super) async fn next_page(&mut self) -> Option<Result<NewItems<T>, Error>> {
        self.pages.next().await
    }

    /// The next item; `None` at the end. After an error it requests the same page again.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        loop {
            self.pages.drive(context);
            if let Some((offset, item)) = self.current.next_with_offset() {
                match self.position.plan {
                    Plan::Offset => self.position.offset = offset,
                    Plan::CreatedAt => self.position.pass(item.id(), item.created_at()),
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
    fn new(parts: Parts, read: fn(Response) -> Result<Vec<T>, Error>, ahead: Position) -> Self {
        Self { parts, read, ahead, last_ids: HashSet::new(), last_was_full: false }
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
                parts.body(parts.page_size, self.ahead.offset)
            }
        };
        self.parts.request(body)
    }

    fn read(&self) -> fn(Response) -> Result<Vec<T>, Error> {
        self.read
    }

    /// Finds the new items of a page, and the offset of the page after it.
    fn accept(&mut self, page: Vec<T>) -> Result<Option<NewItems<T>>, Error> {
        let limit = u64::from(self.parts.page_size);
        let count = page.len() as u64;
        if count == 0 && !self.last_was_full {
            return Ok(None);
        }
        self.last_was_full = count >= limit;
        let start = self.ahead.offset;
        let plan = self.ahead.plan;
        let is_known = |item: &T| match plan {
            Plan::Offset => self.last_ids.contains(&item.id()),
            Plan::CreatedAt => self.ahead.has(item.id()),
        };
        let known = page.iter().enumerate().filter(|(_, item)| is_known(item));
        let repeated: HashSet<_> = known.map(|(index, _)| index).collect();
        // A server may give less than it is asked for: the next page begins after what came. If
        // nothing came, a whole page may have been left out.
        let step = if count == 0 { limit } else { count };
        match plan {
            Plan::CreatedAt if repeated.len() < page.len() => {
                self.ahead.offset = 0;
                for (index, item) in page.iter().enumerate() {
                    if !repeated.contains(&index) {
                        self.ahead.pass(item.id(), item.created_at());
                    }
                }
            }
            Plan::Offset | Plan::CreatedAt => {
                self.ahead.offset = self.ahead.offset.saturating_add(step);
            }
        }
        if plan == Plan::Offset {
            self.last_ids.clear();
            self.last_ids.extend(page.iter().map(Item::id));
        }
        Ok(Some(NewItems { items: page.into_iter().enumerate(), repeated, start }))
    }
}
