// errors: 1
use attio_core::{AttioRecord, Client};
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(client: &Client, view: Uuid) {
    let _ = Person::query().view(view).by_created_at(client);
}

fn main() {}
