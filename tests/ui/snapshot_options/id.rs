// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    Bronze,
    #[attio(id = "00000009-2222-4000-8000-000000000000")]
    Gold,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    tier: Option<Tier>,
}

fn main() {}
