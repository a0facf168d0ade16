// errors: 1
use attio_core::{AttioEntry, AttioRecord, EntryId, Patch};

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

fn uses(id: EntryId<Opportunity>) -> Patch<Opportunity> {
    Opportunity::patch(id).set(Company::NAME, "Acme")
}

fn main() {}
