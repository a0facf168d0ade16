// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    Bronze,
    Sliver,
}

type Level = Option<Tier>;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    tier: Level,
}

fn main() {}
