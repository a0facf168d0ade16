// errors: 1
use attio_core::{AttioEntry, Call, Client, Entry, EntryId};

fn save<E: AttioEntry>(client: &Client, id: EntryId<E>, entry: &E) -> Call<Entry<E>> {
    entry.append(client, id)
}

fn main() {}
