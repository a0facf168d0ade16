//! Values of attributes, filters and sorts: mostly such that fit.

use attio_schema::Attribute;
use serde_json::{Map, Value, json};

use super::world::World;
use super::{Target, damage};
use crate::lists::NOBODY;

/// `values` or `entry_values`: some attributes of the target with values of their types.
pub(super) fn of_record(world: &World, target: &Target, rng: &mut fastrand::Rng) -> Value {
    let all = world.attributes(target);
    let mut members = Map::new();
    for _ in 0..rng.usize(..5) {
        if all.is_empty() {
            break;
        }
        let attribute = &all[rng.usize(..all.len())];
        if !attribute.is_writable && rng.u8(..) < 230 {
            continue;
        }
        let key = if rng.u8(..) < 30 { &attribute.id } else { &attribute.api_slug };
        members.insert(key.clone(), values(world, attribute, rng));
    }
    // Required ones always, and unique ones often: an assert needs one.
    let with_unique = rng.bool();
    let needed = |a: &&Attribute| a.is_required || (a.is_unique && with_unique);
    for attribute in all.iter().filter(needed).filter(|a| a.is_writable && !a.is_archived) {
        members.entry(attribute.api_slug.clone()).or_insert_with(|| values(world, attribute, rng));
    }
    Value::Object(members)
}

fn values(world: &World, attribute: &Attribute, rng: &mut fastrand::Rng) -> Value {
    let one = value(world, attribute, rng);
    match (attribute.is_multiselect, rng.u8(..)) {
        (_, 0..6) => json!([]),
        (true, 6..128) => json!([one, value(world, attribute, rng)]),
        (false, 6..128) => one,
        _ => json!([one]),
    }
}

/// A value of the attribute in one of its forms.
fn value(world: &World, attribute: &Attribute, rng: &mut fastrand::Rng) -> Value {
    let n = rng.u16(..400);
    let text = ["x", "y", "Ä", "long text"][rng.usize(..4)];
    let forms = match attribute.type_name.as_str() {
        "text" if attribute.is_unique => {
            vec![json!(format!("t{n}")), json!({"value": format!("t{n}")})]
        }
        "text" => vec![json!(text), json!({"value": text})],
        "number" => vec![json!(n), json!({"value": f64::from(n) / 4.0})],
        "checkbox" => vec![json!(true), json!("false"), json!({"value": false})],
        "currency" => vec![json!(12.5), json!("9.99"), json!({"currency_value": 3})],
        "date" => vec![json!("2026-02-03"), json!({"value": "2025-12"})],
        "timestamp" => vec![json!("2026-02-03T04:05:06.789Z"), json!({"value": "2025"})],
        "rating" => vec![json!(n % 6), json!({"value": n % 6})],
        "status" => titles(attribute.statuses.iter().map(|s| (&s.title, &s.id)), "status", rng),
        "select" => titles(attribute.options.iter().map(|o| (&o.title, &o.id)), "option", rng),
        "record-reference" => reference(world, rng),
        "actor-reference" => {
            let id = world.name("workspace_member_id", rng);
            vec![
                json!("ada@example.com"),
                json!({"workspace_member_email_address": "ada@example.com"}),
                json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": id}),
            ]
        }
        "location" => vec![
            json!("Main Street 1"),
            json!({
                "line_1": "x", "line_2": null, "line_3": null, "line_4": null, "locality": "Berlin",
                "region": null, "postcode": "1", "country_code": "DE", "latitude": "1.5",
                "longitude": "2.5",
            }),
        ],
        "domain" => vec![json!(format!("d{n}.com")), json!({"domain": format!("d{n}.co.uk")})],
        "email-address" => {
            let address = format!("a{n}@example.com");
            vec![json!(address), json!({"email_address": address})]
        }
        "phone-number" => {
            let number = format!("+1555867{:04}", n);
            vec![json!(number), json!({"original_phone_number": number})]
        }
        "personal-name" => vec![
            json!("Lovelace, Ada"),
            json!({"first_name": "Ada", "last_name": "", "full_name": "Ada"}),
        ],
        _ => vec![json!(text)],
    };
    forms[rng.usize(..forms.len())].clone()
}

fn titles<'a>(
    all: impl Iterator<Item = (&'a String, &'a String)>,
    member: &str,
    rng: &mut fastrand::Rng,
) -> Vec<Value> {
    let all: Vec<_> = all.collect();
    match all.len() {
        0 => vec![json!("Nothing")],
        count => {
            let (title, id) = all[rng.usize(..count)];
            vec![json!(title), json!(id), json!({member: title})]
        }
    }
}

fn reference(world: &World, rng: &mut fastrand::Rng) -> Vec<Value> {
    let target = Target { is_list: false, name: world.object(rng).unwrap_or_default() };
    let (record, object) = world.parent(&target, rng);
    vec![
        json!({"target_object": object, "target_record_id": record}),
        json!({"target_object": "companies", "domains": [{"domain": "d1.com"}]}),
        json!("d2.com"),
    ]
}

/// `config` of an attribute.
pub(super) fn config(world: &World, rng: &mut fastrand::Rng) -> Value {
    match rng.u8(..) {
        0..170 => json!({}),
        170..210 => {
            json!({"currency": {"default_currency_code": "EUR", "display_type": "symbol"}})
        }
        _ => json!({"record_reference": {"allowed_objects": [world.object(rng)]}}),
    }
}

/// A filter of the target.
pub(super) fn filter(
    world: &World,
    target: &Target,
    rng: &mut fastrand::Rng,
    depth: usize,
) -> Value {
    let inner = |rng: &mut fastrand::Rng| -> Value {
        (0..rng.usize(1..3)).map(|_| filter(world, target, rng, depth + 1)).collect()
    };
    match rng.u8(..) {
        0..10 => json!({}),
        10..30 if depth < 4 => json!({"$and": inner(rng)}),
        30..50 if depth < 4 => json!({"$or": inner(rng)}),
        50..70 => json!({"$not": conditions(world, target, rng)}),
        70..110 => {
            let (path, end) = path(world, target, rng);
            json!({"path": path, "constraints": condition(world, end.as_ref(), rng)})
        }
        110..114 => damage::json(rng, 0),
        _ => conditions(world, target, rng),
    }
}

fn conditions(world: &World, target: &Target, rng: &mut fastrand::Rng) -> Value {
    let all = world.attributes(target);
    let mut members = Map::new();
    for _ in 0..rng.usize(1..3) {
        let Some(attribute) = pick(&all, rng) else { break };
        let key = if rng.u8(..) < 30 { &attribute.id } else { &attribute.api_slug };
        members.insert(key.clone(), condition(world, Some(attribute), rng));
    }
    Value::Object(members)
}

fn pick<'a>(all: &'a [Attribute], rng: &mut fastrand::Rng) -> Option<&'a Attribute> {
    if all.is_empty() { None } else { Some(&all[rng.usize(..all.len())]) }
}

/// The properties of a type, as filters and sorts name them.
fn properties(attribute: &Attribute) -> &'static [&'static str] {
    match attribute.type_name.as_str() {
        "status" => &["status"],
        "select" => &["option"],
        "currency" => &["currency_value"],
        "record-reference" => &["target_object", "target_record_id"],
        "actor-reference" => &["referenced_actor_type", "referenced_actor_id"],
        "location" => &["line_1", "locality", "country_code"],
        "domain" => &["domain", "root_domain"],
        "email-address" => &["email_address", "email_domain"],
        "phone-number" => &["phone_number", "country_code"],
        "personal-name" => &["first_name", "last_name", "full_name"],
        "interaction" => &["interacted_at", "interaction_type"],
        _ => &["value"],
    }
}

/// Operators or a value for the attribute.
fn condition(world: &World, attribute: Option<&Attribute>, rng: &mut fastrand::Rng) -> Value {
    let Some(attribute) = attribute else { return damage::json(rng, 0) };
    let operand = match value(world, attribute, rng) {
        Value::Object(members) => {
            members.into_iter().next().map_or(Value::Null, |(_, value)| value)
        }
        bare => bare,
    };
    let operators =
        ["$eq", "$contains", "$starts_with", "$ends_with", "$lt", "$lte", "$gt", "$gte"];
    let operator = operators[rng.usize(..operators.len())];
    let tested = match rng.u8(..) {
        0..80 => operand,
        80..100 => json!({"$not_empty": true}),
        100..120 => json!({"$in": [operand]}),
        120..125 => damage::json(rng, 0),
        _ => json!({operator: operand}),
    };
    if rng.bool() {
        return tested;
    }
    let all = properties(attribute);
    json!({all[rng.usize(..all.len())]: tested})
}

/// A path with its last attribute: through the parent of an entry, or through a reference.
fn path(world: &World, target: &Target, rng: &mut fastrand::Rng) -> (Value, Option<Attribute>) {
    let mut steps = Vec::new();
    let mut at = Target { is_list: target.is_list, name: target.name.clone() };
    if target.is_list && rng.u8(..) < 200 {
        steps.push(json!([target.name, "parent_record"]));
        at = Target { is_list: false, name: world.parent(target, rng).1 };
    }
    for _ in 0..3 {
        let all = world.attributes(&at);
        let Some(attribute) = pick(&all, rng) else { break };
        steps.push(json!([at.name, attribute.api_slug]));
        let allowed = attribute.config.record_reference.allowed_object_ids.as_ref();
        match allowed.and_then(|allowed| allowed.first()) {
            Some(next) if rng.bool() => at = Target { is_list: false, name: next.clone() },
            _ => return (Value::Array(steps), Some(attribute.clone())),
        }
    }
    (Value::Array(steps), None)
}

/// The sorts of a query.
pub(super) fn sorts(world: &World, target: &Target, rng: &mut fastrand::Rng) -> Value {
    let sort = |rng: &mut fastrand::Rng| {
        let direction = if rng.bool() { "asc" } else { "desc" };
        let mut sort = json!({"direction": direction});
        let end = if rng.u8(..) < 90 {
            let (path, end) = path(world, target, rng);
            sort["path"] = path;
            end
        } else {
            let all = world.attributes(target);
            let attribute = pick(&all, rng).cloned();
            sort["attribute"] = json!(attribute.as_ref().map_or(NOBODY, |a| &a.api_slug));
            attribute
        };
        if let Some(attribute) = end.filter(|_| rng.u8(..) < 200) {
            let all = properties(&attribute);
            sort["field"] = json!(all[rng.usize(..all.len())]);
        }
        sort
    };
    (0..rng.usize(1..3)).map(|_| sort(rng)).collect()
}
