//! Dates and instants of `chrono`, `time` and `jiff` as fields, and converted.

use attio_core::{AttioRecord, Client, Date, Error, Timestamp, ValueError, Values};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use jiff::civil;
use time::{OffsetDateTime, UtcDateTime};

#[derive(AttioRecord, Debug, PartialEq)]
#[attio(object = "deals")]
struct Own {
    day: Option<Date>,
    at: Option<Timestamp>,
}

macro_rules! same_struct {
    ($name:ident, $date:ty, $instant:ty) => {
        #[derive(AttioRecord, Debug, PartialEq)]
        #[attio(object = "deals")]
        struct $name {
            #[attio(kind = "date")]
            day: Option<$date>,
            #[attio(kind = "timestamp")]
            at: Option<$instant>,
        }
    };
}

same_struct!(Chrono, NaiveDate, DateTime<Utc>);
same_struct!(Time, time::Date, OffsetDateTime);
same_struct!(TimeInUtc, time::Date, UtcDateTime);
same_struct!(Jiff, civil::Date, jiff::Timestamp);

const DAY: &str = "2024-02-29";
const AT: &str = "1969-12-31T23:59:58.000000001Z";

fn client() -> Client {
    Client::builder().api_key("k").build().expect("settings")
}

fn body<T: AttioRecord + attio_core::Creatable>(record: &T) -> String {
    record.create(&client()).body().expect("it can be written").to_owned()
}

fn day() -> Date {
    DAY.parse().expect("a date")
}

fn at() -> Timestamp {
    AT.parse().expect("a timestamp")
}

/// Returns values as Attio returns them.
fn values(day: &str, at: &str) -> Values {
    Values::from_json(format!(
        r#"{{"day":[{{"attribute_type":"date","value":"{day}"}}],
            "at":[{{"attribute_type":"timestamp","value":"{at}"}}]}}"#
    ))
    .expect("values")
}

#[test]
fn they_are_written_and_read_as_our_own() {
    let own = body(&Own { day: Some(day()), at: Some(at()) });
    macro_rules! check {
        ($($name:ident),*) => {$({
            let day = day().try_into().expect("a day");
            let at = at().try_into().expect("an instant");
            let record = $name { day: Some(day), at: Some(at) };
            assert_eq!(body(&record), own, stringify!($name));
            let read: $name = values(DAY, AT).decode().expect("it is read");
            assert_eq!(read, record);
        })*};
    }
    check!(Chrono, Time, TimeInUtc, Jiff);
}

#[test]
fn they_can_be_set_and_are_converted_for_filters() -> Result<(), ValueError> {
    let id = "bf071e1f-6035-429d-b874-d83ea64ea13b";
    let own = Own::patch(id.parse().expect("an ID")).set(Own::DAY, day()).append(&client());
    let chrono = NaiveDate::from(day());
    let other = Chrono::patch(id.parse().expect("an ID")).set(Chrono::DAY, chrono);
    let other = other.append(&client());
    assert_eq!(own.body().expect("written"), other.body().expect("written"));

    let by_day = Own::DAY.gt(day()).to_json();
    assert_eq!(Chrono::DAY.gt(Date::try_from(chrono)?).to_json(), by_day);
    assert_eq!(Time::DAY.gt(Date::try_from(time::Date::from(day()))?).to_json(), by_day);
    assert_eq!(Jiff::DAY.gt(Date::try_from(civil::Date::from(day()))?).to_json(), by_day);
    let by_instant = Own::AT.lte(at()).to_json();
    assert_eq!(
        Chrono::AT.lte(Timestamp::try_from(DateTime::<Utc>::from(at()))?).to_json(),
        by_instant
    );
    assert_eq!(
        TimeInUtc::AT.lte(Timestamp::try_from(UtcDateTime::from(at()))?).to_json(),
        by_instant
    );
    Ok(())
}

#[test]
fn each_day_of_a_date_is_one_of_theirs() {
    for year in 0..=9999 {
        for (month, day) in [(1, 1), (2, 28), (2, 29), (3, 1), (12, 31)] {
            let Ok(own) = Date::new(year, month, day) else { continue };
            let text = own.to_string();
            let chrono = NaiveDate::from(own);
            assert_eq!((chrono.to_string(), Date::try_from(chrono)), (text.clone(), Ok(own)));
            let time = time::Date::from(own);
            let parts = (time.year(), u8::from(time.month()), time.day());
            assert_eq!((parts, Date::try_from(time)), ((year, month, day), Ok(own)));
            let jiff = civil::Date::from(own);
            assert_eq!((jiff.to_string(), Date::try_from(jiff)), (text, Ok(own)));
        }
    }
}

/// A form without a zone, and with as many groups of three digits as needed.
fn text_of_chrono(text: &str) -> String {
    let text = text.trim_end_matches('Z');
    text.strip_suffix(".000000000").unwrap_or(text).to_owned()
}

#[test]
fn each_instant_is_kept_to_the_nanosecond() {
    let texts = [
        "0000-01-01T00:00:00.000000000Z",
        "0000-01-01T00:00:00.000000001Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00.000000000Z",
        "2023-01-02T15:04:05.123456789Z",
        "9999-12-30T22:00:00.999999999Z",
        "9999-12-31T23:59:59.999999999Z",
    ];
    for text in texts {
        let own: Timestamp = text.parse().expect("a timestamp");
        let chrono = DateTime::<Utc>::from(own);
        assert_eq!(chrono.naive_utc().to_string().replace(' ', "T"), text_of_chrono(text));
        assert_eq!(Timestamp::try_from(chrono), Ok(own));
        let east = chrono::FixedOffset::east_opt(3600).expect("an offset");
        assert_eq!(Timestamp::try_from(chrono.with_timezone(&east)), Ok(own));
        let time = OffsetDateTime::from(own);
        let nanos = i128::from(own.unix_seconds()) * 1_000_000_000 + i128::from(own.subsec_nanos());
        assert_eq!((time.unix_timestamp_nanos(), Timestamp::try_from(time)), (nanos, Ok(own)));
        assert_eq!(Timestamp::try_from(UtcDateTime::from(own)), Ok(own));
        match jiff::Timestamp::try_from(own) {
            Ok(jiff) => {
                assert_eq!((jiff.as_nanosecond(), Timestamp::try_from(jiff)), (nanos, Ok(own)));
            }
            Err(error) => {
                assert_eq!(text, "9999-12-31T23:59:59.999999999Z", "only beyond jiff's last");
                assert_eq!(error.given(), text);
            }
        }
    }
}

#[test]
fn what_the_other_side_has_not_is_an_error() {
    let late = NaiveDate::from_ymd_opt(10_000, 1, 1).expect("a day of chrono's");
    assert!(Date::try_from(late).is_err());
    let record = Chrono { day: Some(late), at: None };
    assert_eq!(record.create(&client()).body(), None, "it cannot be written");
    let error: Error = record.to_json().expect_err("not a day of Attio's");
    assert_eq!((error.attribute(), error.is_encode()), (Some("day"), true));
    let given = error.value_error().map(|error| error.given().to_owned());
    assert_eq!(given.as_deref(), Some("10000-01-01"));

    let early = NaiveDate::from_ymd_opt(-1, 12, 31).expect("a day of chrono's");
    assert!(Date::try_from(early).is_err());
    let leap = Utc.timestamp_opt(1_483_228_799, 1_500_000_000).single().expect("a leap second");
    assert!(Timestamp::try_from(leap).is_err());
    assert!(Timestamp::try_from(DateTime::<Utc>::MAX_UTC).is_err());
    assert!(Timestamp::try_from(DateTime::<Utc>::MIN_UTC).is_err());
    assert!(Date::try_from(time::Date::MIN).is_err());
    assert!(Timestamp::try_from(UtcDateTime::MIN).is_err());
    assert!(Date::try_from(civil::Date::MIN).is_err());
    assert!(Timestamp::try_from(jiff::Timestamp::MIN).is_err());
    assert!(Timestamp::try_from(jiff::Timestamp::MAX).is_ok());

    let error = values(DAY, "9999-12-31T23:59:59.999999999Z").decode::<Jiff>();
    let error = error.expect_err("jiff has no such instant");
    assert_eq!((error.attribute(), error.is_decode()), (Some("at"), true));
}
