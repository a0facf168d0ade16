// errors: 1
use attio_core::{AttioEntry, AttioRecord, EntryId, Patch, RecordId};

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

fn uses(id: EntryId<Opportunity>, company: RecordId<Company>) -> Patch<Opportunity> {
    Opportunity::patch(id).set(Opportunity::PARENT, company)
}

fn main() {}
