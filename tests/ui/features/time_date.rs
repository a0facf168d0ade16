// errors: 1
use attio_core::{AttioRecord, Client};

/// Stands for the crate.
mod time {
    pub(super) struct Date;
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    birthday: Option<time::Date>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::BIRTHDAY;
    record.create(client).await?.decode()
}

fn main() {}
