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
    done: Option<bool>,
    tier: Option<Tier>,
}

fn uses() -> Filter<Person> {
    Person::DONE.eq(Tier::Gold)
}

fn main() {}
