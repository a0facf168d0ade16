// errors: 1
use attio_core::query::ThroughPath;
use attio_core::{AttioRecord, Domain, EmailAddress, Filter, RecordRef};

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
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses() -> Filter<Person, ThroughPath> {
    Person::COMPANY.via(Person::EMAILS).eq("ada@example.com")
}

fn main() {}
