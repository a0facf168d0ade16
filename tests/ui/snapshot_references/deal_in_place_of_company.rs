// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Target {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Target>>,
}

fn main() {}
