// errors: 2
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(skip, ahead)]
    dirty: bool,
}

#[derive(AttioOption)]
enum Tier {
    #[attio(other, ahead)]
    Other(String),
}

fn main() {}
