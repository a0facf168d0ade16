// errors: 1
use attio_core::{AttioRecord, Date, Patch, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    born: Option<Date>,
}

fn uses(id: RecordId<Person>) -> Patch<Person> {
    Person::patch(id).set(Person::BORN, "1815-12-10")
}

fn main() {}
