// errors: 1
use attio_core::{AttioRecord, Filter, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
}

fn uses() -> Filter<Person> {
    Person::NAME.eq(None)
}

fn main() {}
