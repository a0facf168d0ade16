//! The trait that `#[derive(AttioEntry)]` implements.

use std::sync::Arc;

use super::Patch;
use super::encode::{added, reconcilable, unique_keys, update};
use crate::bulk::Bulk;
use crate::client::{Call, Client};
use crate::derived::{Creatable, HasUnique, WriteValues};
use crate::describe::{Attribute, EntryId};
use crate::entry::{Entry, OfEntries};
use crate::query::{Query, of_parent};
use crate::reconcile::{self, Earlier, Origin, Reconciled};
use crate::row;
use crate::row::requests::{self, Update};
use crate::value::{ReadField, ReadValue, Tracked};

/// A struct that represents the entries of a list, with its calls.
///
/// An entry is a record that is on a list, its *parent*, with values of the list's own attributes. Derive
/// it with [`#[derive(AttioEntry)]`](macro@crate::AttioEntry):
///
/// ```no_run
/// use attio_core::{AttioEntry, AttioRecord, Client, Entry, RecordId};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "companies")]
/// struct Company {
///     name: Option<String>,
/// }
///
/// #[derive(AttioEntry)]
/// #[attio(list = "sales_pipeline", parent = Company)]
/// struct Opportunity {
///     seats: Option<i64>,
/// }
///
/// # async fn f(client: Client, company_id: RecordId<Company>) -> Result<(), attio_core::Error> {
/// let opportunity = Opportunity { seats: Some(12) };
/// let entry: Entry<Opportunity> = opportunity.assert(&client, company_id).await?;
/// let company = Company::get(&client, entry.parent).await?;
/// # Ok(()) }
/// ```
///
/// Implemented by `#[derive(AttioEntry)]` only: it may get calls in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio entry",
    label = "not an Attio entry",
    note = "write `#[derive(AttioEntry)]` and `#[attio(list = \"…\", parent = …)]` above the struct",
    note = "in generic code, add the bound `AttioEntry`"
)]
pub trait AttioEntry: OfEntries {
    /// Adds the parent to the list: `POST /v2/lists/{list}/entries`.
    ///
    /// Attio adds a second entry if the parent is on the list already. For at most one entry per
    /// parent, use [`assert`](Self::assert).
    ///
    /// The call is retried only if no attempt can have been applied, because Attio does not recognise a
    /// second create. If [`may_have_applied`](crate::Error::may_have_applied) is true for the error,
    /// [`of`](Self::of) shows the entries that the parent has.
    ///
    /// # Errors
    ///
    /// Returns an error if a value cannot be written, or if Attio refuses the entry. Attio refuses a list or a
    /// parent that does not exist, and a parent of another object than the list's. It also refuses a
    /// required attribute without a value, and a unique value of another entry.
    #[doc(alias("insert", "add", "add_to_list"))]
    fn create(&self, client: &Client, parent: Self::ParentId) -> Call<Entry<Self>>
    where
        Self: Creatable,
    {
        let request = added(self, &parent, requests::creating)
            .map(|body| requests::create(Self::TARGET, body));
        Call::new(client, request, row::written::<Self>)
    }

    /// Creates the entry; if a response is lost, looks it up before retrying.
    ///
    /// The entry is found by the list's unique attributes and its parent: see
    /// [`AttioRecord::create_or_reconcile`](crate::AttioRecord::create_or_reconcile), which explains
    /// why it is stored once.
    ///
    /// # Errors
    ///
    /// Returns an error as [`create`](Self::create) does. If its outcome is unknown, the reason is in its
    /// text.
    #[doc(alias("find_or_create", "get_or_create", "idempotent", "exactly_once"))]
    fn create_or_reconcile(&self, client: &Client, parent: Self::ParentId) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        reconcile::call(
            client,
            reconcilable::<Self>(added(self, &parent, requests::creating)),
            Origin::Create,
        )
    }

    /// Finds the entry that an earlier process may have created, or creates it.
    ///
    /// It is [`create_or_reconcile`](Self::create_or_reconcile) for a create that may have been sent
    /// before, such as a message that a queue delivers again.
    ///
    /// # Errors
    ///
    /// Returns an error as [`create_or_reconcile`](Self::create_or_reconcile) does.
    #[doc(alias("retry", "redelivered", "idempotency", "at_least_once"))]
    fn reconcile(&self, client: &Client, parent: Self::ParentId) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        let create = reconcilable::<Self>(added(self, &parent, requests::creating));
        reconcile::call(client, create, Origin::Unknown(Earlier::UNKNOWN))
    }

    /// Updates the entry of the parent, or adds the parent to the list:
    /// `PUT /v2/lists/{list}/entries`.
    ///
    /// Multi-values are replaced; attributes without a value stay as they are. It is retried after a lost
    /// response, because a second assert with the same values changes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error as [`create`](Self::create) does. If the parent has several entries on the
    /// list, Attio refuses the call, and
    /// [`is_multiple_matches`](crate::Error::is_multiple_matches) is true for the error: update one of
    /// them by its ID, which [`of`](Self::of) returns.
    #[doc(alias("upsert", "create_or_update", "insert_or_update"))]
    fn assert(&self, client: &Client, parent: Self::ParentId) -> Call<Entry<Self>>
    where
        Self: Creatable,
    {
        let request = added(self, &parent, requests::asserting)
            .map(|body| requests::assert(Self::TARGET, None, body));
        Call::new(client, request, row::written::<Self>)
    }

    /// Creates a job that adds many parents to the list; see [`bulk`](crate::bulk).
    ///
    /// Its items are pairs of a key and `(parent, entry)`. A lost create is looked up if the struct has a
    /// field marked `unique`; otherwise its outcome stays unknown.
    #[doc(alias("batch_create", "create_many", "insert_many", "import"))]
    fn bulk_create(client: &Client) -> Bulk<Self, (Self::ParentId, Self)>
    where
        Self: Creatable + 'static,
    {
        Bulk::create(client, Self::TARGET, unique_keys::<Self>(), Arc::new(created_pair))
    }

    /// Creates a job that asserts many entries by their parents; see [`bulk`](crate::bulk).
    ///
    /// ```no_run
    /// # use attio_core::{AttioEntry, AttioRecord, Client, RecordId};
    /// # #[derive(AttioRecord)]
    /// # #[attio(object = "companies")]
    /// # struct Company { name: Option<String> }
    /// # #[derive(AttioEntry)]
    /// # #[attio(list = "sales_pipeline", parent = Company)]
    /// # struct Opportunity { seats: Option<i64> }
    /// # async fn f(client: Client, companies: Vec<RecordId<Company>>) {
    /// let entries = companies.into_iter().map(|company| (company, Opportunity { seats: None }));
    /// let mut results = Opportunity::bulk_assert(&client).run(entries.enumerate());
    /// while let Some((row, result)) = results.next().await {
    ///     println!("{row}: {:?}", result.map(|stored| stored.id));
    /// }
    /// # }
    /// ```
    #[doc(alias("batch_upsert", "bulk_upsert", "upsert_many", "import"))]
    fn bulk_assert(client: &Client) -> Bulk<Self, (Self::ParentId, Self)>
    where
        Self: Creatable + 'static,
    {
        Bulk::assert_by_parent(client, Self::TARGET, Arc::new(asserted_pair))
    }

    /// Updates the entry with this ID, and adds multi-values to the existing ones:
    /// `PATCH /v2/lists/{list}/entries/{entry_id}`.
    ///
    /// Fields without a value are not sent. The parent of an entry cannot change.
    ///
    /// # Errors
    ///
    /// Returns an error if a value cannot be written, if there is no such entry, or if another entry has a
    /// value that is unique on the list.
    #[doc(alias("update", "modify", "edit"))]
    fn append(&self, client: &Client, id: EntryId<Self>) -> Call<Entry<Self>>
    where
        Self: WriteValues,
    {
        update::<Self>(client, id, &mut |out| self.write_values(out), Update::Append)
    }

    /// Updates the entry with this ID, and replaces multi-values:
    /// `PUT /v2/lists/{list}/entries/{entry_id}`.
    ///
    /// Fields without a value are not sent. The parent of an entry cannot change.
    ///
    /// # Errors
    ///
    /// Returns an error as [`append`](Self::append) does.
    #[doc(alias("update", "replace", "edit"))]
    fn overwrite(&self, client: &Client, id: EntryId<Self>) -> Call<Entry<Self>>
    where
        Self: WriteValues,
    {
        update::<Self>(client, id, &mut |out| self.write_values(out), Update::Overwrite)
    }

    /// Starts a change of some attributes of an entry.
    #[doc(alias("update", "modify", "edit", "partial_update"))]
    fn patch(id: EntryId<Self>) -> Patch<Self> {
        Patch::new(id)
    }

    /// Starts a query of the list's entries: `POST /v2/lists/{list}/entries/query`.
    ///
    /// `PARENT` leads to the parent, in filters and sorts.
    #[doc(alias("list", "list_entries", "search", "select"))]
    fn query() -> Query<Self> {
        Query::new()
    }

    /// Gets the entries of one parent on the list, the oldest first.
    ///
    /// # Errors
    ///
    /// Returns an error if the list does not exist. A parent that does not exist has no entries.
    #[doc(alias("of_record", "for_parent", "by_parent"))]
    fn of(client: &Client, parent: Self::ParentId) -> Call<Vec<Entry<Self>>>
    where
        Self: 'static,
    {
        of_parent::<Self>(&parent).all(client)
    }

    /// Gets an entry by its ID: `GET /v2/lists/{list}/entries/{entry_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such entry;
    /// [`is_not_found`](crate::Error::is_not_found) is then true for it.
    #[doc(alias("find", "fetch", "find_by_id", "read"))]
    fn get(client: &Client, id: EntryId<Self>) -> Call<Entry<Self>> {
        let request = requests::get(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), row::read::<Self>)
    }

    /// Deletes an entry by its ID: `DELETE /v2/lists/{list}/entries/{entry_id}`. The parent stays.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such entry.
    #[doc(alias("remove", "destroy", "remove_from_list"))]
    fn delete(client: &Client, id: EntryId<Self>) -> Call<()> {
        let request = requests::delete(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), |_| Ok(()))
    }

    /// Gets every value that an attribute of an entry ever had, the oldest first:
    /// `GET …/entries/{entry_id}/attributes/{attribute}/values?show_historic=true`.
    ///
    /// Attio keeps the history of statuses and select options of a list, and refuses the call for
    /// other attributes.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such entry, if Attio keeps no history of the attribute, or if a value
    /// does not fit the field.
    #[doc(alias("audit", "values_over_time", "versions", "changelog"))]
    fn history<F, K, U, A>(
        client: &Client,
        id: EntryId<Self>,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Call<Vec<Tracked<F::Value>>>
    where
        F: ReadField<Value: ReadValue + Send + 'static>,
    {
        row::history(client, Self::TARGET, id.uuid(), attribute.key())
    }
}

fn created_pair<E: AttioEntry + Creatable>(
    (parent, entry): &(E::ParentId, E),
) -> Result<bytes::Bytes, crate::Error> {
    added(entry, parent, requests::creating)
}

fn asserted_pair<E: AttioEntry + Creatable>(
    (parent, entry): &(E::ParentId, E),
) -> Result<bytes::Bytes, crate::Error> {
    added(entry, parent, requests::asserting)
}
