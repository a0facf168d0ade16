// errors: 1
use attio_core::{AttioRecord, Client, EmailAddress};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    emails: Option<Option<EmailAddress>>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::EMAILS;
    record.create(client).await?.decode()
}

fn main() {}
