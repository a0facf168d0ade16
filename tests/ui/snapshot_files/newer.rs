// errors: 1
// env: ATTIO_SCHEMA=newer.json
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn main() {}
