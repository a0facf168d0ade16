// errors: 1
use attio_core::{AttioRecord, Domain, EmailAddress, RecordRef};

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

#[derive(AttioRecord)]
#[attio(object = "users")]
struct User {
    #[attio(unique)]
    email: EmailAddress,
}

fn uses(email: EmailAddress) -> RecordRef<Company> {
    RecordRef::by(User::EMAIL, email)
}

fn main() {}
