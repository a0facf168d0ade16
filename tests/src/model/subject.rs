//! The calls under test, of records and of entries.

use attio_core::bulk::Bulk;
use attio_core::{
    AttioEntry, AttioRecord, Call, Client, Domain, Entry, EntryId, Reconciled, Record, RecordId,
    Row, Rows,
};
use uuid::Uuid;

use super::schedule::Plain;
use super::store::{code_of, site_of};

/// A struct with the calls of records or entries. Records take no parent.
pub(super) trait Subject: Rows<Row: Row + Settles> + Sized + Send + 'static {
    /// The item of a job.
    type Item: Send + 'static;

    fn new(values: &Plain, mark: String) -> Self;
    fn create(&self, client: &Client, parent: Uuid) -> Call<Self::Row>;
    fn create_or_reconcile(&self, client: &Client, parent: Uuid) -> Call<Reconciled<Self>>;
    fn reconcile(&self, client: &Client, parent: Uuid) -> Call<Reconciled<Self>>;
    fn assert(&self, client: &Client, parent: Uuid) -> Call<Self::Row>;
    fn overwrite(&self, client: &Client, id: Self::Id) -> Call<Self::Row>;
    fn append(&self, client: &Client, id: Self::Id) -> Call<Self::Row>;
    fn delete(client: &Client, id: Self::Id) -> Call<()>;
    fn get(client: &Client, id: Self::Id) -> Call<Self::Row>;
    fn item(self, parent: Uuid) -> Self::Item;
    fn bulk_create(client: &Client) -> Bulk<Self, Self::Item>;
}

#[derive(AttioRecord, Clone, Debug)]
#[attio(object = "accounts")]
pub(super) struct Account {
    #[attio(unique)]
    code: Option<String>,
    #[attio(unique)]
    sites: Vec<Domain>,
    mark: String,
}

/// The parents of the entries.
#[derive(AttioRecord, Debug)]
#[attio(object = "owners")]
pub(super) struct Owner {
    mark: String,
}

#[derive(AttioEntry, Clone, Debug)]
#[attio(list = "accounts", parent = Owner)]
pub(super) struct Listed {
    #[attio(unique)]
    code: Option<String>,
    #[attio(unique)]
    sites: Vec<Domain>,
    mark: String,
}

/// The calls of a trait, with what a record or an entry is named by.
macro_rules! calls {
    ($calls:ident, $id:ident; $self:ident, $client:ident, $parent:ident;
     create: ($($with:expr)?), assert: $assert:expr, item: $item:ty = $made:expr) => {
        type Item = $item;

        fn new(values: &Plain, mark: String) -> Self {
            let domain = |site: &u8| site_of(*site).parse().expect("a domain");
            let sites = values.sites.iter().map(domain).collect();
            Self { code: values.code.map(code_of), sites, mark }
        }

        fn create(&$self, $client: &Client, $parent: Uuid) -> Call<Self::Row> {
            $calls::create($self, $client $(, $with)?)
        }

        fn create_or_reconcile(&$self, $client: &Client, $parent: Uuid) -> Call<Reconciled<Self>> {
            $calls::create_or_reconcile($self, $client $(, $with)?)
        }

        fn reconcile(&$self, $client: &Client, $parent: Uuid) -> Call<Reconciled<Self>> {
            $calls::reconcile($self, $client $(, $with)?)
        }

        fn assert(&$self, $client: &Client, $parent: Uuid) -> Call<Self::Row> {
            $calls::assert($self, $client, $assert)
        }

        fn overwrite(&$self, $client: &Client, id: $id<Self>) -> Call<Self::Row> {
            $calls::overwrite($self, $client, id)
        }

        fn append(&$self, $client: &Client, id: $id<Self>) -> Call<Self::Row> {
            $calls::append($self, $client, id)
        }

        fn delete($client: &Client, id: $id<Self>) -> Call<()> {
            <Self as $calls>::delete($client, id)
        }

        fn get($client: &Client, id: $id<Self>) -> Call<Self::Row> {
            <Self as $calls>::get($client, id)
        }

        fn item($self, $parent: Uuid) -> Self::Item {
            $made
        }

        fn bulk_create($client: &Client) -> Bulk<Self, Self::Item> {
            <Self as $calls>::bulk_create($client)
        }
    };
}

impl Subject for Account {
    calls! {
        AttioRecord, RecordId; self, client, _parent;
        create: (), assert: Self::CODE, item: Self = self
    }
}

impl Subject for Listed {
    calls! {
        AttioEntry, EntryId; self, client, parent;
        create: (parent.into()), assert: parent.into(),
        item: (RecordId<Owner>, Self) = (parent.into(), self)
    }
}

/// A value that reports whether an attempt is still open.
pub(super) trait Settles {
    fn is_settled(&self) -> Option<bool>;
}

impl<T> Settles for Record<T> {
    fn is_settled(&self) -> Option<bool> {
        Some(self.is_settled())
    }
}

impl<T: Rows> Settles for Entry<T> {
    fn is_settled(&self) -> Option<bool> {
        Some(self.is_settled())
    }
}

impl<S: Subject> Settles for Reconciled<S> {
    fn is_settled(&self) -> Option<bool> {
        Some(self.is_settled())
    }
}

impl Settles for () {
    fn is_settled(&self) -> Option<bool> {
        None
    }
}
