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
//! # Values from strings
//!
//! `"…".parse::<T>()` makes a value of every type that a string can make, and so does `T::try_from("…")`, also
//! from a `String`. The error is a [`ValueError`] that shows the string and an accepted form.
//!
//! | type | accepted strings | other constructors |
//! |---|---|---|
//! | [`EmailAddress`] | `ada@example.com` | [`new`](EmailAddress::new) |
//! | [`Domain`] | `attio.com`, a URL | [`new`](Domain::new) |
//! | [`PhoneNumber`] | `+1 555 867 5309`, `US 555 867 5309` | [`international`](PhoneNumber::international), [`national`](PhoneNumber::national) |
//! | [`PersonalName`] | `Ada Lovelace`, `Lovelace, Ada` | [`new`](PersonalName::new) |
//! | [`Date`] | `2024-02-29` | [`new`](Date::new) |
//! | [`Timestamp`] | `2023-01-02T15:04:05Z`, with an offset or up to nine decimals | [`from_unix`](Timestamp::from_unix), [`now`](Timestamp::now) |
//! | [`Currency`], [`Decimal`] | `499.00` | [`Currency::new`] |
//! | [`CurrencyCode`], [`CountryCode`] | `USD`, `US` | [`CurrencyCode::new`], [`CountryCode::new`] |
//! | [`Rating`] | `4` | [`new`](Rating::new) |
//! | [`Latitude`], [`Longitude`] | `37.331741` | [`Latitude::new`], [`Longitude::new`] |
//! | [`SelectOption`], [`Status`] | a title | [`SelectOption::title`], [`SelectOption::id`], [`Status::title`], [`Status::id`] |
//! | [`ActorRef`] | the e-mail address or the ID of a workspace member | [`email`](ActorRef::email), [`member`](ActorRef::member) |
//! | [`RecordRef`] | the ID of a record | [`new`](RecordRef::new), [`by`](RecordRef::by), which parses strings too |
//!
//! No string makes a [`Location`] or an [`Actor`], which have public fields; an [`AnyRecordRef`], which needs an
//! object and an ID; or an [`Interaction`], which only Attio creates.
//!
//! ```
//! use attio_core::{Currency, EmailAddress, PersonalName, RecordRef};
//! # struct Company;
//!
//! let email: EmailAddress = "ada@example.com".parse()?;
//! let name = PersonalName::try_from("Ada Lovelace")?;
//! let price = "499.00".parse::<Currency>()?;
//! let employer: RecordRef<Company> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse()?;
//! # Ok::<(), attio_core::ValueError>(())
//! ```
//!
//! # serde
//!
//! With the feature `serde`, every value type is [`Serialize`](serde::Serialize) and
//! [`Deserialize`](serde::Deserialize), for a program's own responses, queues and files. So your own struct of
//! values can be the body of an HTTP handler. Requests to Attio never use these forms.
//!
//! | type | form |
//! |---|---|
//! | [`EmailAddress`], [`Domain`], [`PhoneNumber`], [`CountryCode`], [`CurrencyCode`], [`Latitude`], [`Longitude`], [`ActorType`], [`InteractionType`] | a string |
//! | [`Date`], [`Timestamp`], [`Decimal`], [`RecordRef`] | a string: `"2024-02-29"`, `"2023-01-02T15:04:05.123456789Z"`, `"499.00"`, the record's ID |
//! | [`Rating`] | a number |
//! | [`Currency`] | `{"amount": "499.00", "code": "USD"}`, because a JSON number may be rounded; `code` may be missing |
//! | [`PersonalName`] | `{"first_name": …, "last_name": …, "full_name": …}`; `full_name` may be missing |
//! | [`Location`], [`Actor`], [`Interaction`], [`AnyRecordRef`], [`Tracked`] | an object with the names of the fields |
//! | [`SelectOption`], [`Status`] | an object with `title` and `id`, of which one may be missing |
//! | [`ActorRef`] | `{"actor": {"actor_type": …, "id": …}}` or `{"email": …}` |
//!
//! The forms of a phone number and of an e-mail address keep the number or address as it was given. They do not
//! keep what Attio adds on reads: the country of an international number, and root domains. Two values that
//! differ only in that are equal. A [`RecordRef`] [by a unique value](RecordRef::by) has no form.
//!
//! # Reading
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
pub use option::{option_shape, read_option, write_option};
pub use personal_name::PersonalName;
pub use phone_number::PhoneNumber;
pub use rating::Rating;
pub use record_reference::{AnyRecordRef, RecordRef};
// A bound of a method, public because compiler messages name it.
#[doc(hidden)]
pub use record_reference::UniqueValueOf;
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

/// Implements the conversions from strings of a type by its `FromStr`.
macro_rules! from_strings {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> TryFrom<&str> for $type {
            type Error = ValueError;

            fn try_from(text: &str) -> Result<Self, ValueError> {
                text.parse()
            }
        }

        impl<$($generics)*> TryFrom<&String> for $type {
            type Error = ValueError;

            fn try_from(text: &String) -> Result<Self, ValueError> {
                text.parse()
            }
        }

        impl<$($generics)*> TryFrom<String> for $type {
            type Error = ValueError;

            fn try_from(text: String) -> Result<Self, ValueError> {
                text.parse()
            }
        }
    )*};
}

from_strings! {
    [] ActorRef;
    [] CountryCode;
    [] Currency;
    [] CurrencyCode;
    [] Date;
    [] Domain;
    [] EmailAddress;
    [] Latitude;
    [] Longitude;
    [] PersonalName;
    [] PhoneNumber;
    [] Rating;
    [T] RecordRef<T>;
    [] SelectOption;
    [] Status;
    [] Timestamp;
}

/// Returns the ASCII letters of a code as a string.
fn letters(code: &[u8]) -> &str {
    match std::str::from_utf8(code) {
        Ok(text) => text,
        Err(error) => unreachable!("codes have ASCII letters only: {error}"),
    }
}
