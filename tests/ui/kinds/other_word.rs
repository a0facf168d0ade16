// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "money")]
    deal: Option<f64>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::DEAL;
    record.create(client).await?.decode()
}

fn main() {}
