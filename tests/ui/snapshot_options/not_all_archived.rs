// errors: 1
// env: ATTIO_SCHEMA=options.json
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Color {
    Red,
    Blue,
}

#[derive(AttioRecord)]
#[attio(object = "plans")]
struct Plan {
    color: Option<Color>,
}

fn main() {}
