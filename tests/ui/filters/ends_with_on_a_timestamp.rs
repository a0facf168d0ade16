// errors: 1
use attio_core::{AttioRecord, Filter, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    seen: Option<Timestamp>,
}

fn uses() -> Filter<Person> {
    Person::SEEN.ends_with("Z")
}

fn main() {}
