// errors: 1
use attio_core::{AttioRecord, Call, Client, EmailAddress, Reconciled};

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses(client: &Client, person: &Person) -> Call<Reconciled<Person>> {
    person.create_or_reconcile(client)
}

fn main() {}
