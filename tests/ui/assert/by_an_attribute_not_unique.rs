// errors: 1
use attio_core::{AttioRecord, Call, Client, EmailAddress, Record};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
}

fn uses(client: &Client, person: &Person) -> Call<Record<Person>> {
    person.assert(client, Person::JOB_TITLE)
}

fn main() {}
