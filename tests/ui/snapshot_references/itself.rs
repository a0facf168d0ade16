// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Target {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Self>>,
}

fn main() {}
