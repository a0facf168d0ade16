//! The values of attributes: a type for each attribute type of Attio, and the traits that map Rust
//! types to them.
//!
//! | attribute type | Rust types |
//! |---|---|
#![doc = crate::describe::attribute_types!(types_of_kinds)]
//!
//! Strings, numbers, `bool` and enums of options are written as bare JSON values, unless their field pins
//! the attribute type with `#[attio(kind = "…")]`. Attio accepts a bare value for every attribute type
//! that the value fits. All other types are written as the JSON object of their attribute type.
//!
//! Reading tolerates additions by Attio: unknown members are ignored, and unknown values of
//! enumerations are kept as strings.

mod actor_reference;
mod checkbox;
mod choice;
mod currency;
mod date;
mod domain;
mod email_address;
mod interaction;
mod location;
mod number;
mod option;
mod personal_name;
mod phone_number;
mod rating;
mod record_reference;
mod text;
mod timestamp;
mod tracked;
mod traits;

pub use actor_reference::{Actor, ActorRef, ActorType};
pub use choice::{Choice, SelectOption, Status};
pub(crate) use currency::checked_amount;
pub use currency::{Currency, CurrencyCode};
pub use date::Date;
pub use domain::Domain;
pub use email_address::EmailAddress;
pub use interaction::{Interaction, InteractionType};
pub use location::{CountryCode, Latitude, Location, Longitude};
pub use option::{AttioOption, OptionKey};
#[doc(hidden)]
pub use option::{read_option, write_option};
pub use personal_name::PersonalName;
pub use phone_number::PhoneNumber;
pub use rating::Rating;
pub use record_reference::{AnyRecordRef, RecordRef};
pub use rust_decimal::Decimal;
pub use timestamp::Timestamp;
pub use tracked::Tracked;
pub use traits::{Fits, ReadField, ReadValue, WriteField, WriteValue};
pub(crate) use traits::{FitsWritten, Stated, fits, shape};
#[doc(hidden)]
pub use traits::{Many, One};

use crate::describe::types_of_kinds;
pub use crate::describe::{ValueError, kind};
pub use crate::wire::{FieldReader, FieldWriter, ObjectWriter, ValueReader, ValueWriter};

/// Returns the ASCII letters of a code as a string.
fn letters(code: &[u8]) -> &str {
    match std::str::from_utf8(code) {
        Ok(text) => text,
        Err(error) => unreachable!("codes have ASCII letters only: {error}"),
    }
}
