// errors: 1
use attio_core::{AttioOption, AttioRecord, Filter, Timestamp};

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

fn uses(at: Timestamp) -> Filter<Person> {
    Person::TIER.active_from().lt(at)
}

fn main() {}
