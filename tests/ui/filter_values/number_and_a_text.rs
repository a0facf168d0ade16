// errors: 1
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    score: Option<f64>,
}

fn uses() -> Filter<Person> {
    Person::SCORE.eq("1")
}

fn main() {}
