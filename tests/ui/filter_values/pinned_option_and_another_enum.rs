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
    #[attio(kind = "select")]
    tier: Option<Tier>,
}

#[derive(AttioOption)]
enum Color {
    Red,
}

fn uses() -> Filter<Person> {
    Person::TIER.eq(Color::Red)
}

fn main() {}
