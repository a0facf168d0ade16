// errors: 1
use attio_core::{AttioRecord, Domain, Filter, RecordId, RecordRef};

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

fn uses(person: RecordId<Person>) -> Filter<Person> {
    Person::COMPANY.eq(person)
}

fn main() {}
