// errors: 1
use attio_core::{AttioEntry, Call, Client, EntryId};

fn delete<E: AttioEntry>(client: &Client, id: EntryId<E>) -> Call<()> {
    E::delete(client, id)
}

fn uses<E>(client: &Client, id: EntryId<E>) -> Call<()> {
    delete(client, id)
}

fn main() {}
