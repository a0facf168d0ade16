// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "number", write_only)]
    age: Option<&'static str>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::AGE;
    record.create(client).await?.decode()
}

fn main() {}
