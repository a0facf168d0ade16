// errors: 1
use attio_core::{AttioRecord, Call, Client, EmailAddress, Record};

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(client: &Client, person: &Person) -> Call<Record<Person>> {
    person.assert(client, Person::EMAILS)
}

fn main() {}
