//! Filters and sorts of entries by their parents.

use std::fmt;
use std::marker::PhantomData;

use super::build::Query;
use super::filter::{Filter, ThroughPath};
use super::place::{Place, Via};
use crate::describe::{Attribute, Described, IsRecord, ParentId, RecordId};
use crate::row::{AnyRecord, Row};
use crate::value::AnyRecordRef;
use crate::wire::push_string;

/// The attribute of an entry that leads to its parent (Attio's docs, "Filtering and sorting").
const PARENT_RECORD: &str = "parent_record";

/// The parent of an entry, in filters and sorts: the constant `PARENT` of a struct that derives
/// `AttioEntry`.
///
/// ```
/// use attio_core::{AttioEntry, AttioRecord, Domain, RecordId};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "companies")]
/// struct Company {
///     name: Option<String>,
///     domains: Vec<Domain>,
/// }
///
/// #[derive(AttioEntry)]
/// #[attio(list = "sales_pipeline", parent = Company)]
/// struct Opportunity {
///     seats: Option<i64>,
/// }
///
/// # let company_id: RecordId<Company> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse()?;
/// let of_one = Opportunity::query().filter(Opportunity::PARENT.eq(company_id));
/// let of_acme = Opportunity::query()
///     .filter(Opportunity::PARENT.via(Company::DOMAINS).root_domain().eq("acme.com"))
///     .sort(Opportunity::PARENT.via(Company::NAME).asc());
/// # Ok::<(), attio_core::ValueError>(())
/// ```
pub struct Parent<E, P>(PhantomData<fn() -> (E, P)>);

impl<E, P> Parent<E, P> {
    /// Called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E, P> Default for Parent<E, P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Described, P: IsRecord> Parent<E, P> {
    /// The parent is this record.
    #[must_use]
    pub fn eq(self, record: RecordId<P>) -> Filter<E, ThroughPath> {
        is_one_of::<E>(P::TARGET.name(), &[record.uuid()])
    }

    /// The parent is one of these records. Without a record, nothing matches.
    #[must_use]
    pub fn is_in(self, records: impl IntoIterator<Item = RecordId<P>>) -> Filter<E, ThroughPath> {
        let ids: Vec<_> = records.into_iter().map(RecordId::uuid).collect();
        is_one_of::<E>(P::TARGET.name(), &ids)
    }

    /// Leads to an attribute of the parent.
    #[doc(alias("join", "relation", "path"))]
    pub fn via<F, K, U, A>(
        self,
        attribute: Attribute<P, F, K, U, A>,
    ) -> Via<E, Attribute<P, F, K, U, A>> {
        via(attribute)
    }
}

impl<E: Described> Parent<E, AnyRecord> {
    /// The parent is this record.
    #[must_use]
    pub fn eq(self, record: AnyRecordRef) -> Filter<E, ThroughPath> {
        is_one_of::<E>(record.object(), &[record.record_id()])
    }

    /// Leads to an attribute of the parent. Entries with a parent of another object do not match.
    #[doc(alias("join", "relation", "path"))]
    pub fn via<P: IsRecord, F, K, U, A>(
        self,
        attribute: Attribute<P, F, K, U, A>,
    ) -> Via<E, Attribute<P, F, K, U, A>> {
        via(attribute)
    }
}

fn via<E: Described, P: Described, F, K, U, A>(
    attribute: Attribute<P, F, K, U, A>,
) -> Via<E, Attribute<P, F, K, U, A>> {
    let parent = (E::TARGET.name(), PARENT_RECORD);
    Via::new(vec![parent, (P::TARGET.name(), attribute.key())])
}

fn is_one_of<E: Described>(object: &str, ids: &[uuid::Uuid]) -> Filter<E, ThroughPath> {
    let mut condition = String::from(r#"{"value":"#);
    match ids {
        // Attio refuses `$in` without a value, and no record has this ID.
        [] => push_string(&mut condition, &uuid::Uuid::nil().to_string()),
        [one] => push_string(&mut condition, &one.to_string()),
        ids => {
            let ids: Vec<_> = ids.iter().map(|id| format!("\"{id}\"")).collect();
            condition.push_str(&format!(r#"{{"$in":[{}]}}"#, ids.join(",")));
        }
    }
    condition.push('}');
    let steps = [(E::TARGET.name(), PARENT_RECORD), (object, "record_id")];
    Filter::condition(Place::filter_along(&steps, &condition))
}

/// The entries with this parent, the oldest first.
pub(crate) fn of_parent<E: Described<Row: Row>>(
    parent: &E::ParentId,
) -> Query<E, super::build::Filtered<ThroughPath>> {
    let (object, record) = parent.parts(E::PARENT_OBJECT);
    Query::new().filter(is_one_of::<E>(object, &[record]))
}

impl<E, P> Clone for Parent<E, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, P> Copy for Parent<E, P> {}

impl<E: Described, P> fmt::Debug for Parent<E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parent({})", E::TARGET)
    }
}
