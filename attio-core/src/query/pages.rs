//! The pages of a query, one after the other; a type parameter says what their records become.

use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::iter::Enumerate;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use uuid::Uuid;

use super::build::Parts;
use super::position::Position;
use crate::client::{Call, Requests, Response};
use crate::error::Error;
use crate::record::{Decoded, Record};
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
pub(super) struct Pages<T> {
    calls: Requests,
    parts: Parts,
    read: fn(Response) -> Result<Vec<T>, Error>,
    /// The items of the current page that were not looked at yet, with their indices in it.
    current: Enumerate<vec::IntoIter<T>>,
    /// The indices of those that were given out before.
    repeated: HashSet<usize>,
    /// The offset of the current page.
    page_start: u64,
    /// The page after it.
    next: Option<NextPage<T>>,
    /// The position by which the page after it is requested.
    ahead: Position,
    /// The position of the next item that is given out.
    position: Position,
    /// The items of the last page, which come again if others are inserted before them.
    last_ids: HashSet<Uuid>,
    /// Whether the last page was full, so that an empty one may be followed by more.
    last_was_full: bool,
    ended: bool,
}

#[expect(clippy::large_enum_variant, reason = "there is one, and it is moved once per page")]
enum NextPage<T> {
    Pending(Call<Vec<T>>),
    Arrived(Vec<T>),
    Failed(Error),
}

impl<T: Item> Pages<T> {
    /// The pages of a query, each read by `read`.
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
        let start = Position::start(&parts, plan);
        Self {
            calls,
            parts,
            read,
            current: Vec::new().into_iter().enumerate(),
            repeated: HashSet::new(),
            page_start: 0,
            next: None,
            ahead: start.clone(),
            position: start,
            last_ids: HashSet::new(),
            last_was_full: false,
            ended: false,
        }
    }

    /// Goes on from a position of the same query. One of another query becomes the error that the
    /// pages end with.
    pub(super) fn resume(&mut self, position: Position) {
        // Nothing of the pages so far belongs to those from the position on.
        self.current = Vec::new().into_iter().enumerate();
        self.repeated.clear();
        self.last_ids.clear();
        self.last_was_full = false;
        self.next = None;
        self.ended = false;
        if !position.is_of_the_query_of(&self.position) {
            self.ended = true;
            self.next = Some(NextPage::Failed(Error::withheld(
                format!("resume a stream of `{}`", self.parts.object),
                "the position is of another query, or of a stream in another order; resume with \
                 the filters, the view and the sorts of the stream that gave it, or begin at the \
                 start"
                    .to_owned(),
            )));
            return;
        }
        self.page_start = position.offset;
        self.ahead = position.clone();
        self.position = position;
    }

    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    pub(super) fn object(&self) -> &'static str {
        self.parts.object
    }

    /// The next item; `None` at the end. After an error it asks for the same page again.
    pub(super) async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_next(context)).await
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        loop {
            self.drive(context);
            for (index, item) in self.current.by_ref() {
                if self.repeated.contains(&index) {
                    continue;
                }
                match self.position.plan {
                    Plan::Offset => {
                        self.position.offset = self.page_start.saturating_add(index as u64 + 1)
                    }
                    Plan::CreatedAt => self.position.pass(item.id(), item.created_at()),
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match self.next.take() {
                // `ahead` stays as it is, so that the next call requests the page again.
                Some(NextPage::Failed(error)) => return Poll::Ready(Some(Err(error))),
                _ if self.ended => return Poll::Ready(None),
                None => self.next = Some(self.request()),
                Some(NextPage::Arrived(page)) => {
                    self.accept(page);
                    if !self.ended {
                        self.next = Some(self.request());
                    }
                }
                pending @ Some(NextPage::Pending(_)) => {
                    self.next = pending;
                    return Poll::Pending;
                }
            }
        }
    }

    /// Moves the request of the next page on.
    fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(NextPage::Pending(pending)) = &mut self.next
            && let Poll::Ready(page) = Pin::new(pending).poll(context)
        {
            self.next = Some(match page {
                Ok(page) => NextPage::Arrived(page),
                Err(error) => NextPage::Failed(error),
            });
        }
    }

    /// The request of the page that `ahead` names.
    fn request(&self) -> NextPage<T> {
        let body = match &self.ahead.since {
            None => self.parts.body(self.parts.page_size, self.ahead.offset),
            Some((time, _)) => {
                let mut parts = self.parts.clone();
                parts.filters.push(format!(r#"{{"created_at":{{"value":{{"$gte":"{time}"}}}}}}"#));
                parts.body(parts.page_size, self.ahead.offset)
            }
        };
        NextPage::Pending(self.calls.call(self.parts.request(body), self.read).on_its_own())
    }

    /// Accepts a page: finds its new items, and the offset of the page after it.
    fn accept(&mut self, page: Vec<T>) {
        let limit = u64::from(self.parts.page_size);
        let count = page.len() as u64;
        if count == 0 && !self.last_was_full {
            self.ended = true;
            return;
        }
        self.last_was_full = count >= limit;
        self.page_start = self.ahead.offset;
        let plan = self.ahead.plan;
        let is_known = |item: &T| match plan {
            Plan::Offset => self.last_ids.contains(&item.id()),
            Plan::CreatedAt => self.ahead.has(item.id()),
        };
        let known = page.iter().enumerate().filter(|(_, item)| is_known(item));
        self.repeated = known.map(|(index, _)| index).collect();
        // A server may give less than it is asked for: the next page begins after what came. If
        // nothing came, a whole page may have been left out.
        let step = if count == 0 { limit } else { count };
        match plan {
            Plan::CreatedAt if self.repeated.len() < page.len() => {
                self.ahead.offset = 0;
                for (index, item) in page.iter().enumerate() {
                    if !self.repeated.contains(&index) {
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
        self.current = page.into_iter().enumerate();
    }
}
