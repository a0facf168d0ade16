//! Locations: ten members, all required, or a string.

use attio_schema::is_country_code;

use super::{member, only};
use crate::error::Violation;
use crate::json::Json;
use crate::store::{Payload, Place};

const MEMBERS: [&str; 10] = [
    "line_1",
    "line_2",
    "line_3",
    "line_4",
    "locality",
    "region",
    "postcode",
    "country_code",
    "latitude",
    "longitude",
];

/// The number of decimal places that coordinates keep.
const MAX_DECIMALS: usize = 9;

pub(super) fn location(given: &Json) -> Result<Payload, Vec<Violation>> {
    let place = match given {
        // Attio parses the string in an unknown way, so it is kept whole.
        Json::String(text) => {
            Place { lines: [Some(text.clone()), None, None, None], ..Place::default() }
        }
        Json::Object(members) => of_members(given, members)?,
        other => return Err(vec![Violation::wrong_type("object", other)]),
    };
    Ok(Payload::Location(Box::new(place)))
}

fn of_members(given: &Json, members: &[(String, Json)]) -> Result<Place, Vec<Violation>> {
    let mut wrong = Vec::new();
    let mut read = |text: Result<Option<String>, Violation>| {
        text.map_err(|violation| wrong.push(violation)).ok().flatten()
    };
    let [one, two, three, four, locality, region, postcode, ..] = MEMBERS;
    let place = Place {
        lines: [one, two, three, four].map(|line| read(nullable(given, line))),
        locality: read(nullable(given, locality)),
        region: read(nullable(given, region)),
        postcode: read(nullable(given, postcode)),
        country_code: read(country(given)),
        latitude: read(coordinate(given, "latitude", 90)),
        longitude: read(coordinate(given, "longitude", 180)),
    };
    wrong.extend(only(members, &MEMBERS).err());
    if wrong.is_empty() { Ok(place) } else { Err(wrong) }
}

fn nullable(given: &Json, name: &str) -> Result<Option<String>, Violation> {
    match member(given, name, "string")? {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text.clone())),
        other => Err(Violation::wrong_type("string", other).at(name)),
    }
}

fn country(given: &Json) -> Result<Option<String>, Violation> {
    match nullable(given, "country_code")? {
        Some(code) if !is_country_code(&code) => {
            Err(Violation::option(&[], &code).at("country_code"))
        }
        code => Ok(code),
    }
}

fn coordinate(given: &Json, name: &str, max: u16) -> Result<Option<String>, Violation> {
    let Some(text) = nullable(given, name)? else { return Ok(None) };
    match read_coordinate(&text, max) {
        Some(kept) => Ok(Some(kept)),
        None => Err(Violation::invalid("Invalid").at(name)),
    }
}

/// The published patterns: a sign, a whole part without leading zeros up to the maximum, a
/// fraction; nothing but zeros after the maximum itself.
fn read_coordinate(text: &str, max: u16) -> Option<String> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = whole.parse::<u16>().ok().filter(|_| digits(whole))?;
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    let fraction_fits = fraction.is_none_or(|fraction| {
        digits(fraction) && (number < max || fraction.bytes().all(|b| b == b'0'))
    });
    if number > max || leading_zero || !fraction_fits {
        return None;
    }
    let cut = fraction.map_or(0, |fraction| fraction.len().saturating_sub(MAX_DECIMALS));
    text.get(..text.len() - cut).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_in_the_published_pattern() {
        for text in ["0", "-90", "+90.000", "37.331741", "-0.5", "9"] {
            assert_eq!(read_coordinate(text, 90).as_deref(), Some(text));
        }
        for text in ["91", "90.1", "07", "1.", ".5", "", "-", "1e1", "abc", "181"] {
            assert_eq!(read_coordinate(text, 90), None, "{text}");
        }
        assert_eq!(read_coordinate("180.0", 180).as_deref(), Some("180.0"));
        assert_eq!(read_coordinate("180.5", 180), None);
    }

    #[test]
    fn nine_decimals_are_kept() {
        assert_eq!(read_coordinate("1.12345678901", 90).as_deref(), Some("1.123456789"));
    }
}
