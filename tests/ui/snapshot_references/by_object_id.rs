// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "00000002-1111-4000-8000-000000000000", partial)]
struct Target {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Target>>,
}

fn main() {}
