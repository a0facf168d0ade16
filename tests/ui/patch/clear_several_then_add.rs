// errors: 1
use attio_core::{AttioRecord, Call, Client, EmailAddress, Record, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(kind = "select")]
    tags: Vec<String>,
}

fn uses(id: RecordId<Person>, client: &Client, email: EmailAddress) -> Call<Record<Person>> {
    Person::patch(id).clear(Person::TAGS).add(Person::EMAILS, email).overwrite(client)
}

fn main() {}
