//! Postal addresses with coordinates.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::kind::LocationKind;
use super::{ReadValue, ValueError, WriteValue, fits, letters, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// A value of a location attribute.
///
/// All ten members are always sent; `None` is sent as null.
///
/// ```
/// use attio_core::Location;
///
/// let office = Location {
///     line_1: Some("1 Infinite Loop".to_owned()),
///     locality: Some("Cupertino".to_owned()),
///     country_code: Some("US".parse()?),
///     latitude: Some("37.331741".parse()?),
///     longitude: Some("-122.030333".parse()?),
///     ..Location::default()
/// };
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(alias = "address")]
pub struct Location {
    /// The first line of the address.
    pub line_1: Option<String>,
    /// The second line of the address.
    pub line_2: Option<String>,
    /// The third line of the address.
    pub line_3: Option<String>,
    /// The fourth line of the address.
    pub line_4: Option<String>,
    /// The city or town.
    pub locality: Option<String>,
    /// The state, county, province or region.
    pub region: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// The country.
    pub country_code: Option<CountryCode>,
    /// Degrees north.
    pub latitude: Option<Latitude>,
    /// Degrees east.
    pub longitude: Option<Longitude>,
}

impl WriteValue for Location {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.object_of([
            ("{\"line_1\":", self.line_1.as_deref()),
            (",\"line_2\":", self.line_2.as_deref()),
            (",\"line_3\":", self.line_3.as_deref()),
            (",\"line_4\":", self.line_4.as_deref()),
            (",\"locality\":", self.locality.as_deref()),
            (",\"region\":", self.region.as_deref()),
            (",\"postcode\":", self.postcode.as_deref()),
            (",\"country_code\":", self.country_code.as_ref().map(CountryCode::as_str)),
            (",\"latitude\":", self.latitude.as_ref().map(Latitude::as_str)),
            (",\"longitude\":", self.longitude.as_ref().map(Longitude::as_str)),
        ])
    }
}

impl ReadValue for Location {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        #[serde(default)]
        #[derive(Default)]
        struct Members<'a> {
            #[serde(borrow)]
            attribute_type: Text<'a>,
            line_1: Option<String>,
            line_2: Option<String>,
            line_3: Option<String>,
            line_4: Option<String>,
            locality: Option<String>,
            region: Option<String>,
            postcode: Option<String>,
            #[serde(borrow)]
            country_code: Option<Text<'a>>,
            latitude: Option<String>,
            longitude: Option<String>,
        }
        const EXPECTED: &str = "a location value";
        let members: Members<'_> = value.members(EXPECTED)?;
        if *members.attribute_type != *"location" {
            return Err(value.not(EXPECTED));
        }
        let country_code = match members.country_code {
            None => None,
            Some(code) => Some(
                CountryCode::from_answer(&code)
                    .ok_or_else(|| value.not("a location with a country code of two letters"))?,
            ),
        };
        Ok(Self {
            line_1: members.line_1,
            line_2: members.line_2,
            line_3: members.line_3,
            line_4: members.line_4,
            locality: members.locality,
            region: members.region,
            postcode: members.postcode,
            country_code,
            latitude: members.latitude.map(Latitude),
            longitude: members.longitude.map(Longitude),
        })
    }
}

fits!(Location => LocationKind);

/// A country code of ISO 3166-1 alpha-2, or another code that Attio accepts, such as `XK`.
///
/// ```
/// use attio_core::value::CountryCode;
///
/// assert_eq!(CountryCode::new("US")?.as_str(), "US");
/// assert!(CountryCode::new("ZZ").is_err());
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Creates a country code from two capital letters.
    ///
    /// # Errors
    ///
    /// Returns an error if Attio has no country with this code.
    pub fn new(code: &str) -> Result<Self, ValueError> {
        match Self::from_answer(code) {
            Some(known) if attio_schema::is_country_code(code) => Ok(known),
            _ => Err(ValueError::of_text(code, "an ISO 3166-1 alpha-2 country code such as US")),
        }
    }

    /// Accepts any two capital letters, because Attio may have more codes than this version.
    pub(crate) fn from_answer(code: &str) -> Option<Self> {
        <[u8; 2]>::try_from(code.as_bytes())
            .ok()
            .filter(|code| code.iter().all(u8::is_ascii_uppercase))
            .map(Self)
    }

    /// Returns the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        letters(&self.0)
    }
}

impl FromStr for CountryCode {
    type Err = ValueError;

    fn from_str(code: &str) -> Result<Self, ValueError> {
        Self::new(code)
    }
}

impl TryFrom<&str> for CountryCode {
    type Error = ValueError;

    fn try_from(code: &str) -> Result<Self, ValueError> {
        Self::new(code)
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! coordinates {
    ($($(#[$doc:meta])* $name:ident, $limit:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// The digits are kept as they were given; Attio stores up to nine decimals.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Creates a coordinate of ", stringify!($limit), " degrees or less either way.")]
            ///
            /// # Errors
            ///
            /// Returns an error if the number is out of bounds or NaN.
            pub fn new(degrees: f64) -> Result<Self, ValueError> {
                degrees.to_string().parse()
            }

            /// Returns the degrees as a string, in the form that Attio accepts.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the degrees as a number; `None` if the response had no number.
            #[must_use]
            pub fn degrees(&self) -> Option<f64> {
                self.0.parse().ok()
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                if is_coordinate(text, $limit) {
                    return Ok(Self(text.to_owned()));
                }
                Err(ValueError::of_text(
                    text,
                    concat!("degrees from -", stringify!($limit), " to ", stringify!($limit),
                        " in plain digits such as 37.331741"),
                ))
            }
        }

        impl TryFrom<f64> for $name {
            type Error = ValueError;

            fn try_from(degrees: f64) -> Result<Self, ValueError> {
                Self::new(degrees)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

coordinates! {
    /// Degrees north of the equator, from -90 to 90.
    Latitude, 90;
    /// Degrees east of Greenwich, from -180 to 180.
    Longitude, 180;
}

/// Matches the patterns of the OpenAPI document: a sign, degrees without leading zeros, and only zeros
/// after the maximum degree.
fn is_coordinate(text: &str, limit: u16) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = match unsigned.split_once('.') {
        None => (unsigned, "0"),
        Some((whole, decimals)) => (whole, decimals),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) || (whole.len() > 1 && whole.starts_with('0')) {
        return false;
    }
    match whole.parse::<u16>() {
        Ok(degrees) if degrees < limit => true,
        Ok(degrees) => degrees == limit && decimals.bytes().all(|b| b == b'0'),
        Err(_) => false,
    }
}
