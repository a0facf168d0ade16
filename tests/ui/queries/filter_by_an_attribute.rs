// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    done: Option<bool>,
}

fn uses() {
    let _ = Person::query().filter(Person::DONE);
}

fn main() {}
