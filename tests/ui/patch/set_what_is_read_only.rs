// errors: 1
use attio_core::{AttioRecord, Patch, RecordId, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

fn uses(id: RecordId<Person>, now: Timestamp) -> Patch<Person> {
    Person::patch(id).set(Person::CREATED_AT, now)
}

fn main() {}
