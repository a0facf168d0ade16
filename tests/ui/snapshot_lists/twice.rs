// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    seats: Option<i64>,
    #[attio(id = "00000021-0000-4000-8000-000000000000")]
    users: Option<i64>,
}

fn main() {}
