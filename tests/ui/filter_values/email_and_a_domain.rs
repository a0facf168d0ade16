// errors: 1
use attio_core::{AttioRecord, Domain, EmailAddress, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(domain: Domain) -> Filter<Person> {
    Person::EMAILS.eq(domain)
}

fn main() {}
