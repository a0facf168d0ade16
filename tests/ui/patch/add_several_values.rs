// errors: 1
use attio_core::{AttioRecord, Call, Client, EmailAddress, Record, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(id: RecordId<Person>, client: &Client, emails: Vec<EmailAddress>) -> Call<Record<Person>> {
    Person::patch(id).add(Person::EMAILS, emails).append(client)
}

fn main() {}
