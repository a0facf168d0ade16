// errors: 3
use attio_core::{AttioRecord, Client, EmailAddress};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(uniqe)]
    email: Option<EmailAddress>,
    id: u128,
    #[attio(kind = "number")]
    age: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::EMAIL;
    let _ = Person::ID;
    let _ = Person::AGE;
    record.create(client).await?.decode()
}

fn main() {}
