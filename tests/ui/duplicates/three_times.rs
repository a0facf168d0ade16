// errors: 2
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "job")]
    a: Option<String>,
    #[attio(slug = "job")]
    b: Option<String>,
    #[attio(slug = "job")]
    c: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::A;
    let _ = Person::B;
    let _ = Person::C;
    record.create(client).await?.decode()
}

fn main() {}
