// errors: 1
use attio_core::{AttioRecord, Client, Reconciliation};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique, read_only)]
    record_id: Option<String>,
    job_title: Option<String>,
}

fn uses(client: &Client, person: &Person) -> Reconciliation<Person> {
    person.reconcile(client)
}

fn main() {}
