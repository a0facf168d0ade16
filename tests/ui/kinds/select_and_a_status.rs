// errors: 1
use attio_core::{AttioRecord, Client, Status};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "select")]
    tier: Option<Status>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::TIER;
    record.create(client).await?.decode()
}

fn main() {}
