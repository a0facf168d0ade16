// errors: 1
use attio_core::{AttioRecord, Call, Client, Record, RecordId};

fn save<R: AttioRecord>(client: &Client, id: RecordId<R>, record: &R) -> Call<Record<R>> {
    record.append(client, id)
}

fn main() {}
