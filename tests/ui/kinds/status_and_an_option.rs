// errors: 1
use attio_core::{AttioRecord, Client, SelectOption};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "status")]
    stage: Option<SelectOption>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::STAGE;
    record.create(client).await?.decode()
}

fn main() {}
