// errors: 1
use attio_core::{AttioRecord, Client};

struct JobTitle(String);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job: Option<JobTitle>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB;
    record.create(client).await?.decode()
}

fn main() {}
