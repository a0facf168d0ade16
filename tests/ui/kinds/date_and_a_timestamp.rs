// errors: 1
use attio_core::{AttioRecord, Client, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "date")]
    born: Option<Timestamp>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::BORN;
    record.create(client).await?.decode()
}

fn main() {}
