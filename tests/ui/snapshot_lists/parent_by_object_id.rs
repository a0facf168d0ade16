// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "00000003-1111-4000-8000-000000000000")]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Person, partial)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
