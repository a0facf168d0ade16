// errors: 1
use attio_core::{AttioRecord, Call, Client, Domain, EmailAddress, Record};

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
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(client: &Client, person: &Person) -> Call<Record<Person>> {
    person.assert(client, Company::DOMAINS)
}

fn main() {}
