// errors: 1
use attio_core::{AttioRecord, Call, Client, Domain, EmailAddress, Record, RecordId};

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

fn uses(id: RecordId<Person>, client: &Client, domain: Domain) -> Call<Record<Person>> {
    Person::patch(id).add(Company::DOMAINS, domain).append(client)
}

fn main() {}
