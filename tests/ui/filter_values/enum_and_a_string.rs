// errors: 1
use attio_core::{AttioOption, AttioRecord, Filter};

#[derive(AttioOption)]
enum Tag {
    #[attio(title = "At risk")]
    AtRisk,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "status")]
    tag: Option<Tag>,
}

fn uses() -> Filter<Person> {
    Person::TAG.eq(String::from("At rsk"))
}

fn main() {}
