//! Queries: the records to return, their order, and the page size.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use super::filter::{And, Filter, FilterOf, Negatable, ThroughPath};
use super::pages::{Items, Join, created_at};
use super::sort::SortOf;
use super::stream::{DecodedStream, RecordStream};
use crate::client::{Call, Client};
use crate::derived::ReadValues;
use crate::describe::{Described, Target};
use crate::request::Request;
use crate::row::{Row, decode_identified, decode_page, read_page, requests};
use crate::sealed::Sealed;

/// The default page size: the API's default, which other clients take for its maximum. The docs name no
/// maximum.
pub(super) const PAGE: u32 = 500;

/// A query of the records of `R`, from [`AttioRecord::query`](crate::AttioRecord::query):
/// `POST /v2/objects/{object}/records/query`.
///
/// `F` marks which records it returns: [`All`], a [`Filtered`] part, or the records of a saved
/// [`View`]. A view cannot be combined with a filter.
///
/// # Paging under concurrent writes
///
/// Attio pages by offset, without a snapshot. If a record is deleted while pages are read, the later
/// records move up by one, and one is skipped. If a record is inserted before the current position, the
/// later records move down by one, and one is returned twice. Streams leave out records that the previous
/// page had. A stream without a sort uses `created_at`, oldest first, so that new records come last. If
/// records may be deleted meanwhile, use [`by_created_at`](Query::by_created_at).
#[must_use = "nothing is sent before `page`, `first`, `all` or `stream`"]
#[doc(alias("list", "select", "search"))]
pub struct Query<R, F = All> {
    pub(super) parts: Parts,
    types: PhantomData<fn() -> (R, F)>,
}

/// Marks a query of all records.
#[derive(Debug)]
pub enum All {}

/// Marks a query with a filter; `N` as in [`Filter`].
#[derive(Debug)]
pub struct Filtered<N>(PhantomData<N>);

/// Marks a query of a saved view.
#[derive(Debug)]
pub enum View {}

/// The parts of a query, without its types.
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

    /// Returns the request body of one page.
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

impl<R: Described<Row: Row>> Query<R> {
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

    /// Keeps only the records that match this [`Filter`].
    #[doc(alias = "where")]
    pub fn filter<N, F: FilterOf<R, N>>(self, filter: F) -> Query<R, Filtered<N>> {
        self.with_filter(filter.into_filter())
    }

    /// Keeps only the records of a saved view, by its ID.
    ///
    /// The view's filter is used, but not its sorts and columns.
    #[doc(alias("saved_view", "filter_view_id"))]
    pub fn view(mut self, view: Uuid) -> Query<R, View> {
        self.parts.view = Some(view);
        self.retyped()
    }
}

impl<R: Described<Row: Row>, N> Query<R, Filtered<N>> {
    /// Keeps only the records that also match this [`Filter`].
    #[doc(alias = "where")]
    pub fn filter<M, F: FilterOf<R, M>>(self, filter: F) -> Query<R, Filtered<N::Output>>
    where
        N: And<M>,
    {
        self.with_filter(filter.into_filter())
    }
}

/// Queries without a saved view.
#[diagnostic::on_unimplemented(
    message = "a query of a saved view cannot be read by `created_at`",
    label = "needs a filter, which the API does not allow with a view",
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

impl<R: Described<Row: Row>, F> Query<R, F> {
    fn with_filter<N, G>(mut self, filter: Filter<R, N>) -> Query<R, G> {
        self.parts.filters.push(filter.to_json());
        self.retyped()
    }

    fn retyped<G>(self) -> Query<R, G> {
        Query { parts: self.parts, types: PhantomData }
    }

    /// Sorts the records by a [`Sort`](super::Sort); the first of several sorts has priority.
    #[doc(alias = "order_by")]
    pub fn sort<S: SortOf<R>>(mut self, sort: S) -> Self {
        self.parts.sorts.push(sort.into_sort().to_json().to_owned());
        self
    }

    /// Sets how many records a stream requests at once, at least 1; 500 by default.
    #[doc(alias("limit", "per_page", "batch_size"))]
    pub fn page_size(mut self, records: u32) -> Self {
        self.parts.page_size = records.max(1);
        self
    }

    /// Returns one page: at most `limit` records, after skipping `offset`.
    ///
    /// # Errors
    ///
    /// Returns an error if Attio refuses the query, or if no response is received.
    #[doc(alias("limit", "offset", "paginate", "per_page"))]
    pub fn page(&self, client: &Client, limit: u32, offset: u64) -> Call<Vec<R::Row>> {
        let request = self.parts.request(self.parts.body(limit, offset));
        Call::new(client, Ok(request), read_page::<R>)
    }

    /// Returns one page, read into structs: at most `limit` records, after skipping `offset`.
    ///
    /// The response is read once, and only the structs are kept. The IDs, the creation times and the
    /// values without a field are dropped. If you need these, use [`page`](Self::page) and
    /// [`decode`](crate::Record::decode) each record.
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
    /// Returns an error as [`page`](Self::page) does, and if a value of a record does not fit its
    /// field. The error names the record.
    pub fn decode_page(&self, client: &Client, limit: u32, offset: u64) -> Call<Vec<R>>
    where
        R: ReadValues,
    {
        let request = self.parts.request(self.parts.body(limit, offset));
        Call::new(client, Ok(request), decode_page)
    }

    /// Returns the first record in the order of the query's sorts; `None` if there is none.
    ///
    /// It adds no sort. Without one, Attio's order is by record ID, so the record with the lowest
    /// ID is returned.
    ///
    /// # Errors
    ///
    /// Returns an error as [`page`](Self::page) does.
    #[doc(alias("find_one", "head"))]
    pub fn first(&self, client: &Client) -> Call<Option<R::Row>> {
        let request = self.parts.request(self.parts.body(1, 0));
        Call::new(client, Ok(request), |response| {
            read_page::<R>(response).map(|records| records.into_iter().next())
        })
    }

    /// Streams all records in constant memory.
    ///
    /// The next page is requested while the current one is consumed.
    #[doc(alias("paginate", "pages", "cursor", "iter"))]
    pub fn stream(self, client: &Client) -> RecordStream<R> {
        RecordStream::new(client, self.parts, Join::Offset)
    }

    /// Streams all records in order of creation, paged by creation time instead of offset.
    ///
    /// No record is skipped or returned twice, even if other records are deleted meanwhile. A record
    /// that is created, merged or deleted during the stream may or may not be in it. The query's own
    /// sorts are not used.
    ///
    /// The time is the value of the attribute `created_at`, by which Attio sorts and filters.
    /// [`Record::created_at`](crate::Record::created_at), which is not an attribute, may differ from it by seconds. Attio gives
    /// every record that value; a record without it ends the stream with an error.
    #[doc(alias("keyset", "cursor"))]
    pub fn by_created_at(mut self, client: &Client) -> RecordStream<R>
    where
        F: WithoutView,
    {
        self.parts.sorts.clear();
        RecordStream::new(client, self.parts, Join::CreatedAt(created_at::<R::Row>))
    }

    /// Returns all records at once. For many records, [`stream`](Self::stream) needs less memory.
    ///
    /// # Errors
    ///
    /// Returns an error as [`page`](Self::page) does.
    #[doc(alias("list_records", "collect", "fetch_all"))]
    pub fn all(self, client: &Client) -> Call<Vec<R::Row>>
    where
        R: 'static,
    {
        Call::many(client, async move |calls| {
            let mut items = Items::new(calls, self.parts, Join::Offset, read_page::<R>);
            let mut records = Vec::new();
            while let Some(page) = items.next_page().await {
                records.extend(page?);
            }
            Ok(records)
        })
    }
}

impl<R: ReadValues, F> Query<R, F> {
    /// Returns all records, read into structs as [`decode_page`](Self::decode_page) reads them.
    ///
    /// Each page is read as it arrives, so unlike with [`all`](Self::all), the responses are not
    /// kept in memory.
    ///
    /// # Errors
    ///
    /// Returns an error as [`page`](Self::page) does, and if a record does not fit the struct. The
    /// error names the record. To read the other records anyway, use
    /// [`decode_each`](Self::decode_each).
    #[doc(alias("collect", "fetch_all"))]
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

    /// Streams all records with their IDs, each read into a struct.
    ///
    /// A record that does not fit the struct is an error item, and the other records are still read.
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
    ///         (id, Err(error)) => eprintln!("skipping {id}: {error}"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The stream returns an error, and ends, if a page cannot be read.
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
