// errors: 1
use attio_core::{AttioRecord, Client};

struct Address {
    city: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    address: Address,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::ADDRESS;
    record.create(client).await?.decode()
}

fn main() {}
