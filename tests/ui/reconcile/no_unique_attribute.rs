// errors: 1
use attio_core::{AttioRecord, Client, Reconciliation};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(client: &Client, person: &Person) -> Reconciliation<Person> {
    person.create_or_reconcile(client)
}

fn main() {}
