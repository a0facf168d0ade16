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
    #[attio(kind = "status")]
    stage: Option<Tier>,
}

fn uses(at: Timestamp) -> Filter<Person> {
    Person::STAGE.active_from().eq(at)
}

fn main() {}
