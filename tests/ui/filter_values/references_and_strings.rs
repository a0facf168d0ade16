// errors: 1
use attio_core::{AttioRecord, Domain, Filter, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Company>>,
}

fn uses(domains: Vec<String>) -> Filter<Person> {
    Person::COMPANY.is_in(domains)
}

fn main() {}
