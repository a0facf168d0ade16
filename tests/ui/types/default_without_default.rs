// errors: 1
use attio_core::{AttioOption, AttioRecord, Client};

#[derive(AttioOption)]
enum Tier {
    Gold,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(default)]
    tier: Tier,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::TIER;
    record.create(client).await?.decode()
}

fn main() {}
