// errors: 1
use attio_core::{AttioEntry, AttioRecord, Call, Client, Entry, RecordId};

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

fn uses(client: &Client, company: RecordId<Company>) -> Call<Entry<Opportunity>> {
    Opportunity::get(client, company)
}

fn main() {}
