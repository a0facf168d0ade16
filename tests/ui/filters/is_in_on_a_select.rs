// errors: 1
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "select")]
    tags: Vec<String>,
}

fn uses() -> Filter<Person> {
    Person::TAGS.is_in(["Gold", "Silver"])
}

fn main() {}
