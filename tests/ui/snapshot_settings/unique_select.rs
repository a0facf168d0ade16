// errors: 1
use attio_core::{AttioRecord, SelectOption};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique)]
    tier: Option<SelectOption>,
}

fn main() {}
