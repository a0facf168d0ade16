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
use crate::describe::Described;
use crate::error::Error;
use crate::record::{Decoded, Record, decode_identified, read_page};

/// The records of a query, page after page, from [`Query::stream`](super::Query::stream).
///
/// The next page is on its way while the current one is consumed, by a task of its own: at most two
/// pages are in memory.
/// It does not take a short or empty page for the end before the page behind it is empty too.
///
/// An error of a request does not end it: polled again, it sends the same request again. A server that
/// repeats its pages, because it ignores the offset for instance, is an error that ends it.
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
/// # Going on in another process
///
/// Store its [`position`](Self::position), and give it to [`resume`](Self::resume) on a stream of
/// the same query. A position is a string, also to serde:
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
#[must_use = "nothing is asked for before it is polled"]
pub struct RecordStream<R>(Items<Record<R>>);

impl<R> RecordStream<R> {
    pub(super) fn new(client: &Client, parts: Parts, join: Join<Record<R>>) -> Self {
        Self(Items::new(Requests::of(client), parts, join, read_page))
    }

    /// Goes on from a position at which another stream of the same query stopped, in this process
    /// or another. The position of another query becomes the one error that the stream gives before
    /// it ends; nothing is sent then.
    pub fn resume(mut self, position: Position) -> Self {
        self.0.resume(position);
        self
    }

    /// Where the next record is: what to [`resume`](Self::resume) from.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.position().clone()
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read; called again, it requests that page again. The
    /// stream ends with an error if the position to [`resume`](Self::resume) from is of another query, if
    /// the server repeats its pages, and, [by creation](super::Query::by_created_at), if the records do not
    /// come in that order or one has no value of `created_at`.
    pub async fn next_record(&mut self) -> Option<Result<Record<R>, Error>> {
        poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl<R> Stream for RecordStream<R> {
    type Item = Result<Record<R>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl<R> fmt::Debug for RecordStream<R> {
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
/// An item is the ID of a record and the struct, or why the record does not fit the struct. If a page
/// cannot be read, the stream gives that error and ends.
///
/// The next page is on its way while the current one is consumed, by a task of its own: at most two
/// pages are in memory.
#[must_use = "nothing is requested before it is polled"]
pub struct DecodedStream<R>(Items<Decoded<Result<R, Error>>>);

/// An item of a [`DecodedStream`].
type DecodedItem<R> = Result<(<R as Described>::Id, Result<R, Error>), Error>;

impl<R: ReadValues> DecodedStream<R> {
    pub(super) fn new(client: &Client, parts: Parts) -> Self {
        Self(Items::new(Requests::of(client), parts, Join::Offset, decode_identified::<R>))
    }
}

impl<R: Described> DecodedStream<R> {
    /// Returns the ID of the next record, and the struct that the record was read into; `None` at the
    /// end.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read; the stream has then ended. The inner result is an
    /// error if the record does not fit the struct.
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

// It pins nothing, whatever the struct is.
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
