// errors: 1
use attio_core::query::ThroughPath;
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(raw: Filter<Person, ThroughPath>) -> Filter<Person, ThroughPath> {
    !raw
}

fn main() {}
