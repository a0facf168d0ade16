// errors: 1
use attio_core::{AttioRecord, Call, Client, Reconciled};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique, read_only)]
    record_id: Option<String>,
    job_title: Option<String>,
}

fn uses(client: &Client, person: &Person) -> Call<Reconciled<Person>> {
    person.reconcile(client)
}

fn main() {}
