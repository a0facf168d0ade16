// errors: 1
use attio_core::schema::SchemaReport;
use attio_core::{AttioRecord, Call, Client};

fn check<R: AttioRecord>(client: &Client) -> Call<SchemaReport> {
    client.check::<R>()
}

fn main() {}
