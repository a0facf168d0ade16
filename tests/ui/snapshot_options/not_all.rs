// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    Bronze,
    Gold,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    tier: Option<Tier>,
}

fn main() {}
