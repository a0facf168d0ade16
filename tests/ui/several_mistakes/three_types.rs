// errors: 3
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    id: u128,
    #[attio(kind = "number")]
    age: Option<String>,
    initials: Vec<char>,
    job_title: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::ID;
    let _ = Person::AGE;
    let _ = Person::INITIALS;
    let _ = Person::JOB_TITLE;
    record.create(client).await?.decode()
}

fn main() {}
