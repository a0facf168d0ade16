// errors: 1
use attio_core::{AttioRecord, Filter, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "select")]
    tags: Vec<String>,
}

fn uses(at: Timestamp) -> Filter<Person> {
    Person::TAGS.active_from().lt(at)
}

fn main() {}
