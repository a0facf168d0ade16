// errors: 1
use attio_core::{AttioEntry, AttioRecord, Call, Client, Entry};

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

fn uses(client: &Client, entry: &Opportunity) -> Call<Entry<Opportunity>> {
    entry.create(client)
}

fn main() {}
