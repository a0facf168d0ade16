// errors: 1
use attio_core::{AttioRecord, Call, Client, Record, RecordId};

fn get<R>(client: &Client, id: RecordId<R>) -> Call<Record<R>> {
    <R as AttioRecord>::get(client, id)
}

fn main() {}
