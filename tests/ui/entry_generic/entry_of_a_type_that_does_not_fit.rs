// errors: 1
use attio_core::{AttioEntry, AttioRecord, Client, RecordId};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity<T> {
    seats: Option<T>,
}

fn uses(client: &Client, entry: &Opportunity<u128>, company: RecordId<Company>) {
    let _ = entry.create(client, company);
}

fn main() {}
