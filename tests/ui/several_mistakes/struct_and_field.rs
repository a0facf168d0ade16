// errors: 3
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(rename_al = "kebab-case")]
struct Person {
    #[attio(slug = "")]
    job: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB;
    record.create(client).await?.decode()
}

fn main() {}
