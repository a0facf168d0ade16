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
    tags: Vec<Tag>,
}

fn uses() -> Filter<Person> {
    Person::TAGS.eq("At rsk")
}

fn main() {}
