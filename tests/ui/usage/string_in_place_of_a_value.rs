// errors: 1
use attio_core::{AttioRecord, EmailAddress};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn uses() -> Person {
    Person { emails: vec!["ada@example.com"] }
}

fn main() {}
