// errors: 1
use attio_core::{AttioRecord, EmailAddress, Patch, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(id: RecordId<Person>) -> Patch<Person> {
    Person::patch(id).set(Person::EMAILS, ["ada@example.com"])
}

fn main() {}
