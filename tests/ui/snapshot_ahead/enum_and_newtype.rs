// errors: 2
use attio_core::{AttioOption, AttioValue};

#[derive(AttioOption)]
#[attio(ahead)]
enum Tier {
    Platinum,
}

#[derive(AttioValue)]
#[attio(ahead)]
struct Level(Tier);

fn main() {}
