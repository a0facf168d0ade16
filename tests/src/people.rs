//! People by number, with a unique attribute and without.

use attio_core::{AttioRecord, EmailAddress};

/// A person whom Attio tells from others.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
pub struct Contact {
    /// The e-mail addresses.
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
}

impl Contact {
    /// The contact of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        let email = Self::email(number).parse().expect("an e-mail address");
        Self { emails: vec![email] }
    }

    /// The e-mail address of the contact of this number.
    #[must_use]
    pub fn email(number: u64) -> String {
        format!("contact-{number}@example.com")
    }
}

/// A person without a unique attribute.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
pub struct Worker {
    /// What tells them apart in tests.
    pub job_title: String,
}

impl Worker {
    /// The worker of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self { job_title: format!("worker {number}") }
    }
}
