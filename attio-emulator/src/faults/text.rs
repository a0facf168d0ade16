//! The textual form of faults, for the command line.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{Fault, Foreign, Injection, RetryAfter};
use crate::Operation;

/// The error of parsing a string that is not a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a fault: {why}")]
pub struct ParseFaultError {
    text: String,
    why: String,
}

const NAMES: &str = "drop-before-reading, drop-before-applying, apply-then-drop, refuse-stream, \
                     reset-before-applying, apply-then-reset, go-away, apply-then-go-away, \
                     apply-then-go-away-error, go-silent, apply-then-go-silent, \
                     stall-connection, few-streams=1, closed-window, status=503, \
                     html=503, empty=200, no-content, envelope, apply-then-status=503, \
                     apply-then-html=503, apply-then-empty=200, apply-then-no-content, \
                     apply-then-envelope, stall-then-apply=2s, apply-then-stall=2s, \
                     edit-after=name=Other, delete-after, truncated, invalid-json, wrong-content-type, 429, \
                     slow-drip=2s, unauthorized, forbidden, concurrent-write, oversized=1000000, deep-nesting=10000, \
                     redirect=http://127.0.0.1:4011";

/// Parses the form `fault[=value][:how often][@requests]…`; see [faults](crate#faults).
///
/// ```
/// use attio_emulator::{Fault, Injection, Operation};
///
/// let injection: Injection = "apply-then-drop:0.05@create".parse()?;
/// assert_eq!(injection, Fault::ApplyThenDrop.with_probability(0.05).on(Operation::Create));
/// let error = "aply-then-drop".parse::<Injection>().unwrap_err();
/// assert!(error.to_string().starts_with("`aply-then-drop` is not a fault: "));
/// # Ok::<(), attio_emulator::ParseFaultError>(())
/// ```
impl FromStr for Injection {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let error = |why| ParseFaultError { text: text.to_owned(), why };
        let mut parts = text.split('@');
        let first = parts.next().unwrap_or_default();
        let (what, often) = split_frequency(first);
        let injection = fault(what).map_err(error)?.always();
        let injection = match often {
            Some(often) => frequency(injection, often).map_err(error)?,
            None => injection,
        };
        parts.try_fold(injection, selected).map_err(error)
    }
}

/// Splits off the frequency, which follows the last colon, unless the colon belongs to a URL.
fn split_frequency(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((what, often)) => {
            let is_port =
                what.starts_with("redirect=") && often.bytes().all(|b| b.is_ascii_digit());
            if is_port || often.starts_with("//") { (text, None) } else { (what, Some(often)) }
        }
        None => (text, None),
    }
}

fn fault(text: &str) -> Result<Fault, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let plain = |fault: Fault| match value {
        None => Ok(fault),
        Some(_) => Err(format!("`{name}` takes no value")),
    };
    let needed = || value.ok_or_else(|| format!("`{name}` needs a value, as in {}", example(name)));
    match name {
        "drop-before-reading" => plain(Fault::DropBeforeReading),
        "drop-before-applying" => plain(Fault::DropBeforeApplying),
        "apply-then-drop" => plain(Fault::ApplyThenDrop),
        "refuse-stream" => plain(Fault::RefuseStream),
        "reset-before-applying" => plain(Fault::ResetBeforeApplying),
        "apply-then-reset" => plain(Fault::ApplyThenReset),
        "go-away" => plain(Fault::GoAway),
        "apply-then-go-away" => plain(Fault::ApplyThenGoAway),
        "apply-then-go-away-error" => plain(Fault::ApplyThenGoAwayError),
        "go-silent" => plain(Fault::GoSilent),
        "apply-then-go-silent" => plain(Fault::ApplyThenGoSilent),
        "stall-connection" => plain(Fault::StallConnection),
        "few-streams" => Ok(Fault::FewStreams(number(needed()?)?)),
        "closed-window" => plain(Fault::ClosedWindow),
        "truncated" => plain(Fault::Truncated),
        "invalid-json" => plain(Fault::InvalidJson),
        "wrong-content-type" => plain(Fault::WrongContentType),
        "unauthorized" => plain(Fault::Unauthorized),
        "forbidden" => plain(Fault::Forbidden),
        "concurrent-write" => plain(Fault::ConcurrentWrite),
        "status" => Ok(Fault::Status(status(needed()?)?)),
        "html" => Ok(Fault::Foreign(Foreign::Html(any_status(needed()?)?))),
        "empty" => Ok(Fault::Foreign(Foreign::Empty(any_status(needed()?)?))),
        "no-content" => plain(Fault::Foreign(Foreign::NoContent)),
        "envelope" => plain(Fault::Foreign(Foreign::Envelope)),
        "apply-then-status" => Ok(Fault::ApplyThenStatus(status(needed()?)?)),
        "apply-then-html" => Ok(Fault::ApplyThenForeign(Foreign::Html(any_status(needed()?)?))),
        "apply-then-empty" => Ok(Fault::ApplyThenForeign(Foreign::Empty(any_status(needed()?)?))),
        "apply-then-no-content" => plain(Fault::ApplyThenForeign(Foreign::NoContent)),
        "apply-then-envelope" => plain(Fault::ApplyThenForeign(Foreign::Envelope)),
        "edit-after" => edit(needed()?),
        "delete-after" => plain(Fault::DeleteAfter),
        "stall-then-apply" => Ok(Fault::StallThenApply(time(needed()?)?)),
        "apply-then-stall" => Ok(Fault::ApplyThenStall(time(needed()?)?)),
        "slow-drip" => Ok(Fault::SlowDrip(time(needed()?)?)),
        "429" => Ok(Fault::RateLimited(retry_after(value.unwrap_or("next-second"))?)),
        "oversized" => Ok(Fault::Oversized(number(needed()?)?)),
        "deep-nesting" => Ok(Fault::DeepNesting(number(needed()?)?)),
        "redirect" => Ok(Fault::Redirect(origin(needed()?)?)),
        _ => Err(format!("unknown name `{name}`; use one of {NAMES}")),
    }
}

/// The form of a fault that takes a value.
fn example(name: &str) -> &'static str {
    NAMES
        .split(", ")
        .find(|form| form.split_once('=').is_some_and(|(of, _)| of == name))
        .unwrap_or(NAMES)
}

fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (400..=599).contains(status));
    status.ok_or_else(|| format!("`{text}` is not a status from 400 to 599"))
}

fn any_status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (200..=599).contains(status));
    status.ok_or_else(|| format!("`{text}` is not a status from 200 to 599"))
}

/// The attribute and its value, in which `%40` is `@`, `%3A` is `:`, and `%25` is `%`.
fn edit(text: &str) -> Result<Fault, String> {
    let error = || format!("`{text}` is not an attribute and a value such as name=Other");
    let (attribute, value) = text.split_once('=').ok_or_else(error)?;
    let value = percent_decode_str(value).decode_utf8().map_err(|_| error())?;
    Ok(Fault::EditAfter { attribute: attribute.to_owned(), value: value.into_owned() })
}

/// The characters of a value that have a meaning in the textual form.
const SPECIAL: &AsciiSet = &CONTROLS.add(b'%').add(b':').add(b'@');

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is not a whole number in range"))
}

fn time(text: &str) -> Result<Duration, String> {
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, Duration::from_millis(1)),
        None => (text.strip_suffix('s').unwrap_or(text), Duration::from_secs(1)),
    };
    let digits = digits.parse::<u32>().ok().filter(|_| digits.len() < text.len());
    digits
        .and_then(|digits| unit.checked_mul(digits))
        .ok_or_else(|| format!("`{text}` is not a time such as 500ms or 2s"))
}

fn retry_after(text: &str) -> Result<RetryAfter, String> {
    Ok(match text {
        "next-second" => RetryAfter::NextSecond,
        "absent" => RetryAfter::Absent,
        "garbage" => RetryAfter::Text("in a while".to_owned()),
        _ => match (text.strip_prefix("date+"), text.strip_prefix("date-")) {
            (Some(ahead), _) => RetryAfter::Date(time(ahead)?),
            (_, Some(ago)) => RetryAfter::PastDate(time(ago)?),
            _ => RetryAfter::Seconds(text.parse().map_err(|_| {
                format!(
                    "`{text}` is not one of next-second, date+60s, date-60s, a number of seconds, \
                     absent, garbage"
                )
            })?),
        },
    })
}

fn origin(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(text.to_owned()),
        _ => Err(format!("`{text}` is not an origin such as http://127.0.0.1:4011")),
    }
}

fn frequency(injection: Injection, text: &str) -> Result<Injection, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    match (text, text.strip_suffix('x').map(str::parse)) {
        ("always", _) => Ok(injection.always()),
        ("once", _) => Ok(injection.once()),
        (_, Some(Ok(times))) => Ok(injection.times(times)),
        _ => share.map(|share| injection.with_probability(share)).ok_or_else(|| {
            format!("`{text}` is not a share from 0 to 1, a number such as 3x, once or always")
        }),
    }
}

fn selected(injection: Injection, text: &str) -> Result<Injection, String> {
    if injection.fault.is_of_connections() {
        let fault = &injection.fault;
        return Err(format!("`{fault}` applies to connections, so it takes no `@{text}`"));
    }
    if text.starts_with('/') {
        return Ok(injection.path(text));
    }
    if let Some(operation) = Operation::named(text) {
        return Ok(injection.on(operation));
    }
    if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&text) {
        return Ok(injection.method(text));
    }
    let names = Operation::ALL.map(Operation::name).join(", ");
    Err(format!("`@{text}` is not a path, a method in upper case, or one of {names}"))
}

fn write_foreign(f: &mut fmt::Formatter<'_>, before: &str, foreign: Foreign) -> fmt::Result {
    f.write_str(before)?;
    match foreign {
        Foreign::Html(status) => write!(f, "html={status}"),
        Foreign::Empty(status) => write!(f, "empty={status}"),
        Foreign::NoContent => f.write_str("no-content"),
        Foreign::Envelope => f.write_str("envelope"),
    }
}

/// The textual form.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DropBeforeReading => f.write_str("drop-before-reading"),
            Self::DropBeforeApplying => f.write_str("drop-before-applying"),
            Self::ApplyThenDrop => f.write_str("apply-then-drop"),
            Self::RefuseStream => f.write_str("refuse-stream"),
            Self::ResetBeforeApplying => f.write_str("reset-before-applying"),
            Self::ApplyThenReset => f.write_str("apply-then-reset"),
            Self::GoAway => f.write_str("go-away"),
            Self::ApplyThenGoAway => f.write_str("apply-then-go-away"),
            Self::ApplyThenGoAwayError => f.write_str("apply-then-go-away-error"),
            Self::GoSilent => f.write_str("go-silent"),
            Self::ApplyThenGoSilent => f.write_str("apply-then-go-silent"),
            Self::StallConnection => f.write_str("stall-connection"),
            Self::FewStreams(streams) => write!(f, "few-streams={streams}"),
            Self::ClosedWindow => f.write_str("closed-window"),
            Self::Status(status) => write!(f, "status={status}"),
            Self::Foreign(foreign) => write_foreign(f, "", *foreign),
            Self::ApplyThenStatus(status) => write!(f, "apply-then-status={status}"),
            Self::ApplyThenForeign(foreign) => write_foreign(f, "apply-then-", *foreign),
            Self::StallThenApply(time) => write!(f, "stall-then-apply={}ms", time.as_millis()),
            Self::ApplyThenStall(time) => write!(f, "apply-then-stall={}ms", time.as_millis()),
            Self::EditAfter { attribute, value } => {
                write!(f, "edit-after={attribute}={}", utf8_percent_encode(value, SPECIAL))
            }
            Self::DeleteAfter => f.write_str("delete-after"),
            Self::Truncated => f.write_str("truncated"),
            Self::InvalidJson => f.write_str("invalid-json"),
            Self::WrongContentType => f.write_str("wrong-content-type"),
            Self::RateLimited(RetryAfter::NextSecond) => f.write_str("429"),
            Self::RateLimited(RetryAfter::Date(ahead)) => {
                write!(f, "429=date+{}s", ahead.as_secs())
            }
            Self::RateLimited(RetryAfter::PastDate(ago)) => {
                write!(f, "429=date-{}s", ago.as_secs())
            }
            Self::RateLimited(RetryAfter::Seconds(seconds)) => write!(f, "429={seconds}"),
            Self::RateLimited(RetryAfter::Text(_)) => f.write_str("429=garbage"),
            Self::RateLimited(RetryAfter::Absent) => f.write_str("429=absent"),
            Self::SlowDrip(time) => write!(f, "slow-drip={}ms", time.as_millis()),
            Self::Unauthorized => f.write_str("unauthorized"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::ConcurrentWrite => f.write_str("concurrent-write"),
            Self::Oversized(bytes) => write!(f, "oversized={bytes}"),
            Self::DeepNesting(depth) => write!(f, "deep-nesting={depth}"),
            Self::Redirect(origin) => write!(f, "redirect={origin}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for form in NAMES.split(", ").chain([
            "429=7",
            "429=date+3600s",
            "429=date-5s",
            "429=absent",
            "html=200",
            "edit-after=email_addresses=a%40b.com",
        ]) {
            let injection: Injection = form.parse().unwrap_or_else(|error| panic!("{error}"));
            let again: Injection = injection.fault.to_string().parse().expect("a fault");
            assert_eq!(injection, again, "{form}");
            assert_eq!(injection.left, None);
        }
    }

    #[test]
    fn how_often_and_which_requests() {
        let read = |text: &str| text.parse::<Injection>().expect("a fault");
        let drop = || Fault::ApplyThenDrop;
        assert_eq!(read("apply-then-drop:once"), drop().once());
        assert_eq!(read("apply-then-drop:3x"), drop().times(3));
        assert_eq!(read("apply-then-drop:0.5"), drop().with_probability(0.5));
        let both = drop().always().method("POST").path("/v2/objects/*/records");
        assert_eq!(read("apply-then-drop@POST@/v2/objects/*/records"), both);
        let there = || Fault::Redirect("http://127.0.0.1:4011".to_owned());
        assert_eq!(read("redirect=http://127.0.0.1:4011"), there().always());
        assert_eq!(
            read("redirect=http://127.0.0.1:4011:2x@read"),
            there().times(2).on(Operation::Read)
        );
        let named = Fault::Redirect("http://localhost".to_owned());
        assert_eq!(read("redirect=http://localhost"), named.always());
    }

    #[test]
    fn mistakes_are_named() {
        for (text, why) in [
            ("", "unknown name ``"),
            ("nothing", "unknown name `nothing`"),
            ("status", "needs a value, as in status=503"),
            ("status=200", "not a status from 400 to 599"),
            ("truncated=1", "takes no value"),
            ("slow-drip=2", "not a time such as"),
            ("slow-drip=99999999999s", "not a time such as"),
            ("html=199", "not a status from 200 to 599"),
            ("edit-after=name", "not an attribute and a value"),
            ("no-content=1", "takes no value"),
            ("429=soon", "not one of next-second"),
            ("truncated:2", "not a share from 0 to 1"),
            ("truncated:-1", "not a share from 0 to 1"),
            ("truncated:NaN", "not a share from 0 to 1"),
            ("truncated@creat", "`@creat` is not a path"),
            ("redirect=evil", "not an origin"),
            ("few-streams", "needs a value, as in few-streams=1"),
            ("few-streams=-1", "not a whole number"),
            ("stall-connection:3x@create", "applies to connections, so it takes no `@create`"),
            ("few-streams=2@/v2/**", "`few-streams=2` applies to connections"),
            ("oversized=-1", "not a whole number"),
        ] {
            let error = text.parse::<Injection>().expect_err("no fault").to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
