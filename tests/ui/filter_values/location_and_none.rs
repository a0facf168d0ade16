// errors: 1
use attio_core::{AttioRecord, Filter, Location};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    location: Option<Location>,
}

fn uses() -> Filter<Person> {
    Person::LOCATION.eq(None)
}

fn main() {}
