// errors: 1
// env: ATTIO_SCHEMA_CHECK=off
// env: ATTIO_SCHEMA_REQUIRED=1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "companies", schema = "no_such.json")]
struct Company {
    name: String,
}

fn main() {}
