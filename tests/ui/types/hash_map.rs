// errors: 1
use attio_core::{AttioRecord, Client};

use std::collections::HashMap;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    attributes: HashMap<String, String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::ATTRIBUTES;
    record.create(client).await?.decode()
}

fn main() {}
