// errors: 1
use attio_core::{AttioRecord, Client, RecordRef};

struct Company;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<RecordRef<Company>>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::COMPANY;
    record.create(client).await?.decode()
}

fn main() {}
