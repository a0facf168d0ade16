// errors: 1
use attio_core::{AttioRecord, Client};
use chrono::{DateTime, Utc};

/// Stands for the crate.
mod chrono {
    pub(super) struct DateTime<Tz>(pub(super) Tz);
    pub(super) struct Utc;
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    birthday: Option<DateTime<Utc>>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::BIRTHDAY;
    record.create(client).await?.decode()
}

fn main() {}
