// errors: 1
use attio_core::{AttioRecord, Filter, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    seen: Option<Timestamp>,
}

fn uses() -> Filter<Person> {
    Person::SEEN.gte("2024-01-01T00:00:00Z")
}

fn main() {}
