// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
enum Person {
    Lead,
    Customer,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    record.create(client).await?.decode()
}

fn main() {}
