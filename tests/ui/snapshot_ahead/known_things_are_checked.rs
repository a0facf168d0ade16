// errors: 4
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    #[attio(ahead)]
    Bronze,
    #[attio(ahead)]
    Platinum,
    Goldd,
}

#[derive(AttioRecord)]
#[attio(object = "people", ahead)]
struct Person {
    #[attio(ahead)]
    age: Vec<u8>,
    #[attio(ahead)]
    loyalty: Option<String>,
    tier: Option<Tier>,
    jbo_title: Option<String>,
    #[attio(slug = "fax", ahead)]
    fax: Option<String>,
}

fn main() {}
