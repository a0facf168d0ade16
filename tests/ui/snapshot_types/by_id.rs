// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "00000037-0000-4000-8000-000000000000")]
    active: Option<u8>,
}

fn main() {}
