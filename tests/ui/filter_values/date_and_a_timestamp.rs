// errors: 1
use attio_core::{AttioRecord, Date, Filter, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    born: Option<Date>,
}

fn uses(at: Timestamp) -> Filter<Person> {
    Person::BORN.gt(at)
}

fn main() {}
