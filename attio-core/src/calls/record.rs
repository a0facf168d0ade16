//! What `#[derive(AttioRecord)]` implements.

use std::sync::Arc;

use super::encode::{asserted, reconcilable, unique_keys, update};
use super::{MergedRecord, Patch, merge};
use crate::api::{self, RecordEntry};
use crate::bulk::Bulk;
use crate::client::{Call, Client};
use crate::derived::{Creatable, HasUnique, WriteValues};
use crate::describe::{Attribute, Described, IsUnique, RecordId};
use crate::error::Error;
use crate::query::Query;
use crate::reconcile::{self, Earlier, Origin, Reconciled};
use crate::record::requests::{self, Update};
use crate::record::{self, Record};
use crate::request::Action;
use crate::value::{ReadField, ReadValue, Tracked};

/// The calls of a struct that stands for a record of an object in Attio. Derive it:
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
/// The attributes of the derive are described [at the derive](macro@crate::AttioRecord).
///
/// Implemented by `#[derive(AttioRecord)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct"
)]
pub trait AttioRecord: Described<Id = RecordId<Self>> {
    /// Creates a record: `POST /v2/objects/{object}/records`.
    ///
    /// `None` and an empty `Vec` are not written. Where an attribute is unique, Attio refuses a
    /// value that another record has, and stores nothing; to update that record instead, assert.
    ///
    /// # Errors
    ///
    /// Awaiting it fails when a value cannot be written (nothing is sent then), when Attio refuses
    /// the record, or when no answer comes. After a failure [`Error::outcome`] says whether the
    /// record may have been created: a create that may have been applied is not sent again. To have
    /// that settled, use [`create_or_reconcile`](Self::create_or_reconcile).
    ///
    /// [`Error::outcome`]: crate::Error::outcome
    fn create(&self, client: &Client) -> Call<Record<Self>>
    where
        Self: Creatable,
    {
        let target = Self::TARGET;
        let request = record::encode(&mut |out| self.write_values(out))
            .map(|body| requests::create(target, body.into()))
            .map_err(|failure| Error::encode(requests::CREATE.on(target), failure));
        Call::new(client, request, record::written)
    }

    /// Creates a record, and settles it where no usable answer comes, so that the record is there
    /// exactly once. For structs with a unique attribute.
    ///
    /// # Why that is safe
    ///
    /// Attio has no idempotency keys, so a create whose answer was lost may have been applied, and
    /// may still be applied later, when a look-up has already found nothing. But where the record has
    /// a value of a unique attribute, Attio itself refuses a second one: of all creates with that
    /// value, late ones included, one is applied and the others are refused with a
    /// `uniqueness_conflict`. So after an unknown outcome the record is looked up by its unique
    /// values, and where it is not found, the create is repeated:
    ///
    /// | The look-up or the retry ends in | So |
    /// |---|---|
    /// | the look-up finds one record with *all* the unique values | [`Reconciled::AlreadyExists`], without a retry |
    /// | a record | [`Reconciled::Created`] |
    /// | a conflict, and one record has *all* the unique values | [`Reconciled::AlreadyExists`]: the first attempt made it, or another process with the same values. No response tells which |
    /// | a conflict, and all records that have some of the values are certainly another's | the error is a [uniqueness conflict](crate::Error::is_uniqueness_conflict), and nothing was applied |
    /// | a conflict, and that is not certain | the outcome is unknown, and [`conflicting_records`](crate::Error::conflicting_records) has the candidates |
    /// | no usable response, again | one more, after a random wait, until the [deadline](crate::ClientBuilder::deadline) or the [attempts](crate::RetryPolicy::max_attempts) are used up |
    ///
    /// A conflict of the *first* attempt is another record's for certain, and the plain error.
    ///
    /// # When a record is another's
    ///
    /// That its values differ proves nothing: Attio may have stored them in another form, or somebody may
    /// have edited them since. One of two things has to be known:
    ///
    /// * The record is older than the first attempt. Its `created_at` and the value of its attribute
    ///   `created_at` are both more than 5 seconds before it, by the server's clock (the `Date` of its
    ///   responses), and so is the time since when it has its values of the unique attributes. The clock of
    ///   this machine may be wrong.
    /// * It was created by another actor than this token's. The client knows the token's own actor once a
    ///   create of it has had a response, and only if the token acts for the workspace
    ///   ([`token_level`](crate::api::Identity::token_level)). A record that got its values later than it was
    ///   created proves nothing, and neither does the creator if an earlier call, whose token may have been
    ///   another, made the first attempt ([`reconcile`](Self::reconcile), a journal).
    ///
    /// An attempt that ran out of time may still be applied when the other record loses its values, so the
    /// outcome stays unknown after it. An attempt whose connection broke, or that had a server error or a
    /// response that is not Attio's, counts as over here.
    ///
    /// # Where it ends as unknown
    ///
    /// The error's [`outcome`](crate::Error::outcome) is unknown, and its text says why, where
    ///
    /// * all unique fields of the record are empty, or hold empty texts;
    /// * no attribute is unique in the live workspace, or that cannot be read, such as without
    ///   the scope `object_configuration:read`. The word `unique` in the struct is not trusted here: the
    ///   client asks the workspace before each retry;
    /// * one of several unique attributes cannot be read, and a record has the values of the others;
    /// * the deadline or the attempts are used up;
    /// * a retry is refused for another reason than a conflict;
    /// * a retry is refused for a conflict, and it is unknown whose the record is that has the values.
    ///
    /// # What it cannot know
    ///
    /// That the record found has the unique values is all that is known of it: others of its values
    /// may differ, because it may be older or have been changed meanwhile. If somebody deletes the
    /// record, or takes its unique values away, between two steps, the retry makes it anew; if such a value is
    /// given to a new record meanwhile, that one is another's, and the outcome is not applied. If it
    /// was merged between an attempt and the look-up, the record that is left looks like
    /// another's. Attio compares unique strings with regard to case, and so does the look-up.
    ///
    /// If an attempt had no response, the record [is not settled](crate::Reconciled::is_settled): that
    /// attempt may still be applied once the record has lost its unique values.
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
    /// println!("{} is there, made by this call: {}", reconciled.id(), reconciled.is_created());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create). The outcome is unknown only in the cases above.
    ///
    /// [`Reconciled::Created`]: crate::Reconciled::Created
    /// [`Reconciled::AlreadyExists`]: crate::Reconciled::AlreadyExists
    fn create_or_reconcile(&self, client: &Client) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        reconcile::call(client, reconcilable(self), Origin::Create)
    }

    /// Settles an earlier create of this record of which nothing is known, such as one that ended
    /// with an unknown [`outcome`](crate::Error::outcome) or that a killed process had begun: finds
    /// the record by its unique values, or else creates it. Afterwards it is there exactly once, by
    /// the argument of [`create_or_reconcile`](Self::create_or_reconcile).
    ///
    /// # Errors
    ///
    /// As [`create_or_reconcile`](Self::create_or_reconcile).
    fn reconcile(&self, client: &Client) -> Call<Reconciled<Self>>
    where
        Self: Creatable + HasUnique,
    {
        reconcile::call(client, reconcilable(self), Origin::Unknown(Earlier::UNKNOWN))
    }

    /// Creates a record, or updates the one that has the same value of a unique attribute:
    /// `PUT /v2/objects/{object}/records?matching_attribute=`.
    ///
    /// Of a record that is there, the values of the matching attribute are added, every other
    /// multi-value is replaced, and single values are overwritten. `None` and an empty `Vec` are not
    /// written, so they change nothing. The answer does not tell whether the record was there; ask
    /// first, or compare [`created_at`](Record::created_at) with the clock.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and where the record has no value to be matched by, or an empty
    /// text alone; then nothing is sent. Sending it twice is the same as sending it once.
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
            asserted(self, field).map(|body| requests::assert(Self::TARGET, field.key, body));
        Call::new(client, request, record::written)
    }

    /// Creates many records, several at a time: see [`bulk`](crate::bulk).
    ///
    /// Where the struct has a unique attribute, and a record a value of it, the record is there
    /// exactly once whatever becomes of answers, as with
    /// [`create_or_reconcile`](Self::create_or_reconcile).
    fn bulk_create(client: &Client) -> Bulk<Self>
    where
        Self: Creatable + 'static,
    {
        let encode = |record: &Self| reconcilable(record).map(|create| create.body);
        Bulk::create(client, Self::TARGET, unique_keys::<Self>(), Arc::new(encode))
    }

    /// Asserts many records, several at a time: see [`bulk`](crate::bulk).
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

    /// Updates a record with all values of the struct; multi-values are added before those that are
    /// there: `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and where the record does not exist.
    fn append(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteValues,
    {
        update(client, id, &mut |out| self.write_values(out), Update::Append)
    }

    /// Updates a record with all values of the struct; multi-values replace those that are there:
    /// `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch).
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append). Sending it twice is the same as sending it once.
    fn overwrite(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteValues,
    {
        update(client, id, &mut |out| self.write_values(out), Update::Overwrite)
    }

    /// Changes to single attributes of a record.
    fn patch(id: RecordId<Self>) -> Patch<Self> {
        Patch::new(id)
    }

    /// A query of the records of the object: `POST /v2/objects/{object}/records/query`.
    fn query() -> Query<Self> {
        Query::new()
    }

    /// The JSON that a create sends, `{"data":{"values":{…}}}`, for a request of your own, a queue
    /// or an export. Nothing is sent.
    ///
    /// The bytes are UTF-8, and their buffer is all the memory that is allocated.
    ///
    /// # Errors
    ///
    /// A value cannot be written; the error names the attribute.
    fn to_json(&self) -> Result<Vec<u8>, Error>
    where
        Self: WriteValues,
    {
        record::encode(&mut |out| self.write_values(out)).map_err(|failure| {
            let action = Action::new("write a record of {target}").of(Self::TARGET);
            Error::encode(action, failure)
        })
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn get(client: &Client, id: RecordId<Self>) -> Call<Record<Self>> {
        let request = requests::get(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), record::read)
    }

    /// Gets records by their IDs, 500 at a time: those that exist, in the order of the IDs. If some are
    /// missing from a response, it requests these again, until none of them comes.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read, or if the server repeats its pages.
    fn get_many(
        client: &Client,
        ids: impl IntoIterator<Item = RecordId<Self>>,
    ) -> Call<Vec<Record<Self>>>
    where
        Self: 'static,
    {
        let ids = ids.into_iter().map(RecordId::uuid).collect();
        record::get_many(client, Self::TARGET, ids)
    }

    /// Deletes a record for good: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn delete(client: &Client, id: RecordId<Self>) -> Call<()> {
        let request = requests::delete(Self::TARGET, id.uuid());
        Call::new(client, Ok(request), |_| Ok(()))
    }

    /// Every value that an attribute of a record ever had, oldest first, with since when, until
    /// when and by whom:
    /// `GET /v2/objects/{object}/records/{record_id}/attributes/{attribute}/values`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where the record does not exist, a value is not of the type, or the
    /// attribute keeps no history: interactions and what Attio enriches.
    fn history<F, K, U, A>(
        client: &Client,
        id: RecordId<Self>,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Call<Vec<Tracked<F::Value>>>
    where
        F: ReadField<Value: ReadValue + Send + 'static>,
    {
        record::history(client, Self::TARGET, id.uuid(), attribute.key())
    }

    /// The lists that a record is on:
    /// `GET /v2/objects/{object}/records/{record_id}/entries`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where the record does not exist.
    fn entries(client: &Client, id: RecordId<Self>) -> Call<Vec<RecordEntry>> {
        api::entries_of(client, Self::TARGET, id.uuid())
    }

    /// Merges two records into a new one: `POST /v2/objects/{object}/records/merge`, a beta of
    /// Attio's, limited to 5 calls a second.
    ///
    /// Where both have a value, that of `primary` is kept. Both IDs are gone afterwards.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where one of the records does not exist, or both are the same. After a
    /// failure [`Error::outcome`](crate::Error::outcome) says whether they may have been merged.
    fn merge(
        client: &Client,
        primary: RecordId<Self>,
        secondary: RecordId<Self>,
    ) -> Call<MergedRecord<Self>> {
        merge::merge(client, Self::TARGET, primary.uuid(), secondary.uuid())
    }
}
