// errors: 1
use attio_core::{AttioRecord, Interaction};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    last_email: Option<Interaction>,
}

fn uses() {
    let _ = Person::query().sort(Person::LAST_EMAIL.desc());
}

fn main() {}
