// errors: 1
use attio_core::{AttioEntry, Call, Client, Creatable, Reconciled};

fn save<E>(client: &Client, entry: &E, parent: E::ParentId) -> Call<Reconciled<E>>
where
    E: AttioEntry + Creatable,
{
    entry.create_or_reconcile(client, parent)
}

fn main() {}
