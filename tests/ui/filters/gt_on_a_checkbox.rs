// errors: 1
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    done: Option<bool>,
}

fn uses() -> Filter<Person> {
    Person::DONE.gt(false)
}

fn main() {}
