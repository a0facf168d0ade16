// errors: 1
use attio_core::bulk::BulkResults;
use attio_core::{AttioEntry, AttioRecord, Client, RecordId};

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

fn uses(client: &Client, entries: Vec<(Opportunity, RecordId<Company>)>) -> BulkResults<usize, Opportunity> {
    Opportunity::bulk_assert(client).run(entries.into_iter().enumerate())
}

fn main() {}
