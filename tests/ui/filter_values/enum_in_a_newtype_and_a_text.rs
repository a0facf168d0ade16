// errors: 1
use attio_core::{AttioOption, AttioRecord, AttioValue, Filter};

#[derive(AttioOption)]
enum Tag {
    #[attio(title = "At risk")]
    AtRisk,
}

#[derive(AttioValue)]
struct Risk(Tag);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    risk: Option<Risk>,
}

fn uses() -> Filter<Person> {
    Person::RISK.eq("At rsk")
}

fn main() {}
