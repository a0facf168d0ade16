// errors: 1
use attio_core::{AttioRecord, PhoneNumber};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    fax: Option<PhoneNumber>,
}

fn main() {}
