// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "phone-number")]
    phones: Vec<u64>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::PHONES;
    record.create(client).await?.decode()
}

fn main() {}
