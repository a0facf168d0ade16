// errors: 1
use attio_core::{AttioRecord, Client, Domain, RecordId, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
    #[attio(skip)]
    dirty: bool,
    company: Option<RecordRef<Company>>,
}

async fn uses(client: &Client, company: RecordId<Company>) -> Result<Person, attio_core::Error> {
    Person::get(client, company).await?.decode()
}

fn main() {}
