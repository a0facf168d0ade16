// errors: 1
// env: ATTIO_SCHEMA_CHECK=0
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "poeple")]
struct Person {
    nmae: String,
}

#[derive(AttioRecord)]
#[attio(object = "comapnies")]
struct Company {
    nmae: String,
}

fn main() {}
