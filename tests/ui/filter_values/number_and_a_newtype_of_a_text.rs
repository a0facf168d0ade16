// errors: 1
use attio_core::{AttioRecord, AttioValue, Filter};

#[derive(AttioValue)]
struct JobTitle(String);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    score: Option<f64>,
}

fn uses() -> Filter<Person> {
    Person::SCORE.eq(JobTitle("CTO".into()))
}

fn main() {}
