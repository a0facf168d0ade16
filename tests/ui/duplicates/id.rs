// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96")]
    job: Option<String>,
    #[attio(id = "41252299-F8C7-4B5E-99C9-4FF8321D2F96")]
    position: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB;
    let _ = Person::POSITION;
    record.create(client).await?.decode()
}

fn main() {}
