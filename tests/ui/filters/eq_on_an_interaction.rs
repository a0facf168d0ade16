// errors: 1
use attio_core::{AttioRecord, Filter, Interaction, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    last_email: Option<Interaction>,
}

fn uses(at: Timestamp) -> Filter<Person> {
    Person::LAST_EMAIL.eq(at)
}

fn main() {}
