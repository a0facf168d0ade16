//! Structs that read every attribute type.

use attio_core::{
    Actor, ActorRef, AnyRecordRef, AttioOption, AttioRecord, Currency, Date, Decimal, Domain,
    EmailAddress, Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef,
    SelectOption, Status, Timestamp, Tracked,
};

/// Options of a select attribute.
#[derive(AttioOption, Debug)]
pub enum Gender {
    /// An option by its name.
    Female,
    /// Any other.
    #[attio(other)]
    Other(String),
}

/// A field of every Rust type that reads a single attribute type.
#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
#[allow(dead_code, reason = "only reading them matters")]
pub struct Person {
    pub name: Option<PersonalName>,
    pub email: Vec<EmailAddress>,
    pub phone: Vec<PhoneNumber>,
    pub domain: Option<Domain>,
    pub location: Option<Location>,
    pub currency: Option<Currency>,
    pub date: Option<Date>,
    pub timestamp: Option<Timestamp>,
    pub rating: Option<Rating>,
    pub select: Option<Gender>,
    pub tags: Vec<SelectOption>,
    pub status: Option<Status>,
    pub friend: Option<RecordRef<Person>>,
    pub anything: Vec<AnyRecordRef>,
    pub owner: Option<ActorRef>,
    #[attio(read_only)]
    pub created_by: Option<Actor>,
    #[attio(read_only)]
    pub interaction: Option<Interaction>,
    pub text: Option<Tracked<String>>,
}

/// Fields of general types, which read several attribute types.
#[derive(AttioRecord, Debug)]
#[attio(object = "things")]
#[allow(dead_code, reason = "only reading them matters")]
pub struct Thing {
    pub name: Option<String>,
    pub email: Vec<String>,
    pub currency: Option<Decimal>,
    pub number: Option<f64>,
    pub text: Option<i64>,
    pub rating: Option<u8>,
    pub checkbox: Option<bool>,
    pub select: Option<String>,
    pub status: String,
}
