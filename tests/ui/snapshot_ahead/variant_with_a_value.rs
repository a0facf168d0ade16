// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    Bronze,
    Silver,
    Gold,
    #[attio(ahead("Platinum"))]
    Platinum,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    tier: Option<Tier>,
}

fn main() {}
