// errors: 1
use attio_core::{AttioRecord, Patch, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(id: RecordId<Person>) -> Patch<Person> {
    Person::patch(id).set("job_title", "CTO")
}

fn main() {}
