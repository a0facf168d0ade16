//! The signup that a visitor sends, and the person that is sent to Attio.

use attio_core::{AttioRecord, EmailAddress, PersonalName};
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// A signup that can be stored: reading one checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form")]
pub struct Signup {
    /// The address, which identifies people here and in Attio.
    pub email: EmailAddress,
    /// The full name, without spaces around it.
    pub name: String,
}

/// A signup as received.
#[derive(Deserialize)]
struct Form {
    email: EmailAddress,
    name: String,
}

impl TryFrom<Form> for Signup {
    type Error = String;

    fn try_from(Form { email, name }: Form) -> Result<Self, String> {
        let name = name.trim();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            return Err(format!("the name needs 1 to {LONGEST_NAME} characters"));
        }
        Ok(Self { email, name: name.to_owned() })
    }
}

/// A person in Attio, with the attributes that a signup has.
#[derive(AttioRecord, Debug)]
// This path takes precedence over ATTIO_SCHEMA, which may be set for another crate.
#[attio(object = "people", schema = "../attio.schema.json")]
pub struct Person {
    /// Attio takes a name in three parts: first, last and full.
    pub name: PersonalName,
    /// Unique in Attio, so that nobody can be stored twice.
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
}

/// The same signup must always become the same record: the journal reports a different one under the same
/// key as a mistake. Change this only while the outbox is empty.
impl From<Signup> for Person {
    fn from(Signup { email, name }: Signup) -> Self {
        let (first, last) = name.rsplit_once(' ').unwrap_or((&name, ""));
        let name = PersonalName::new(first.trim_end(), last).with_full_name(&name);
        Self { name, emails: vec![email] }
    }
}
