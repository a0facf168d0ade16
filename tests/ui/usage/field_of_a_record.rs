// errors: 1
use attio_core::{AttioRecord, Record};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique)]
    job_title: Option<String>,
}

fn uses(record: Record<Person>) -> Option<String> {
    record.job_title
}

fn main() {}
