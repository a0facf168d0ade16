// errors: 1
use attio_core::{AttioRecord, Date, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    born: Option<Date>,
}

fn uses() -> Filter<Person> {
    Person::BORN.eq("1815-12-10")
}

fn main() {}
