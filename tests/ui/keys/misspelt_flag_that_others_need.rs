// errors: 1
use attio_core::{AttioRecord, Client, Interaction};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "interaction", readonly)]
    last: Option<Interaction>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::LAST;
    record.create(client).await?.decode()
}

fn main() {}
