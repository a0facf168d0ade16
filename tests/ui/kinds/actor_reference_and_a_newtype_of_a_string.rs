// errors: 1
use attio_core::{AttioRecord, AttioValue, Client};

#[derive(AttioValue)]
struct Owner(Box<str>);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "actor-reference", read_only)]
    owner: Vec<Owner>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::OWNER;
    record.create(client).await?.decode()
}

fn main() {}
