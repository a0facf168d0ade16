// errors: 1
use attio_core::{AttioRecord, Client, Domain};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "email-address")]
    emails: Vec<Domain>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::EMAILS;
    record.create(client).await?.decode()
}

fn main() {}
