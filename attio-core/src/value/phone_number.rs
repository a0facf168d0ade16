//! Phone numbers.

use std::fmt;

use serde::Deserialize;

use super::kind::PhoneNumberKind;
use super::{CountryCode, ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// A value of a phone number attribute.
///
/// Attio checks numbers against the numbering plan of their country and refuses impossible ones.
///
/// ```
/// use attio_core::PhoneNumber;
/// use attio_core::value::CountryCode;
///
/// let abroad = PhoneNumber::international("+1 555 867 5309")?;
/// assert_eq!(abroad.e164(), Some("+15558675309"));
/// assert_eq!(abroad, "+1 555 867 5309".parse()?);
/// let at_home = PhoneNumber::national("555 867 5309", CountryCode::new("US")?)?;
/// assert_eq!(at_home.e164(), None); // Attio will derive it
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias("telephone", "e164"))]
pub struct PhoneNumber {
    original: String,
    e164: Option<String>,
    country_code: Option<CountryCode>,
}

/// Parses the number like [`PhoneNumber::international`].
impl std::str::FromStr for PhoneNumber {
    type Err = ValueError;

    fn from_str(number: &str) -> Result<Self, ValueError> {
        Self::international(number)
    }
}

impl PhoneNumber {
    /// Creates a number from a string with `+` and a country prefix.
    ///
    /// Spaces, hyphens, dots, slashes and round brackets are allowed.
    ///
    /// # Errors
    ///
    /// Returns an error if the string is not `+` followed by 3 to 15 digits, with or without separators.
    pub fn international(number: &str) -> Result<Self, ValueError> {
        let number = number.trim();
        let digits = number.strip_prefix('+').and_then(digits).ok_or_else(|| {
            ValueError::of_text(number, "a phone number with a country prefix such as +15558675309")
        })?;
        Ok(Self {
            original: number.to_owned(),
            e164: Some(format!("+{digits}")),
            country_code: None,
        })
    }

    /// Creates a number as it is dialled within a country.
    ///
    /// # Errors
    ///
    /// Returns an error if the string is not made of 3 to 15 digits and separators.
    pub fn national(number: &str, country: CountryCode) -> Result<Self, ValueError> {
        let number = number.trim();
        if digits(number).is_none() {
            return Err(ValueError::of_text(number, "a phone number such as 5558675309"));
        }
        Ok(Self { original: number.to_owned(), e164: None, country_code: Some(country) })
    }

    /// Returns the number in E.164 form, such as `+15558675309`.
    ///
    /// It is `None` for a national number that was not read from Attio.
    #[must_use]
    pub fn e164(&self) -> Option<&str> {
        self.e164.as_deref()
    }

    /// Returns the number as it was given.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Returns the country, if it was given or read.
    #[must_use]
    pub fn country_code(&self) -> Option<CountryCode> {
        self.country_code
    }
}

/// Returns the digits without separators, if there are 3 to 15 of them.
fn digits(number: &str) -> Option<String> {
    let digits: String = number
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}'))
        .collect();
    let plausible =
        (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then_some(digits)
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.e164.as_deref().unwrap_or(&self.original))
    }
}

impl WriteValue for PhoneNumber {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        match self.country_code {
            Some(country) if !self.original.starts_with('+') => out
                .object()
                .text("original_phone_number", &self.original)
                .text("country_code", country.as_str())
                .end(),
            _ => out.object_with("{\"original_phone_number\":", &self.original),
        }
    }
}

impl ReadValue for PhoneNumber {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            original_phone_number: String,
            // Attio's docs call it `normalized_phone_number`; its responses do not.
            #[serde(alias = "normalized_phone_number")]
            phone_number: Option<String>,
            #[serde(borrow)]
            country_code: Option<Text<'a>>,
        }
        let members: Members<'_> = value.members("a phone number value")?;
        Ok(Self {
            original: members.original_phone_number,
            e164: members.phone_number,
            country_code: members.country_code.as_deref().and_then(CountryCode::from_answer),
        })
    }
}

fits!(PhoneNumber => PhoneNumberKind);
