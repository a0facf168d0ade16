// errors: 1
use attio_core::{AttioRecord, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
}

fn uses() {
    let _ = Person::query().sort(Person::NAME.last_name());
}

fn main() {}
