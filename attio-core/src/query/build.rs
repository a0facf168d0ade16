//! Queries: which records, in which order, how many at a time.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use super::filter::{And, Filter, Negatable, ThroughPath};
use super::pages::{Items, Join, created_at};
use super::sort::Sort;
use super::stream::{DecodedStream, RecordStream};
use crate::client::{Call, Client};
use crate::derived::ReadValues;
use crate::describe::{Described, Target};
use crate::record::{Record, decode_identified, decode_page, read_page, requests};
use crate::request::Request;
use crate::sealed::Sealed;

/// The most records that are asked for at once: the API's default, and what others take for its
/// maximum. The docs name none.
pub(super) const PAGE: u32 = 500;

/// A query of the records of `R`, from [`AttioRecord::query`](crate::AttioRecord::query):
/// `POST /v2/objects/{object}/records/query`.
///
/// `F` says what it is narrowed by: [`All`] records, a [`Filtered`] part, or a saved [`View`], which
/// cannot be joined with a filter.
///
/// # Paging under concurrent writes
///
/// Attio pages by offset, which is no snapshot: a record that is deleted while pages are read moves
/// the later ones forward by one, so that one is passed over; a record that is inserted before the
/// current place moves them back, so that one comes twice. Without a sort of your own a stream sorts
/// by `created_at`, oldest first, so that new records come last, and it leaves out what the page
/// before had. Where records are deleted meanwhile, use [`by_created_at`](Query::by_created_at).
#[must_use = "nothing is sent before `page`, `first`, `all` or `stream`"]
pub struct Query<R, F = All> {
    pub(super) parts: Parts,
    types: PhantomData<fn() -> (R, F)>,
}

/// A query of all records.
#[derive(Debug)]
pub enum All {}

/// A query with a filter; `N` as in [`Filter`].
#[derive(Debug)]
pub struct Filtered<N>(PhantomData<N>);

/// A query of the records of a saved view.
#[derive(Debug)]
pub enum View {}

/// What the query consists of, without its types.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) target: Target<'static>,
    pub(super) filters: Vec<String>,
    view: Option<Uuid>,
    pub(super) sorts: Vec<String>,
    pub(super) page_size: u32,
}

impl Parts {
    pub(super) fn request(&self, body: String) -> Request {
        requests::query(self.target, body)
    }

    /// The body of the request of one page.
    pub(super) fn body(&self, limit: u32, offset: u64) -> String {
        let mut out = String::from("{");
        match self.filters.as_slice() {
            [] => {}
            [filter] => out.push_str(&format!("\"filter\":{filter},")),
            filters => out.push_str(&format!("\"filter\":{{\"$and\":[{}]}},", filters.join(","))),
        }
        if let Some(view) = self.view {
            out.push_str(&format!("\"filter_view_id\":\"{view}\","));
        }
        if !self.sorts.is_empty() {
            out.push_str(&format!("\"sorts\":[{}],", self.sorts.join(",")));
        }
        out.push_str(&format!("\"limit\":{limit},\"offset\":{offset}}}"));
        out
    }
}

impl<R: Described> Query<R> {
    pub(crate) fn new() -> Self {
        let parts = Parts {
            target: R::TARGET,
            filters: Vec::new(),
            view: None,
            sorts: Vec::new(),
            page_size: PAGE,
        };
        Self { parts, types: PhantomData }
    }

    /// The records that meet this filter.
    pub fn filter<N>(self, filter: Filter<R, N>) -> Query<R, Filtered<N>> {
        self.with_filter(filter)
    }

    /// The records of a saved view, by its ID. Only the filter of the view is used, not its sorts
    /// and columns.
    pub fn view(mut self, view: Uuid) -> Query<R, View> {
        self.parts.view = Some(view);
        self.retyped()
    }
}

impl<R: Described, N> Query<R, Filtered<N>> {
    /// The records that meet this filter as well.
    pub fn filter<M>(self, filter: Filter<R, M>) -> Query<R, Filtered<N::Output>>
    where
        N: And<M>,
    {
        self.with_filter(filter)
    }
}

/// Queries that are not of a saved view.
#[diagnostic::on_unimplemented(
    message = "a query of a saved view cannot be read by `created_at`",
    label = "needs a filter, which the API does not take together with a view",
    note = "read it with `.stream(&client)`"
)]
pub trait WithoutView {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl WithoutView for All {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl WithoutView for Filtered<Negatable> {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl WithoutView for Filtered<ThroughPath> {
    const SEALED: Sealed = Sealed;
}

impl<R: Described, F> Query<R, F> {
    fn with_filter<N, G>(mut self, filter: Filter<R, N>) -> Query<R, G> {
        self.parts.filters.push(filter.to_json());
        self.retyped()
    }

    fn retyped<G>(self) -> Query<R, G> {
        Query { parts: self.parts, types: PhantomData }
    }

    /// In this order; of several, the first has priority.
    pub fn sort(mut self, sort: Sort<R>) -> Self {
        self.parts.sorts.push(sort.to_json().to_owned());
        self
    }

    /// How many records a stream asks for at once, at least 1; 500 by default.
    pub fn page_size(mut self, records: u32) -> Self {
        self.parts.page_size = records.max(1);
        self
    }

    /// One page: at most `limit` records, after the first `offset`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where Attio refuses the query, or no answer comes.
    pub fn page(&self, client: &Client, limit: u32, offset: u64) -> Call<Vec<Record<R>>> {
        let request = self.parts.request(self.parts.body(limit, offset));
        Call::new(client, Ok(request), read_page)
    }

    /// One page, read into structs: at most `limit` records, after the first `offset`.
    ///
    /// The answer is read once, and nothing is kept but the structs: no ID, no time of creation, and
    /// no value that the struct has no field for. Where these are needed, take [`page`](Self::page)
    /// and [`decode`](Record::decode) each record.
    ///
    /// ```no_run
    /// # use attio_core::{AttioRecord, Client};
    /// # #[derive(AttioRecord)]
    /// # #[attio(object = "people")]
    /// # struct Person { job_title: Option<String> }
    /// # async fn f(client: Client) -> Result<(), attio_core::Error> {
    /// let people: Vec<Person> = Person::query().decode_page(&client, 500, 0).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error as [`page`](Self::page) does, and if a value of one of the records does not fit
    /// its field. The error names the record.
    pub fn decode_page(&self, client: &Client, limit: u32, offset: u64) -> Call<Vec<R>>
    where
        R: ReadValues,
    {
        let request = self.parts.request(self.parts.body(limit, offset));
        Call::new(client, Ok(request), decode_page)
    }

    /// The first record, if there is one: in the order of the query's sorts, and without them the one
    /// with the lowest record ID, because that is Attio's order then. It adds no sort.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    pub fn first(&self, client: &Client) -> Call<Option<Record<R>>> {
        let request = self.parts.request(self.parts.body(1, 0));
        Call::new(client, Ok(request), |response| {
            read_page(response).map(|records| records.into_iter().next())
        })
    }

    /// All records, one after the other, in constant memory: the next page is fetched while the
    /// current one is consumed.
    pub fn stream(self, client: &Client) -> RecordStream<R> {
        RecordStream::new(client, self.parts, Join::Offset)
    }

    /// All records in order of their creation, paged by the time of creation and not by offset: no
    /// record is passed over when others are deleted meanwhile, and none comes twice. Sorts of the
    /// query are not used.
    ///
    /// The time is the value of the attribute `created_at`, by which Attio sorts and filters. A record's own
    /// [`created_at`](Record::created_at) may differ from it by seconds. A record without that value, which
    /// Attio gives to every record, ends the stream with an error. While it is read, only records that are
    /// created, merged or deleted then may be in it or not.
    pub fn by_created_at(mut self, client: &Client) -> RecordStream<R>
    where
        F: WithoutView,
    {
        self.parts.sorts.clear();
        RecordStream::new(client, self.parts, Join::CreatedAt(created_at))
    }

    /// All records at once. For many, [`stream`](Self::stream) needs less memory.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    pub fn all(self, client: &Client) -> Call<Vec<Record<R>>>
    where
        R: 'static,
    {
        Call::many(client, async move |calls| {
            let mut items = Items::new(calls, self.parts, Join::Offset, read_page);
            let mut records = Vec::new();
            while let Some(page) = items.next_page().await {
                records.extend(page?);
            }
            Ok(records)
        })
    }
}

impl<R: ReadValues, F> Query<R, F> {
    /// All records, read into structs as they come, as [`decode_page`](Self::decode_page) reads
    /// them: unlike with [`all`](Self::all), the responses are not kept in memory.
    ///
    /// # Errors
    ///
    /// Returns an error as [`page`](Self::page) does, and if a record does not fit the struct. The
    /// error names the record. Use [`decode_each`](Self::decode_each) to read the other records then.
    pub fn decode_all(self, client: &Client) -> Call<Vec<R>>
    where
        R: Send + 'static,
    {
        Call::many(client, async move |calls| {
            let mut items = Items::new(calls, self.parts, Join::Offset, decode_identified::<R>);
            let mut records = Vec::new();
            while let Some(page) = items.next_page().await {
                let page = page?;
                records.reserve(page.size_hint().0);
                for record in page {
                    records.push(record.value?);
                }
            }
            Ok(records)
        })
    }

    /// Reads all records into structs one by one, with their IDs: a record that does not fit the
    /// struct is an error of its own, and the others are still read.
    ///
    /// ```no_run
    /// # use attio_core::{AttioRecord, Client};
    /// # #[derive(AttioRecord)]
    /// # #[attio(object = "people")]
    /// # struct Person { job_title: Option<String> }
    /// # async fn f(client: Client) -> Result<(), attio_core::Error> {
    /// let mut people = Person::query().decode_each(&client);
    /// while let Some(person) = people.next_item().await {
    ///     match person? {
    ///         (id, Ok(person)) => println!("{id}: {:?}", person.job_title),
    ///         (id, Err(error)) => eprintln!("{id} is left out: {error}"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The stream gives an error, and ends, if a page cannot be read.
    pub fn decode_each(self, client: &Client) -> DecodedStream<R> {
        DecodedStream::new(client, self.parts)
    }
}

impl<R, F> Clone for Query<R, F> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), types: PhantomData }
    }
}

impl<R, F> fmt::Debug for Query<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Query({} {})",
            self.parts.target.name(),
            self.parts.body(self.parts.page_size, 0)
        )
    }
}
