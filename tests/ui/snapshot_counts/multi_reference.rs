// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Vec<RecordRef<Person>>,
}

fn main() {}
