//! Streams of records over many pages.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use uuid::Uuid;

use super::build::Parts;
use crate::client::{Call, Client, Pending, Request};
use crate::error::Error;
use crate::record::{Record, read_page};
use crate::value::Timestamp;

/// How pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// By how many records came before.
    Offset,
    /// By when the last record was made.
    CreatedAt,
}

/// The records of a query, page after page, from [`Query::stream`](super::Query::stream).
///
/// The next page is on its way while the current one is consumed, by a task of its own: at most two
/// pages are in memory.
/// It does not take a short or empty page for the end before the page behind it is empty too.
///
/// An error does not end it: polled again, it asks for the same page again. To go on in another
/// process, keep its [`position`](Self::position) and give it to [`resume`](Self::resume).
///
/// ```no_run
/// # use attio_core::{AttioRecord, Client};
/// # #[derive(AttioRecord)]
/// # #[attio(object = "people")]
/// # struct Person { job_title: Option<String> }
/// # async fn f(client: Client) -> Result<(), attio_core::Error> {
/// let mut people = Person::query().stream(&client);
/// while let Some(person) = people.next_record().await {
///     println!("{:?}", person?.decode()?.job_title);
/// }
/// # Ok(()) }
/// ```
#[must_use = "nothing is asked for before it is polled"]
pub struct RecordStream<R> {
    client: Client,
    parts: Parts,
    plan: Plan,
    /// The records of the current page that were not given out yet, with their places in it.
    current: std::vec::IntoIter<(u64, Record<R>)>,
    /// Where the current page began.
    page_start: u64,
    /// The page behind it.
    next: Option<NextPage<R>>,
    /// What the page behind it is asked by.
    ahead: Position,
    /// Where the next record that is given out is.
    position: Position,
    /// The records of the last page, which come again when others are inserted before them.
    last_ids: HashSet<Uuid>,
    /// Whether the last page was full, so that an empty one may be followed by more.
    last_was_full: bool,
    ended: bool,
}

enum NextPage<R> {
    Pending(Pending<Vec<Record<R>>>),
    Arrived(Vec<Record<R>>),
    Failed(Error),
}

/// A place in a stream, to go on from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    offset: u64,
    /// In a stream by creation: the time of the last record, and which records of that time were
    /// given out.
    since: Option<(Timestamp, HashSet<Uuid>)>,
}

impl Position {
    /// How many records are passed over. In a stream by creation: of those that were made at
    /// [`created_at`](Self::created_at) or later.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// In a stream by creation, when the last record was made.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        self.since.as_ref().map(|(time, _)| *time)
    }

    /// Notes that a record was given out, in a stream by creation.
    fn pass<R>(&mut self, record: &Record<R>) {
        let id = record.id.record_id.uuid();
        match &mut self.since {
            Some((time, ids)) if *time == record.created_at => {
                ids.insert(id);
            }
            since => *since = Some((record.created_at, HashSet::from([id]))),
        }
    }

    fn has<R>(&self, record: &Record<R>) -> bool {
        self.since.as_ref().is_some_and(|(_, ids)| ids.contains(&record.id.record_id.uuid()))
    }
}

impl<R> RecordStream<R> {
    pub(super) fn new(client: Client, mut parts: Parts, plan: Plan) -> Self {
        if parts.sorts.is_empty() {
            // Without an order, pages need not fit together. New records come last.
            for attribute in ["created_at", "record_id"] {
                parts.sorts.push(format!(r#"{{"direction":"asc","attribute":"{attribute}"}}"#));
            }
        }
        Self {
            client,
            parts,
            plan,
            current: Vec::new().into_iter(),
            page_start: 0,
            next: None,
            ahead: Position::default(),
            position: Position::default(),
            last_ids: HashSet::new(),
            last_was_full: false,
            ended: false,
        }
    }

    /// Goes on from a place where another stream of the same query stopped.
    pub fn resume(mut self, position: Position) -> Self {
        self.page_start = position.offset;
        self.ahead = position.clone();
        self.position = position;
        self
    }

    /// Where the next record is: what to [`resume`](Self::resume) from.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position.clone()
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    ///
    /// A page cannot be had. Called again, it asks for that page again.
    pub async fn next_record(&mut self) -> Option<Result<Record<R>, Error>> {
        poll_fn(|context| self.poll_record(context)).await
    }

    fn poll_record(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Record<R>, Error>>> {
        loop {
            self.drive(context);
            if let Some((index, record)) = self.current.next() {
                match self.plan {
                    Plan::Offset => self.position.offset = self.page_start + index + 1,
                    Plan::CreatedAt => self.position.pass(&record),
                }
                return Poll::Ready(Some(Ok(record)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match self.next.take() {
                None => self.next = Some(self.request()),
                Some(NextPage::Arrived(page)) => {
                    self.accept(page);
                    if !self.ended {
                        self.next = Some(self.request());
                    }
                }
                // What was asked for stays in `ahead`, so that the next call asks again.
                Some(NextPage::Failed(error)) => return Poll::Ready(Some(Err(error))),
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
    fn request(&self) -> NextPage<R> {
        let body = match &self.ahead.since {
            None => self.parts.body(self.parts.page_size, self.ahead.offset),
            Some((time, _)) => {
                let mut parts = self.parts.clone();
                parts.filters.push(format!(r#"{{"created_at":{{"value":{{"$gte":"{time}"}}}}}}"#));
                parts.body(parts.page_size, self.ahead.offset)
            }
        };
        let request = Request::query(self.parts.object, body);
        let call = Call::new(&self.client, Ok(request), read_page);
        NextPage::Pending(call.into_future().on_its_own())
    }

    /// Takes a page in: what of it is new, and where the one behind it begins.
    fn accept(&mut self, page: Vec<Record<R>>) {
        let limit = u64::from(self.parts.page_size);
        let count = page.len() as u64;
        if count == 0 && !self.last_was_full {
            self.ended = true;
            return;
        }
        self.last_was_full = count >= limit;
        self.page_start = self.ahead.offset;
        let ids = page.iter().map(|record| record.id.record_id.uuid()).collect();
        let mut fresh: Vec<_> = (0..).zip(page).collect();
        match self.plan {
            Plan::Offset => fresh.retain(|(_, r)| !self.last_ids.contains(&r.id.record_id.uuid())),
            Plan::CreatedAt => fresh.retain(|(_, record)| !self.ahead.has(record)),
        }
        self.last_ids = ids;
        // A server may give less than it is asked for: the next page begins behind what came. Where
        // nothing came, a whole page may have been left out.
        let step = if count == 0 { limit } else { count };
        match self.plan {
            Plan::CreatedAt if !fresh.is_empty() => {
                self.ahead.offset = 0;
                for (_, record) in &fresh {
                    self.ahead.pass(record);
                }
            }
            Plan::Offset | Plan::CreatedAt => self.ahead.offset += step,
        }
        self.current = fresh.into_iter();
    }
}

impl<R> Stream for RecordStream<R> {
    type Item = Result<Record<R>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_record(context)
    }
}

impl<R> fmt::Debug for RecordStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("object", &self.parts.object)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
