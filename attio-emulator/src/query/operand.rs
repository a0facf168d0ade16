//! Operands of a property and an operator, and the resulting test.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::property::{Kind, Operator, Property};
use super::test::Test;
use crate::coerce;
use crate::json::Json;
use crate::store::{Attribute, Store};
use crate::text::fold::Needle;
use crate::text::id::parse_id;
use crate::text::instant::{Day, Instant, parse_day, parse_instant};

const ACTOR_TYPES: [&str; 4] = ["workspace-member", "api-token", "system", "app"];

/// Reads an operand; the error describes the mistake.
pub(super) fn test(
    store: &Store,
    attribute: &Attribute,
    property: &Property,
    operator: Operator,
    operand: &Json,
) -> Result<Test, String> {
    if operator == Operator::NotEmpty {
        return match operand {
            Json::Bool(true) => Ok(Test::NotEmpty),
            _ => Err("$not_empty takes only true".to_owned()),
        };
    }
    let operands = match operand {
        Json::Array(items) if operator == Operator::In => items.as_slice(),
        _ if operator == Operator::In => return Err("$in takes an array".to_owned()),
        one => std::slice::from_ref(one),
    };
    let Some(operand) = operands.first() else {
        return Err("$in takes an array of at least one element".to_owned());
    };
    match property.kind {
        Kind::Text => texts(operator, operands, Needle::new),
        // A number is also found without its plus sign.
        Kind::Phone if operator == Operator::Eq => texts(operator, operands, |text| {
            let missing = if text.starts_with('+') { "" } else { "+" };
            Needle::new(&format!("{missing}{text}"))
        }),
        Kind::Phone => texts(operator, operands, Needle::new),
        Kind::ActorType => match operand.as_str() {
            Some(kind) if ACTOR_TYPES.contains(&kind) => texts(operator, operands, Needle::new),
            _ => Err(format!("the type of an actor is one of {}", ACTOR_TYPES.join(", "))),
        },
        Kind::Number => number(operand).map(|number| Test::Number(operator, number)),
        Kind::Amount => amount(operand).map(|amount| Test::Amount(operator, amount)),
        Kind::Flag => match operand {
            Json::Bool(flag) => Ok(Test::Flag(*flag)),
            other => Err(expected("a boolean", other)),
        },
        Kind::Day => day(operand).map(|day| Test::Day(operator, day)),
        Kind::Instant => instant(operand).map(|at| Test::Instant(operator, at)),
        Kind::Option => {
            let options = attribute.model.options.iter();
            choice(options.map(|o| (o.id.as_str(), o.title.as_str())), "select option", operand)
        }
        Kind::Status => {
            let statuses = attribute.model.statuses.iter();
            choice(statuses.map(|s| (s.id.as_str(), s.title.as_str())), "Status", operand)
        }
        Kind::Object => {
            let object = text(operand)?;
            let found = store.object(object);
            let found = found.ok_or_else(|| format!("there is no object \"{object}\""))?;
            Ok(Test::IdIn(vec![found.id]))
        }
        Kind::Id => operands.iter().map(id).collect::<Result<_, _>>().map(Test::IdIn),
    }
}

fn expected(what: &str, received: &Json) -> String {
    format!("expected {what}, received {}", received.type_name())
}

fn text(operand: &Json) -> Result<&str, String> {
    operand.as_str().ok_or_else(|| expected("a string", operand))
}

fn texts(
    operator: Operator,
    operands: &[Json],
    needle: impl Fn(&str) -> Needle,
) -> Result<Test, String> {
    let needles = operands.iter().map(|operand| text(operand).map(&needle));
    let mut needles: Vec<Needle> = needles.collect::<Result<_, _>>()?;
    let part = match operator {
        Operator::Contains => Test::Contains,
        Operator::StartsWith => Test::StartsWith,
        Operator::EndsWith => Test::EndsWith,
        _ => return Ok(Test::TextIn(needles)),
    };
    needles.pop().map(part).ok_or_else(|| "there is no operand".to_owned())
}

fn number(operand: &Json) -> Result<f64, String> {
    let Json::Number(digits) = operand else { return Err(expected("a number", operand)) };
    let number = digits.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| "the number is too large".to_owned())
}

/// A number, or a string with a number.
fn amount(operand: &Json) -> Result<Decimal, String> {
    match operand {
        Json::Number(digits) => coerce::exact(digits),
        Json::String(text) if coerce::is_decimal(text) => coerce::exact(text),
        other => return Err(expected("a number", other)),
    }
    .ok_or_else(|| "the amount has more than 28 digits".to_owned())
}

fn day(operand: &Json) -> Result<Day, String> {
    let text = text(operand)?;
    let day = parse_day(text).filter(|_| text.len() == "2023-01-01".len());
    day.ok_or_else(|| "a day is written as in 2023-01-31".to_owned())
}

fn instant(operand: &Json) -> Result<Instant, String> {
    let text = text(operand)?;
    let at = parse_instant(text).filter(|_| text.contains('T'));
    at.ok_or_else(|| "an instant has a date and a time".to_owned())
}

fn id(operand: &Json) -> Result<Uuid, String> {
    let text = text(operand)?;
    parse_id(text).ok_or_else(|| format!("\"{text}\" is not a UUID"))
}

/// An option or a status by title or by ID; a title wins over an ID, as in writes.
fn choice<'a>(
    choices: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    what: &str,
    operand: &Json,
) -> Result<Test, String> {
    let wanted = text(operand)?;
    let ids = |fits: &dyn Fn(&str, &str) -> bool| -> Vec<String> {
        let fitting = choices.clone().filter(|(id, title)| fits(id, title));
        fitting.map(|(id, _)| id.to_owned()).collect()
    };
    let mut found = ids(&|_, title| title == wanted);
    if found.is_empty() {
        found = ids(&|id, _| id.eq_ignore_ascii_case(wanted));
    }
    if found.is_empty() {
        return Err(format!("cannot find {what} with title \"{wanted}\""));
    }
    Ok(Test::ChoiceIn(found))
}
