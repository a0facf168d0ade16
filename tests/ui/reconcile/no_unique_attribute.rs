// errors: 1
use attio_core::{AttioRecord, Call, Client, Reconciled};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(client: &Client, person: &Person) -> Call<Reconciled<Person>> {
    person.create_or_reconcile(client)
}

fn main() {}
