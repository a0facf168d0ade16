// errors: 1
use attio_core::{AttioEntry, Attribute, EntryId, Patch};

fn set<E: AttioEntry, K, U, A>(id: EntryId<E>, seats: Attribute<E, Option<i64>, K, U, A>) -> Patch<E> {
    E::patch(id).set(seats, 5)
}

fn main() {}
