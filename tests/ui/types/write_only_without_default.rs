// errors: 1
use attio_core::{AttioOption, AttioRecord, Client};

#[derive(AttioOption)]
enum Tier {
    Gold,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job: Option<String>,
    #[attio(write_only)]
    tier: Tier,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB;
    record.create(client).await?.decode()
}

fn main() {}
