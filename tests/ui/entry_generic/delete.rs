// errors: 1
use attio_core::{AttioEntry, Call, Client, EntryId};

fn delete<E>(client: &Client, id: EntryId<E>) -> Call<()> {
    <E as AttioEntry>::delete(client, id)
}

fn main() {}
