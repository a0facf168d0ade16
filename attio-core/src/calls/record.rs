//! The trait that `#[derive(AttioRecord)]` implements.

use std::sync::Arc;

use super::encode::{asserted, created, reconcilable, unique_keys, update};
use super::{MergedRecord, Patch, merge};
use crate::api::{self, RecordEntry};
use crate::bulk::Bulk;
use crate::client::{Call, Client};
use crate::derived::{Creatable, HasUnique, WriteValues};
use crate::describe::{Attribute, Form, IsUnique, RecordId};
use crate::error::Error;
use crate::query::Query;
use crate::reconcile::{self, Earlier, Origin, Reconciled};
use crate::record::{OfRecords, Record};
use crate::request::Action;
use crate::row;
use crate::row::requests::{self, Update};
use crate::value::{ReadField, ReadValue, Tracked};

/// The calls of a struct that represents a record of an object in Attio. Derive it:
///
/// ```
/// use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     name: PersonalName,
///     #[attio(slug = "email_addresses", unique)]
///     emails: Vec<EmailAddress>,
///     job_title: Option<String>,
/// }
///
/// # async fn f(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let ada = Person {
///     name: PersonalName::new("Ada", "Lovelace"),
///     emails: vec!["ada@example.com".parse()?],
///     job_title: None, // not written: nothing is erased by accident
/// };
/// let created = ada.create(&client).await?;
/// println!("{} {:?}", created.id.record_id, created.web_url);
/// # Ok(()) }
/// ```
///
/// The [derive macro](macro@crate::AttioRecord) documents its attributes.
///
/// Implemented by `#[derive(AttioRecord)]` only: any version may add items.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct",
    note = "in generic code, add the bound `AttioRecord`"
)]
pub trait AttioRecord: OfRecords {
    /// Creates a record: `POST /v2/objects/{object}/records`.
    ///
    /// `None` and an empty `Vec` are not written. If an attribute is unique, Attio refuses a value
    /// that another record has, and stores nothing; to update that record instead, call
    /// [`assert`](Self::assert).
    ///
    /// A create that may have been applied is not sent again. To find out whether the record
    /// exists, and to retry if not, call [`create_or_reconcile`](Self::create_or_reconcile). If an
    /// earlier process may already have sent the create, because a queue redelivered the message or
    /// a job was restarted, call [`reconcile`](Self::reconcile).
    ///
    /// # Errors
    ///
    /// Returns an error if a value cannot be written (before anything is sent), if Attio refuses
    /// the record, or if no response is received. [`Error::outcome`] says whether the record may
    /// have been created.
    ///
    /// [`Error::outcome`]: crate::Error::outcome
    #[doc(alias("insert", "add", "new_record"))]
    fn create(&self, client: &Client) -> Call<Record<Self>>
    where
        Self: Creatable,
    {
        let request = created(self).map(|body| requests::create(Self::TARGET, body));
        Call::new(client, request, row::written::<Self>)
    }

    /// Creates a record; if a response is lost, looks the record up before retrying.
    ///
    /// If it succeeds, the record exists exactly once. The struct needs a unique attribute.
    ///
    /// If an earlier process may already have sent this create, call [`reconcile`](Self::reconcile)
    /// instead: for a message that a queue redelivered, or a job that was restarted. This method
    /// would return a conflict with the record of that earlier create.
    ///
    /// # Why that is safe
    ///
    /// Attio has no idempotency keys. A create whose response was lost may have been applied, or
    /// may still be applied after a lookup has found nothing. But if the record has a value of a
    /// unique attribute, Attio itself refuses a second record with that value. Attio applies only
    /// one of the creates with it, however late they arrive, and refuses the others with a
    /// `uniqueness_conflict`. So after an unknown outcome, the client looks the record up by its
    /// unique values and, if it is not found, retries the create:
    ///
    /// | The lookup or the retry | The call |
    /// |---|---|
    /// | the lookup finds one record with *all* the unique values | returns [`Reconciled::AlreadyExists`], without a retry |
    /// | the retry creates a record | returns [`Reconciled::Created`] |
    /// | the retry has a conflict, and one record has *all* the unique values | returns [`Reconciled::AlreadyExists`]: the first attempt created it, or another process with the same values. No response shows which |
    /// | the retry has a conflict, and this create certainly made none of the conflicting records | returns a [uniqueness conflict](crate::Error::is_uniqueness_conflict); nothing was applied |
    /// | the retry has a conflict, and this create may have made one of the conflicting records | returns an error with an unknown outcome; its [`conflicting_records`](crate::Error::conflicting_records) are the candidates |
    /// | again no usable response | retries after a random wait, until the [deadline](crate::ClientBuilder::deadline) or the [attempts](crate::RetryPolicy::max_attempts) are used up |
    ///
    /// If the *first* attempt has a conflict, an earlier call or somebody else created that record.
    /// The conflict is returned as is.
    ///
    /// # Proof that this create did not make a record
    ///
    /// Different values are no proof: Attio may have stored them in another form, or somebody may
    /// have edited them. Each of these two facts is a proof:
    ///
    /// * The record is older than the first attempt. [`Record::created_at`], the record's attribute
    ///   `created_at` and the `active_from` of its unique values must all be more than 5 seconds
    ///   before that attempt; the 5 seconds allow for corrections of clocks. Times are compared by
    ///   the server's clock (the `Date` of its responses), so this machine's clock may be wrong.
    /// * The record's creator is not this token's actor. The client knows the token's actor once
    ///   one of its creates has had a response, and only if the token acts for the workspace
    ///   ([`token_level`](crate::api::Identity::token_level)). The creator proves nothing if the
    ///   record got its values after it was created. It also proves nothing if an earlier call made
    ///   the first attempt ([`reconcile`](Self::reconcile), a journal): that call may have had
    ///   another token.
    ///
    /// After an attempt that timed out, the outcome stays unknown: that attempt may still be
    /// applied if the conflicting record loses its values. A 408 or 504 counts as a timeout,
    /// whoever sent it. A broken connection, or another response that does not show the outcome,
    /// does not keep the outcome unknown. It only makes
    /// [`is_settled`](crate::Reconciled::is_settled) return `false`.
    ///
    /// # When the outcome stays unknown
    ///
    /// The error's [`outcome`](crate::Error::outcome) is unknown, and its message says why, if
    ///
    /// * all unique fields of the record are empty, or hold empty strings;
    /// * no attribute is unique in the live workspace, or the client cannot read whether one is,
    ///   for example because the token lacks the scope `object_configuration:read`. The client
    ///   reads this before each retry, and does not trust the word `unique` in the struct;
    /// * the client cannot compare one of the unique values, and a record has all the others;
    /// * the deadline or the attempts are used up;
    /// * a retry is refused for a reason other than a conflict;
    /// * a retry has a conflict, and the client cannot tell whether this create made the
    ///   conflicting record.
    ///
    /// # What it cannot know
    ///
    /// If the record is found, only its unique values are known to match. Its other values may
    /// differ, because it may be older or have been changed meanwhile. If somebody deletes the
    /// record or removes its unique values between two steps, the retry creates it again. If
    /// another actor creates a record with some of the freed values before the retry, the outcome
    /// can be `NotApplied`, although the first attempt was applied. If the record was merged
    /// between an attempt and the lookup, the new record of the merge may look like somebody
    /// else's. Attio compares unique strings case-sensitively, and so does the lookup.
    ///
    /// If an attempt had no usable response, the record [is not
    /// settled](crate::Reconciled::is_settled): that attempt may still be applied once the record
    /// has lost its unique values.
    ///
    /// ```no_run
    /// # use attio_core::{AttioRecord, Client, EmailAddress};
    /// #[derive(AttioRecord)]
    /// #[attio(object = "people")]
    /// struct Person {
    ///     #[attio(slug = "email_addresses", unique)]
    ///     emails: Vec<EmailAddress>,
    /// }
    ///
    /// # async fn f(client: Client, ada: Person) -> Result<(), attio_core::Error> {
    /// let reconciled = ada.create_or_reconcile(&client).await?;
    /// println!("{} exists, created by this call: {}", reconciled.id(), reconciled.is_created());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error as [`create`](Self::create) does. The outcome is unknown only in the cases
    /// above.
    ///
    /// [`Reconciled::Created`]: crate::Reconciled::Created
    /// [`Reconciled::AlreadyExists`]: crate::Reconciled::AlreadyExists
    #[doc(alias("find_or_create", "get_or_create", "idempotent", "exactly_once"))]
    fn create_or_reconcile(&self, client: &Client) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        reconcile::call(client, reconcilable::<Self>(created(self)), Origin::Create)
    }

    /// Completes an earlier create of this record: finds the record, or creates it.
    ///
    /// Call it if the create may already have been sent: a queue redelivered the message, a job was
    /// restarted, or a call ended with an unknown [`outcome`](crate::Error::outcome). It looks the
    /// record up by its unique values, and creates it only if it is not found. If the call
    /// succeeds, the record exists exactly once, for the reasons given in
    /// [`create_or_reconcile`](Self::create_or_reconcile).
    ///
    /// # Errors
    ///
    /// Returns an error as [`create_or_reconcile`](Self::create_or_reconcile) does.
    #[doc(alias("retry", "redelivered", "idempotency", "at_least_once"))]
    fn reconcile(&self, client: &Client) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        reconcile::call(
            client,
            reconcilable::<Self>(created(self)),
            Origin::Unknown(Earlier::UNKNOWN),
        )
    }

    /// Creates a record, or updates the one that has this value of a unique attribute:
    /// `PUT /v2/objects/{object}/records?matching_attribute=`.
    ///
    /// If the record exists, the values of the matching attribute are added, other multi-values are
    /// replaced, and single values are overwritten. `None` and an empty `Vec` are not written, so
    /// they change nothing. The response does not show whether the record existed: query first, or
    /// compare [`created_at`](Record::created_at) with the clock. Two equal asserts have the same
    /// effect as one.
    ///
    /// # Errors
    ///
    /// Returns an error as [`create`](Self::create) does. It also returns an error, and sends
    /// nothing, if the matching attribute has no value, or only an empty string.
    #[doc(alias("upsert", "create_or_update", "insert_or_update"))]
    fn assert<F, K, U: IsUnique, A>(
        &self,
        client: &Client,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Call<Record<Self>>
    where
        Self: Creatable,
    {
        let field = attribute.field();
        let request =
            asserted(self, field).map(|body| requests::assert(Self::TARGET, Some(field.key), body));
        Call::new(client, request, row::written::<Self>)
    }

    /// Creates many records, several at a time: see [`bulk`](crate::bulk).
    ///
    /// If the result of a record is `Ok` and it has a value of a unique attribute, the record exists
    /// exactly once, as with [`create_or_reconcile`](Self::create_or_reconcile).
    #[doc(alias("batch_create", "create_many", "insert_many", "import"))]
    fn bulk_create(client: &Client) -> Bulk<Self>
    where
        Self: Creatable + 'static,
    {
        Bulk::create(client, Self::TARGET, unique_keys::<Self>(), Arc::new(created))
    }

    /// Asserts many records, several at a time: see [`bulk`](crate::bulk).
    #[doc(alias("batch_upsert", "bulk_upsert", "upsert_many", "import"))]
    fn bulk_assert<F, K, U: IsUnique, A>(
        client: &Client,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Bulk<Self>
    where
        Self: Creatable + 'static,
    {
        let field = attribute.field();
        let encode = |record: &Self| asserted(record, field);
        Bulk::assert(client, Self::TARGET, field.key, Arc::new(encode))
    }

    /// Updates a record with the struct's values, and puts multi-values in front of the existing
    /// ones: `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch).
    ///
    /// # Errors
    ///
    /// Returns an error as [`create`](Self::create) does, and if the record does not exist.
    #[doc(alias("update", "modify", "edit"))]
    fn append(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteValues,
    {
        update::<Self>(client, id, &mut |out| self.write_values(out), Update::Append)
    }

    /// Updates a record with the struct's values, and replaces existing multi-values:
    /// `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch). Two equal overwrites have the same effect as one.
    ///
    /// # Errors
    ///
    /// Returns an error as [`append`](Self::append) does.
    #[doc(alias("update", "replace", "edit"))]
    fn overwrite(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteValues,
    {
        update::<Self>(client, id, &mut |out| self.write_values(out), Update::Overwrite)
    }

    /// Returns an empty patch, to change some attributes of a record.
    #[doc(alias("update", "modify", "edit", "partial_update"))]
    fn patch(id: RecordId<Self>) -> Patch<Self> {
        Patch::new(id)
    }

    /// Returns a query of the object's records: `POST /v2/objects/{object}/records/query`.
    #[doc(alias("list", "list_records", "search", "select"))]
    fn query() -> Query<Self> {
        Query::new()
    }

    /// Returns the JSON that a create sends, `{"data":{"values":{…}}}`, without sending it.
    ///
    /// Use it for a custom request, a queue or an export. The bytes are UTF-8, and the returned
    /// buffer is the only allocation.
    ///
    /// # Errors
    ///
    /// Returns an error if a value cannot be written. The error names the attribute.
    #[doc(alias("serialize", "export"))]
    fn to_json(&self) -> Result<Vec<u8>, Error>
    where
        Self: WriteValues,
    {
        row::encode(row::open(Form::Record), &mut |out| self.write_values(out)).map_err(|failure| {
            let action = Action::new("write a record of {target}").of(Self::TARGET);
            Error::encode(action, failure)
        })
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error if the record does not exist: [`is_not_found`](crate::Error::is_not_found).
    #[doc(alias("find", "fetch", "find_by_id", "read"))]
    fn get(client: &Client, id: RecordId<Self>) -> Call<Record<Self>> {
        let request = requests::get(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), row::read::<Self>)
    }

    /// Gets the existing records among these IDs, in their order, 500 at a time.
    ///
    /// Records that a response lacks are requested again, until a response is empty.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read, or if the server repeats its pages.
    #[doc(alias("batch_get", "fetch_many", "find_by_ids"))]
    fn get_many(
        client: &Client,
        ids: impl IntoIterator<Item = RecordId<Self>>,
    ) -> Call<Vec<Record<Self>>>
    where
        Self: 'static,
    {
        let ids = ids.into_iter().map(RecordId::uuid).collect();
        row::get_many::<Self>(client, Self::TARGET, ids)
    }

    /// Deletes a record permanently: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error if the record does not exist: [`is_not_found`](crate::Error::is_not_found).
    /// If an earlier attempt of the call may have deleted the record, the call succeeds instead.
    #[doc(alias("remove", "destroy"))]
    fn delete(client: &Client, id: RecordId<Self>) -> Call<()> {
        let request = requests::delete(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), |_| Ok(()))
    }

    /// Gets every value that an attribute ever had, each with its validity period and author:
    /// `GET /v2/objects/{object}/records/{record_id}/attributes/{attribute}/values`.
    ///
    /// The oldest value comes first.
    ///
    /// # Errors
    ///
    /// Returns an error if the record does not exist, if a value does not fit the field's type, or
    /// if the attribute has no history. Interactions and attributes that Attio enriches have none.
    #[doc(alias("audit", "values_over_time", "versions", "changelog"))]
    fn history<F, K, U, A>(
        client: &Client,
        id: RecordId<Self>,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Call<Vec<Tracked<F::Value>>>
    where
        F: ReadField<Value: ReadValue + Send + 'static>,
    {
        row::history(client, Self::TARGET, id.uuid(), attribute.key())
    }

    /// Gets the list entries of a record: `GET /v2/objects/{object}/records/{record_id}/entries`.
    ///
    /// # Errors
    ///
    /// Returns an error if the record does not exist.
    #[doc(alias("lists", "list_entries"))]
    fn entries(client: &Client, id: RecordId<Self>) -> Call<Vec<RecordEntry>> {
        api::entries_of(client, Self::TARGET, id.uuid())
    }

    /// Merges two records into a new one: `POST /v2/objects/{object}/records/merge`.
    ///
    /// Attio's endpoint is in beta, and limited to 5 calls per second. If both records have a
    /// value, that of `primary` is kept. Neither ID exists afterwards.
    ///
    /// # Errors
    ///
    /// Returns an error if a record does not exist, if both are the same, or if no response is
    /// received. [`Error::outcome`](crate::Error::outcome) says whether they may have been merged.
    #[doc(alias("deduplicate", "dedupe", "combine"))]
    fn merge(
        client: &Client,
        primary: RecordId<Self>,
        secondary: RecordId<Self>,
    ) -> Call<MergedRecord<Self>> {
        merge::merge(client, Self::TARGET, primary.uuid(), secondary.uuid())
    }
}
