// errors: 1
use attio_core::{AttioRecord, Filter};

struct JobTitle(String);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses() -> Filter<Person> {
    Person::JOB_TITLE.eq(JobTitle("CTO".into()))
}

fn main() {}
