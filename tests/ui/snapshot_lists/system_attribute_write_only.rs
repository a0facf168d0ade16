// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    #[attio(write_only)]
    created_at: Option<Timestamp>,
}

fn main() {}
