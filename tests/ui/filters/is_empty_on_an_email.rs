// errors: 1
use attio_core::{AttioRecord, EmailAddress, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses() -> Filter<Person> {
    Person::EMAILS.is_empty()
}

fn main() {}
