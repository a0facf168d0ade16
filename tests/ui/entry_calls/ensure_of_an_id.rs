// errors: 1
use attio_core::{AttioEntry, AttioRecord, Client, EntryId};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    seats: Option<i64>,
}

fn uses(client: &Client) {
    let _ = client.check::<EntryId<Opportunity>>();
}

fn main() {}
