// errors: 1
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(person: &Person) -> Filter<Person> {
    Person::JOB_TITLE.is_in([person.job_title.as_deref()])
}

fn main() {}
