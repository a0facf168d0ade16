// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "timestamp", read_only)]
    created_at: Option<f64>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::CREATED_AT;
    record.create(client).await?.decode()
}

fn main() {}
