//! Streams of records over many pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::build::Parts;
use super::pages::{Items, Join};
use super::position::Position;
use crate::client::{Client, Requests};
use crate::derived::ReadValues;
use crate::describe::{Described, Rows};
use crate::error::Error;
use crate::row::{Decoded, Row, decode_identified, read_page};

/// The records of a query, page after page, from [`Query::stream`](super::Query::stream).
///
/// A separate task requests the next page while the current one is consumed, so at most two pages
/// are in memory. The stream ends only after an empty page that follows a page that was not full.
///
/// A failed request does not end the stream: polled again, it sends the same request again. It ends
/// with an error if the server repeats its pages, for instance because it ignores the offset.
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
///
/// # Resuming in another process
///
/// Store the stream's [`position`](Self::position), and pass it to [`resume`](Self::resume) on a
/// stream of the same query. A position converts to and from a string, with or without serde:
///
/// ```no_run
/// # use attio_core::{AttioRecord, Client};
/// # #[derive(AttioRecord)]
/// # #[attio(object = "people")]
/// # struct Person { job_title: Option<String> }
/// # async fn f(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut people = Person::query().stream(&client);
/// if let Ok(position) = std::fs::read_to_string("people.position") {
///     people = people.resume(position.parse()?);
/// }
/// while let Some(person) = people.next_record().await {
///     println!("{:?}", person?.decode()?.job_title);
///     std::fs::write("people.position", people.position().to_string())?;
/// }
/// # Ok(()) }
/// ```
#[must_use = "nothing is requested before it is polled"]
#[doc(alias("cursor", "paginator", "iterator"))]
pub struct RecordStream<R: Rows<Row: Row>>(Items<R::Row>);

impl<R: Rows<Row: Row>> RecordStream<R> {
    pub(super) fn new(client: &Client, parts: Parts, join: Join<R::Row>) -> Self {
        Self(Items::new(Requests::of(client), parts, join, read_page::<R>))
    }

    /// Resumes from the position at which another stream of the same query stopped.
    ///
    /// The other stream may have run in a different process. If the position belongs to a different
    /// query, this stream returns one error and ends, and nothing is sent.
    #[doc(alias("continue", "seek"))]
    pub fn resume(mut self, position: Position) -> Self {
        self.0.resume(position);
        self
    }

    /// Returns the position of the next record, to [`resume`](Self::resume) from.
    #[must_use]
    #[doc(alias("cursor", "checkpoint"))]
    pub fn position(&self) -> Position {
        self.0.position().clone()
    }

    /// Returns the next record; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read; called again, it requests that page again. The
    /// stream ends with an error if the position to [`resume`](Self::resume) from is of another
    /// query, or if the server repeats its pages. A stream [by
    /// creation](super::Query::by_created_at) also ends with an error if records are out of order,
    /// or if a record has no value of `created_at`.
    pub async fn next_record(&mut self) -> Option<Result<R::Row, Error>> {
        poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl<R: Rows<Row: Row>> Stream for RecordStream<R> {
    type Item = Result<R::Row, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl<R: Rows<Row: Row>> fmt::Debug for RecordStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("target", &self.0.target())
            .field("position", self.0.position())
            .finish_non_exhaustive()
    }
}

/// The records of a query, read into structs one by one, from
/// [`Query::decode_each`](super::Query::decode_each).
///
/// An item is the ID of a record, with the struct or the reason why the record does not fit it. If
/// a page cannot be read, the stream returns that error and ends.
///
/// A separate task requests the next page while the current one is consumed, so at most two pages
/// are in memory.
#[must_use = "nothing is requested before it is polled"]
pub struct DecodedStream<R>(Items<Decoded<Result<R, Error>>>);

/// An item of a [`DecodedStream`].
type DecodedItem<R> = Result<(<R as Rows>::Id, Result<R, Error>), Error>;

impl<R: ReadValues> DecodedStream<R> {
    pub(super) fn new(client: &Client, parts: Parts) -> Self {
        Self(Items::new(Requests::of(client), parts, Join::Offset, decode_identified::<R>))
    }
}

impl<R: Described> DecodedStream<R> {
    /// Returns the next record's ID, and the struct read from it; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error, and ends, if a page cannot be read. The inner result is an error if the
    /// record does not fit the struct.
    pub async fn next_item(&mut self) -> Option<DecodedItem<R>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<DecodedItem<R>>> {
        self.0.poll_next(context).map(|item| {
            if matches!(item, Some(Err(_))) {
                self.0.end();
            }
            item.map(|item| item.map(|Decoded { id, value, .. }| (id.into(), value)))
        })
    }
}

// It pins nothing, even if the struct is not `Unpin`.
impl<R> Unpin for DecodedStream<R> {}

impl<R: Described> Stream for DecodedStream<R> {
    type Item = DecodedItem<R>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<R> fmt::Debug for DecodedStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodedStream").field("target", &self.0.target()).finish_non_exhaustive()
    }
}
