// errors: 1
use attio_core::{AttioRecord, EmailAddress};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_adresses", unique)]
    emails: Vec<EmailAddress>,
}

fn main() {}
