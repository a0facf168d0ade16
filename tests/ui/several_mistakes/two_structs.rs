// errors: 2
use attio_core::{AttioRecord, Client, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies", partal)]
struct Company {
    name: String,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "")]
    job: Option<String>,
    company: Option<RecordRef<Company>>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = RecordRef::by(Company::NAME, "Acme");
    record.create(client).await?.decode()
}

fn main() {}
