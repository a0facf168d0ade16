// errors: 1
use attio_core::{AttioRecord, Client};

type Identifier = u128;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    id: Identifier,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::ID;
    record.create(client).await?.decode()
}

fn main() {}
