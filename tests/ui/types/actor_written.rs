// errors: 1
use attio_core::{Actor, AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    owner: Option<Actor>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::OWNER;
    record.create(client).await?.decode()
}

fn main() {}
