// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<u8>>,
}

fn main() {}
