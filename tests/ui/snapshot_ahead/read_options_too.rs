// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    #[attio(ahead)]
    Bronze,
    #[attio(ahead)]
    Platinum,
    Gold,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(ahead)]
    tier: Option<Tier>,
}

fn main() {}
