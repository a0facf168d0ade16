// errors: 1
use attio_core::{AttioRecord, Client};

/// Stands for the crate.
mod chrono {
    pub(super) struct NaiveDate;
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "date")]
    birthday: Option<chrono::NaiveDate>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::BIRTHDAY;
    record.create(client).await?.decode()
}

fn main() {}
