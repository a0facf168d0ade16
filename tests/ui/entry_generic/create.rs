// errors: 1
use attio_core::{AttioEntry, Call, Client, Entry};

fn save<E: AttioEntry>(client: &Client, entry: &E, parent: E::ParentId) -> Call<Entry<E>> {
    entry.create(client, parent)
}

fn main() {}
