// errors: 1
use attio_core::{AttioRecord, AttioValue, Filter};

#[derive(AttioValue)]
struct Points(f64);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses() -> Filter<Person> {
    Person::JOB_TITLE.contains(Points(7.0))
}

fn main() {}
