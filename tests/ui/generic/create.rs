// errors: 1
use attio_core::{AttioRecord, Call, Client, Record};

fn save<R: AttioRecord>(client: &Client, record: &R) -> Call<Record<R>> {
    record.create(client)
}

fn main() {}
