// errors: 1
use attio_core::{AttioOption, AttioRecord, Filter, RecordRef, query::ThroughPath};

#[derive(AttioOption)]
enum Tag {
    #[attio(title = "At risk")]
    AtRisk,
}

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    tags: Vec<Tag>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Company>>,
}

fn uses() -> Filter<Person, ThroughPath> {
    Person::COMPANY.via(Company::TAGS).eq("At rsk")
}

fn main() {}
