// errors: 1
use attio_core::{AttioRecord, Location};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    location: Option<Location>,
}

fn uses() {
    let _ = Person::query().sort(Person::LOCATION.asc());
}

fn main() {}
