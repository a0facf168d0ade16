// errors: 1
use attio_core::{AttioRecord, Domain, Patch, RecordId};

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
    job_title: Option<String>,
}

fn uses(id: RecordId<Person>) -> Patch<Person> {
    Person::patch(id).clear(Company::NAME)
}

fn main() {}
