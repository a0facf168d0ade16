// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord, Status};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    seats: Option<i64>,
}

#[derive(AttioEntry)]
#[attio(list = "hiring", parent = Opportunity, partial)]
struct Candidate {
    stage: Option<Status>,
}

fn main() {}
