// errors: 1
// env: ATTIO_SCHEMA_REQUIRED=1
// env: ATTIO_SCHEMA=
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn main() {}
