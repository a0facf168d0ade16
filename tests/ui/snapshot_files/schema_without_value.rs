// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people", schema)]
struct Person {
    job_title: Option<String>,
}

fn main() {}
