// errors: 1
// env: ATTIO_SCHEMA=options.json
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Country {
    Malta,
    Chile,
}

#[derive(AttioRecord)]
#[attio(object = "plans")]
struct Plan {
    country: Option<Country>,
}

fn main() {}
