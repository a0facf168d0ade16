// errors: 1
use attio_core::{AttioRecord, AttioValue, Client};

#[derive(AttioValue)]
struct Short<'a>(&'a str);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job: Option<Short<'static>>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB;
    record.create(client).await?.decode()
}

fn main() {}
