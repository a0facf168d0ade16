// errors: 1
use attio_core::{AttioRecord, Client, Date};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "timestamp")]
    met: Date,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::MET;
    record.create(client).await?.decode()
}

fn main() {}
