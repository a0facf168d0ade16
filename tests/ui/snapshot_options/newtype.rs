// errors: 1
use attio_core::{AttioOption, AttioRecord, AttioValue};

#[derive(AttioOption)]
enum Tier {
    Bronze,
    Sliver,
    Gold,
}

#[derive(AttioValue)]
struct Level(Tier);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    tier: Option<Level>,
}

fn main() {}
