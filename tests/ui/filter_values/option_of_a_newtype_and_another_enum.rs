// errors: 1
use attio_core::{AttioOption, AttioRecord, AttioValue, Filter};

#[derive(AttioOption)]
enum Tier {
    Gold,
    Silver,
}

#[derive(AttioValue)]
struct Wrapped(Tier);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    tier: Option<Wrapped>,
}

#[derive(AttioOption)]
enum Color {
    Red,
}

fn uses() -> Filter<Person> {
    Person::TIER.eq(Color::Red)
}

fn main() {}
