// errors: 1
use attio_core::{AttioRecord, Domain, RecordRef};

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

fn uses() {
    let _ = Person::query().sort(Person::COMPANY.asc());
}

fn main() {}
