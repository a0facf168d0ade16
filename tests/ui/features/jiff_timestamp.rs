// errors: 1
use attio_core::{AttioRecord, Client};

/// Stands for the crate.
mod jiff {
    pub(super) struct Timestamp;
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    birthday: Option<jiff::Timestamp>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::BIRTHDAY;
    record.create(client).await?.decode()
}

fn main() {}
