// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<Company>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::COMPANY;
    record.create(client).await?.decode()
}

fn main() {}
