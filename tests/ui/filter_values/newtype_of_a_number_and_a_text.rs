// errors: 1
use attio_core::{AttioRecord, AttioValue, Filter};

#[derive(AttioValue)]
struct Points(f64);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    points: Option<Points>,
}

fn uses() -> Filter<Person> {
    Person::POINTS.eq("7")
}

fn main() {}
