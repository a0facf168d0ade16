// errors: 1
use attio_core::{AttioRecord, AttioValue, Client};

#[derive(AttioValue)]
struct Fingerprint(u128);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    fingerprint: Option<Fingerprint>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    record.create(client).await?.decode()
}

fn main() {}
