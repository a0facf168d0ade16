// errors: 1
use attio_core::{AttioRecord, AttioValue, Client};

#[derive(AttioValue)]
enum JobTitle {
    Engineer,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "text")]
    job_title: Option<JobTitle>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    record.create(client).await?.decode()
}

fn main() {}
