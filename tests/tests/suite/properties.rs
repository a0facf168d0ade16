//! The emulator accepts everything that a value type writes, and returns an equal value up to the
//! documented normalisation.

use std::sync::OnceLock;

use attio_core::value::CountryCode;
use attio_core::{
    AttioRecord, Currency, Date, Decimal, Domain, EmailAddress, Location, PersonalName,
    PhoneNumber, Rating, Timestamp,
};
use attio_tests::Attio;
use attio_tests::invoices::{self, Channel, Invoice, Number};
use proptest::prelude::*;
use proptest::{collection, option, sample};
use tokio::runtime::Runtime;

fn attio() -> &'static (Attio, Runtime) {
    static ATTIO: OnceLock<(Attio, Runtime)> = OnceLock::new();
    ATTIO.get_or_init(|| {
        let attio = Attio::start();
        invoices::make(&attio.emulator);
        (attio, Runtime::new().expect("a runtime"))
    })
}

fn date() -> impl Strategy<Value = Date> {
    (0..=9999, 1u8..=12, 1u8..=31).prop_filter_map("a day", |(y, m, d)| Date::new(y, m, d).ok())
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    (Timestamp::MIN.unix_seconds()..=Timestamp::MAX.unix_seconds(), 0u32..1_000_000_000)
        .prop_map(|(seconds, nanos)| Timestamp::from_unix(seconds, nanos).expect("in bounds"))
}

fn currency() -> impl Strategy<Value = Currency> {
    (any::<i64>(), 0u32..=4)
        .prop_map(|(digits, scale)| Currency::new(Decimal::new(digits, scale)).expect("4 decimals"))
}

/// A number as Attio stores it: a 64-bit float with at most 4 decimals.
fn number() -> impl Strategy<Value = f64> {
    (-1_000_000_000_000i64..=1_000_000_000_000).prop_map(|n| n as f64 / 10_000.0)
}

fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("emptiness is not documented", |text| !text.is_empty())
}

fn location() -> impl Strategy<Value = Location> {
    let line = || option::of(text());
    let country = sample::select(vec!["GB", "US", "XK", "AN", "DE"]);
    (
        (line(), line(), line(), line(), line(), line(), line()),
        option::of(country),
        option::of((-90_000_000_000i64..=90_000_000_000).prop_map(|n| n as f64 / 1e9)),
        option::of((-180_000_000_000i64..=180_000_000_000).prop_map(|n| n as f64 / 1e9)),
    )
        .prop_map(|((a, b, c, d, e, f, g), country, latitude, longitude)| Location {
            line_1: a,
            line_2: b,
            line_3: c,
            line_4: d,
            locality: e,
            region: f,
            postcode: g,
            country_code: country.map(|code| CountryCode::new(code).expect("a country")),
            latitude: latitude.map(|degrees| degrees.try_into().expect("in bounds")),
            longitude: longitude.map(|degrees| degrees.try_into().expect("in bounds")),
        })
}

fn domain() -> impl Strategy<Value = Domain> {
    "(https?://)?([a-zA-Z0-9]{1,12}\\.){1,3}(com|de|co\\.uk|io)(/[a-z]{0,5})?"
        .prop_map(|text| text.parse().expect("a domain"))
}

fn emails() -> impl Strategy<Value = Vec<EmailAddress>> {
    let email = "[a-zA-Z0-9]{1,20}(\\+[a-z]{1,5})?@([a-zA-Z0-9]{1,12}\\.){1,2}(com|de|co\\.uk)"
        .prop_map(|text| text.parse::<EmailAddress>().expect("an address"));
    // Equal values in one payload are merged.
    collection::vec(email, 0..4).prop_map(|mut emails| {
        let mut seen = std::collections::HashSet::new();
        emails.retain(|email| seen.insert(email.clone()));
        emails
    })
}

fn phone() -> impl Strategy<Value = PhoneNumber> {
    prop_oneof![
        "\\+1 ?202 ?555 ?01[0-9]{2}".prop_map(|n| PhoneNumber::international(&n).expect("valid")),
        "\\+44 ?20 ?7946 ?0[0-9]{3}".prop_map(|n| PhoneNumber::international(&n).expect("valid")),
        "020 ?7946 ?0[0-9]{3}".prop_map(|n| {
            PhoneNumber::national(&n, CountryCode::new("GB").expect("a country")).expect("valid")
        }),
    ]
}

fn channel() -> impl Strategy<Value = Channel> {
    sample::select(vec![Channel::Online, Channel::InPerson])
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Named {
    name: PersonalName,
    description: Option<String>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn invoices_come_back_equal(
        text in text(),
        (number, checkbox, rating) in (option::of(number()), option::of(any::<bool>()), option::of(0u8..=5)),
        (currency, date, timestamp) in (option::of(currency()), option::of(date()), option::of(timestamp())),
        (select, location) in (option::of(channel()), option::of(location())),
        (domain, emails, phone) in (option::of(domain()), emails(), option::of(phone())),
        run in any::<u64>(),
    ) {
        let (attio, runtime) = attio();
        let invoice = Invoice {
            // Unique, so it must differ between runs.
            text: Some(Number(format!("{text}{run}"))),
            number, checkbox, currency, date, timestamp, select, location, domain, emails, phone,
            rating: rating.map(|stars| Rating::new(stars).expect("0 to 5")),
            ..Invoice::default()
        };
        let read = runtime
            .block_on(async { invoice.create(&attio.client).await?.decode() })
            .map_err(|error| TestCaseError::fail(format!("{error}")))?;
        prop_assert_eq!(&read.text, &invoice.text);
        prop_assert_eq!(read.number, invoice.number);
        prop_assert_eq!(read.checkbox, invoice.checkbox);
        prop_assert_eq!(read.currency.map(|c| c.amount()), invoice.currency.map(|c| c.amount()));
        prop_assert_eq!(read.date, invoice.date);
        prop_assert_eq!(read.timestamp, invoice.timestamp);
        prop_assert_eq!(read.rating, invoice.rating);
        prop_assert_eq!(&read.select, &invoice.select);
        prop_assert_eq!(&read.location, &invoice.location);
        prop_assert_eq!(&read.domain, &invoice.domain);
        prop_assert_eq!(&read.emails, &invoice.emails);
        let originals = |emails: &[EmailAddress]| emails.iter().map(|e| e.original().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(originals(&read.emails), originals(&invoice.emails));
        if let Some(written) = &invoice.phone {
            let read = read.phone.expect("a number");
            prop_assert_eq!(read.original(), written.original());
            if let Some(e164) = written.e164() {
                prop_assert_eq!(read.e164(), Some(e164));
            }
        } else {
            prop_assert!(read.phone.is_none());
        }
    }

    #[test]
    fn people_come_back_equal(first in text(), last in text(), full in text(), note in text()) {
        let (attio, runtime) = attio();
        let name = PersonalName::new(first, last).with_full_name(full);
        let named = Named { name, description: Some(note) };
        let read = runtime
            .block_on(async { named.create(&attio.client).await?.decode() })
            .map_err(|error| TestCaseError::fail(format!("{error}")))?;
        prop_assert_eq!(read.name, named.name);
        prop_assert_eq!(read.description, named.description);
    }
}
