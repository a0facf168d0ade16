//! Strings, numbers, checkboxes, amounts, ratings, days and instants: one member, or the bare
//! value.

use rust_decimal::Decimal;

use super::{member, only};
use crate::error::Violation;
use crate::json::Json;
use crate::rules::NumberDecimals;
use crate::store::Payload;
use crate::text::instant::{parse_day, parse_instant};

/// The maximum length of a string in bytes: 10 MB.
const MAX_TEXT: usize = 10_000_000;

/// The maximum number of decimal places of amounts, and, according to the documentation, of
/// numbers.
const MAX_DECIMALS: i64 = 4;

/// The value in `{"<name>": value}`, without other members, or the bare value. Reports violations
/// at its path.
struct Scalar<'a> {
    value: &'a Json,
    name: Option<&'static str>,
}

impl<'a> Scalar<'a> {
    fn of(given: &'a Json, name: &'static str, expected: &'static str) -> Result<Self, Violation> {
        match given {
            Json::Object(members) => {
                let value = member(given, name, expected)?;
                only(members, &[name])?;
                Ok(Self { value, name: Some(name) })
            }
            _ => Ok(Self { value: given, name: None }),
        }
    }

    fn at(&self, violation: Violation) -> Violation {
        match self.name {
            Some(name) => violation.at(name),
            None => violation,
        }
    }

    fn text(&self) -> Result<&'a str, Violation> {
        self.value.as_str().ok_or_else(|| self.wrong_type("string"))
    }

    fn wrong_type(&self, expected: &'static str) -> Violation {
        self.at(Violation::wrong_type(expected, self.value))
    }

    fn invalid(&self, message: &str) -> Violation {
        self.at(Violation::invalid(message))
    }
}

pub(super) fn text(given: &Json) -> Result<String, Violation> {
    let scalar = Scalar::of(given, "value", "string")?;
    let text = scalar.text()?;
    if text.len() > MAX_TEXT {
        return Err(scalar.invalid("String must contain at most 10 MB"));
    }
    Ok(text.to_owned())
}

pub(super) fn number(given: &Json, decimals: NumberDecimals) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "value", "number")?;
    let Json::Number(digits) = scalar.value else { return Err(scalar.wrong_type("number")) };
    let number = digits.parse::<f64>().ok().filter(|number| number.is_finite());
    let Some(number) = number else {
        return Err(scalar.invalid("Number must be finite as a 64-bit float"));
    };
    if decimals == NumberDecimals::Refuse && decimals_of(digits) > MAX_DECIMALS {
        return Err(scalar.invalid("Number must have at most 4 decimal places"));
    }
    Ok(Payload::Number(number))
}

pub(super) fn checkbox(given: &Json) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "value", "boolean")?;
    match scalar.value {
        Json::Bool(flag) => Ok(Payload::Checkbox(*flag)),
        Json::String(text) if text == "true" => Ok(Payload::Checkbox(true)),
        Json::String(text) if text == "false" => Ok(Payload::Checkbox(false)),
        _ => Err(scalar.wrong_type("boolean")),
    }
}

pub(super) fn currency(given: &Json) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "currency_value", "number")?;
    let digits = match scalar.value {
        Json::Number(digits) => digits,
        // Only the bare form is documented to take a numeric string.
        Json::String(text) if scalar.name.is_none() && is_decimal(text) => text,
        _ => return Err(scalar.wrong_type("number")),
    };
    if decimals_of(digits) > MAX_DECIMALS {
        return Err(scalar.invalid("Currency value must have at most 4 decimal places"));
    }
    match exact(digits) {
        Some(amount) => Ok(Payload::Currency(amount.normalize())),
        None => Err(scalar.invalid("Currency value is too large")),
    }
}

pub(super) fn rating(given: &Json) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "value", "number")?;
    let Json::Number(digits) = scalar.value else { return Err(scalar.wrong_type("number")) };
    let stars = exact(digits).map(|number| number.normalize().to_string());
    match stars.and_then(|stars| stars.parse::<u8>().ok()).filter(|&stars| stars <= 5) {
        Some(stars) => Ok(Payload::Rating(stars)),
        None => Err(scalar.invalid("Rating must be a whole number between 0 and 5")),
    }
}

pub(super) fn date(given: &Json) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "value", "string")?;
    let day = parse_day(scalar.text()?).ok_or_else(|| scalar.invalid("Invalid date"))?;
    Ok(Payload::Date(day))
}

pub(super) fn timestamp(given: &Json) -> Result<Payload, Violation> {
    let scalar = Scalar::of(given, "value", "string")?;
    let at = parse_instant(scalar.text()?).ok_or_else(|| scalar.invalid("Invalid timestamp"))?;
    Ok(Payload::Timestamp(at))
}

/// The exact number, if it fits a decimal of 28 digits.
pub(crate) fn exact(digits: &str) -> Option<Decimal> {
    if digits.contains(['e', 'E']) {
        return Decimal::from_scientific(digits).ok();
    }
    Decimal::from_str_exact(digits).ok()
}

/// Matches `-12.50`: an optional sign, digits, and an optional point with digits.
pub(crate) fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// The number of decimal places of a written number, without trailing zeros.
fn decimals_of(digits: &str) -> i64 {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let exponent: i64 = exponent.parse().unwrap_or_default();
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let significant = fraction.trim_end_matches('0');
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    if !significant.is_empty() {
        return length(significant).saturating_sub(exponent);
    }
    let whole = whole.trim_start_matches('-');
    let zeros = length(whole).saturating_sub(length(whole.trim_end_matches('0')));
    if whole.bytes().all(|b| b == b'0') { 0 } else { (-zeros).saturating_sub(exponent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted_as_needed() {
        for (digits, count) in [
            ("1", 0),
            ("1.5", 1),
            ("1.50000", 1),
            ("1.23456", 5),
            ("1e-5", 5),
            ("1.5e3", -2),
            ("10e-1", 0),
            ("0", 0),
            ("-0.0001", 4),
        ] {
            assert_eq!(decimals_of(digits), count, "{digits}");
        }
    }

    #[test]
    fn amounts_keep_their_digits() {
        let given = Json::Number("90071992547409931234.5678".to_owned());
        let Ok(Payload::Currency(amount)) = currency(&given) else { panic!("refused") };
        assert_eq!(amount.to_string(), "90071992547409931234.5678");
    }
}
