// errors: 1
use attio_core::{AttioRecord, Client, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "personal-name")]
    emails: Vec<PersonalName>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::EMAILS;
    record.create(client).await?.decode()
}

fn main() {}
