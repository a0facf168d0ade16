// errors: 1
use attio_core::{AttioEntry, Call, Client, Entry, RecordId};

fn parents<E: AttioEntry>(client: &Client, parent: RecordId<E>) -> Call<Vec<Entry<E>>> {
    E::of(client, parent)
}

fn main() {}
