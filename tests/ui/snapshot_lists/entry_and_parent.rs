// errors: 2
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    nmae: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    seat: Option<i64>,
}

fn main() {}
