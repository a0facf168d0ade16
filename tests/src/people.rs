//! Records of the standard objects that many tests share.

use attio_core::{AttioRecord, Domain, EmailAddress, PersonalName, RecordRef};

/// A company.
#[derive(AttioRecord, Clone, Debug, Default)]
#[attio(object = "companies", schema = "schemas/attio.schema.json")]
pub struct Company {
    /// The name.
    pub name: Option<String>,
    /// The domains, which are unique.
    #[attio(unique)]
    pub domains: Vec<Domain>,
}

/// A person. A test sets the fields that it needs.
#[derive(AttioRecord, Clone, Debug, Default)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
pub struct Person {
    /// The name.
    pub name: Option<PersonalName>,
    /// The e-mail addresses, which are unique.
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
    /// The job title.
    pub job_title: Option<String>,
    /// The company.
    pub company: Option<RecordRef<Company>>,
}

/// A person with a unique attribute.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
pub struct Contact {
    /// The e-mail addresses.
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
}

impl Contact {
    /// Returns the contact of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        let email = Self::email(number).parse().expect("an e-mail address");
        Self { emails: vec![email] }
    }

    /// Returns the e-mail address of the contact of this number.
    #[must_use]
    pub fn email(number: u64) -> String {
        format!("contact-{number}@example.com")
    }
}

/// A person without a unique attribute.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
pub struct Worker {
    /// The job title, which identifies the person in tests.
    pub job_title: String,
}

impl Worker {
    /// Returns the worker of this number.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self { job_title: format!("worker {number}") }
    }
}
