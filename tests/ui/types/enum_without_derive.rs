// errors: 1
use attio_core::{AttioRecord, Client};

enum Stage {
    Lead,
    Customer,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    stage: Option<Stage>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::STAGE;
    record.create(client).await?.decode()
}

fn main() {}
