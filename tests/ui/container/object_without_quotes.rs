// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = people)]
struct Person {
    job_title: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB_TITLE;
    record.create(client).await?.decode()
}

fn main() {}
