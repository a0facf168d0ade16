// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Person, partial)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
