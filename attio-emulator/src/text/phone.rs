//! Phone numbers: E.164 by the numbering plans of libphonenumber.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber, Type, country};

/// The kinds of lines whose lengths are allowed.
const KINDS: [Type; 10] = [
    Type::FixedLine,
    Type::Mobile,
    Type::TollFree,
    Type::PremiumRate,
    Type::SharedCost,
    Type::PersonalNumber,
    Type::Voip,
    Type::Pager,
    Type::Uan,
    Type::Voicemail,
];

/// A phone number in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone {
    pub(crate) original: String,
    pub(crate) e164: String,
    pub(crate) country: String,
}

/// Reads a phone number: with a `+`, or a local one with its country.
pub(crate) fn parse(text: &str, country: Option<&str>) -> Option<Phone> {
    let given: Option<country::Id> = country.and_then(|code| code.parse().ok());
    let number = phonenumber::parse(given, text).ok()?;
    let regions = DATABASE.region(&number.country().code())?;
    let national = number.national().to_string();
    let possible = |region: &str| {
        DATABASE.by_id(region).is_some_and(|meta| {
            let plan = meta.descriptors();
            // The pattern alone would accept a longer number.
            let length = u16::try_from(national.len()).unwrap_or(u16::MAX);
            let fits = |kind: &Type| {
                plan.get(*kind).is_some_and(|lines| lines.possible_length().contains(&length))
            };
            plan.general().is_match(&national) && KINDS.iter().any(fits)
        })
    };
    let country = match country {
        // The country must have the number's calling code: GB and GG share one, US and GB do not.
        Some(code) => {
            regions.iter().find(|&region| *region == code).filter(|region| possible(region))?
        }
        None => match number.country().id() {
            Some(id) => regions.iter().find(|&region| *region == id.as_ref())?,
            // No region is certain, as for a number that the plan allows but nobody has.
            None => regions.iter().find(|region| possible(region))?,
        },
    };
    if !possible(country) {
        return None;
    }
    Some(Phone { original: text.to_owned(), e164: e164(&number), country: country.to_string() })
}

fn e164(number: &PhoneNumber) -> String {
    number.format().mode(Mode::E164).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_e164() {
        for (text, country, e164, found) in [
            ("+15558675309", None, "+15558675309", "US"),
            ("5558675309", Some("US"), "+15558675309", "US"),
            ("030 12345678", Some("DE"), "+493012345678", "DE"),
            ("+390669812345", None, "+390669812345", "IT"),
            ("+442079460958", None, "+442079460958", "GB"),
            ("+1 416 555 0123", None, "+14165550123", "CA"),
        ] {
            let phone = parse(text, country).expect(text);
            assert_eq!((phone.e164.as_str(), phone.country.as_str()), (e164, found));
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for (text, country) in [
            ("5558675309", None),
            ("+12", None),
            ("+4412", None),
            ("123", Some("US")),
            ("abc", Some("US")),
            ("+999123456", None),
            ("+1555867530912", None),
            ("+442079460958", Some("US")),
        ] {
            assert_eq!(parse(text, country), None, "{text}");
        }
    }
}
