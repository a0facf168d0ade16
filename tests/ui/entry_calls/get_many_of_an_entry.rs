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

fn uses(client: &Client, ids: Vec<EntryId<Opportunity>>) {
    let _ = Opportunity::get_many(client, ids);
}

fn main() {}
