// errors: 1
use attio_core::{AttioRecord, Date, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    born: Option<Date>,
}

fn uses() -> Filter<Person> {
    Person::BORN.starts_with("1815")
}

fn main() {}
