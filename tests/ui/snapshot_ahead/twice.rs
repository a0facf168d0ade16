// errors: 3
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "invoices", ahead, ahead)]
struct Invoice {
    #[attio(ahead)]
    #[attio(ahead)]
    number: String,
}

#[derive(AttioOption)]
enum Tier {
    #[attio(ahead, ahead)]
    Platinum,
}

fn main() {}
