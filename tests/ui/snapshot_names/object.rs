// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "poeple")]
struct Person {
    job_titel: Option<String>,
}

async fn uses(client: &attio_core::Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::JOB_TITEL;
    record.create(client).await?.decode()
}

fn main() {}
