// errors: 1
use attio_core::{AttioRecord, EmailAddress, Patch, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(id: RecordId<Person>, email: EmailAddress) -> Patch<Person> {
    Person::patch(id).set(Person::EMAILS, email)
}

fn main() {}
