// errors: 1
use attio_core::{AttioRecord, Client};

mod ages {}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(with = "ages")]
    age: u8,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::AGE;
    record.create(client).await?.decode()
}

fn main() {}
