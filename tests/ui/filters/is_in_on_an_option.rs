// errors: 1
use attio_core::{AttioOption, AttioRecord, Filter};

#[derive(AttioOption)]
enum Tier {
    Gold,
    Silver,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    tier: Option<Tier>,
}

fn uses() -> Filter<Person> {
    Person::TIER.is_in([Tier::Gold, Tier::Silver])
}

fn main() {}
