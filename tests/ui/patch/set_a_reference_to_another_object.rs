// errors: 1
use attio_core::{AttioRecord, Domain, Patch, RecordId, RecordRef};

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

fn uses(id: RecordId<Person>) -> Patch<Person> {
    Person::patch(id).set(Person::COMPANY, id)
}

fn main() {}
