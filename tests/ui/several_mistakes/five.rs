// errors: 5
use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: PersonalName,
    #[attio(slgu = "email_addresses")]
    emails: Vec<EmailAddress>,
    #[attio(slug = "Job Title")]
    job: Option<String>,
    #[attio(unique = true)]
    phone: Option<String>,
    nicknames: Option<Vec<String>>,
    #[attio(kind = "sellect")]
    tier: Option<String>,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::NAME;
    let _ = Person::EMAILS;
    let _ = Person::JOB;
    let _ = Person::PHONE;
    let _ = Person::NICKNAMES;
    let _ = Person::TIER;
    record.create(client).await?.decode()
}

fn main() {}
