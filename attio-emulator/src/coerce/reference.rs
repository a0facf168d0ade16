//! References to records and to members of the workspace.

use super::{Refusal, member, one, only, text_member};
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::store::{Actor, Attribute, Payload, Store, Target};
use crate::text::id::parse_id;

pub(super) fn record(
    store: &Store,
    attribute: &Attribute,
    given: &Json,
) -> Result<Payload, Refusal> {
    match given {
        Json::String(text) => by_shorthand(store, attribute, text),
        Json::Object(members) => {
            let wanted = text_member(given, "target_object")?;
            let object = store.object(wanted).ok_or_else(|| {
                ApiError::value_not_found(format!("Object with slug/ID \"{wanted}\" not found."))
            })?;
            if attribute.allowed.as_ref().is_some_and(|allowed| !allowed.contains(&object.id)) {
                let message = format!("Records of object \"{wanted}\" are not allowed here");
                return Err(Violation::invalid(message).at("target_object").into());
            }
            if given.get("target_record_id").is_some() {
                only(members, &["target_object", "target_record_id"])?;
                return by_id(store, object, text_member(given, "target_record_id")?);
            }
            by_attribute(store, object, members)
        }
        other => Err(Violation::wrong_type("object", other).into()),
    }
}

fn by_id(store: &Store, object: &Target, text: &str) -> Result<Payload, Refusal> {
    let id =
        parse_id(text).ok_or_else(|| Violation::invalid("Invalid uuid").at("target_record_id"))?;
    match store.record(object, id) {
        Some(record) => Ok(Payload::Reference { object: object.id, record: record.id }),
        None => {
            let message = format!("Record with ID \"{id}\" not found.");
            Err(Refusal::NoRecord(ApiError::value_not_found(message)))
        }
    }
}

/// `{"target_object": "people", "email_addresses": [{"email_address": "…"}]}`
fn by_attribute(
    store: &Store,
    object: &Target,
    members: &[(String, Json)],
) -> Result<Payload, Refusal> {
    let mut others = members.iter().filter(|(name, _)| name != "target_object");
    let (name, value) =
        others.next().ok_or_else(|| Violation::required("string").at("target_record_id"))?;
    if let Some((second, _)) = others.next() {
        return Err(Violation::unrecognized(second).into());
    }
    let matching =
        store.attribute(object, name).filter(|matching| !matching.model.is_archived).ok_or_else(
            || ApiError::value_not_found(format!("Cannot find attribute with slug/ID \"{name}\".")),
        )?;
    if !matching.model.is_unique {
        let message = "The matching attribute specified is not a unique attribute.";
        return Err(Violation::invalid(message).at(name.as_str()).into());
    }
    let Json::Array(items) = value else {
        return Err(Violation::wrong_type("array", value).at(name.as_str()).into());
    };
    let [item @ Json::Object(_)] = items.as_slice() else {
        let message = "Array must contain exactly 1 value object";
        return Err(Violation::invalid(message).at(name.as_str()).into());
    };
    let payload = one(store, matching, item).map_err(|refusal| match refusal {
        Refusal::Violations(violations) => {
            let at = |violation: Violation| violation.at(0).at(name.as_str());
            violations.into_iter().map(at).collect::<Vec<_>>().into()
        }
        error => error,
    })?;
    find(store, object, matching, &payload)
}

/// A domain of a company, an e-mail address of a person, `user_id` or `workspace_id`, if the
/// attribute allows only one of these objects.
fn by_shorthand(store: &Store, attribute: &Attribute, text: &str) -> Result<Payload, Refusal> {
    let refused = || Refusal::from(Violation::wrong_type("object", &Json::string(text)));
    let Some([only_one]) = attribute.allowed.as_deref() else { return Err(refused()) };
    let object = store.target_by_id(*only_one).ok_or_else(refused)?;
    let matching = match object.slug() {
        "companies" => "domains",
        "people" => "email_addresses",
        "users" => "user_id",
        "workspaces" => "workspace_id",
        _ => return Err(refused()),
    };
    let matching = store.attribute(object, matching).ok_or_else(refused)?;
    let payload = one(store, matching, &Json::string(text))?;
    find(store, object, matching, &payload)
}

fn find(
    store: &Store,
    object: &Target,
    matching: &Attribute,
    payload: &Payload,
) -> Result<Payload, Refusal> {
    let found = store.holders(matching.id, payload).first().copied();
    found.map(|record| Payload::Reference { object: object.id, record }).ok_or_else(|| {
        let slug = matching.slug();
        let key = match payload {
            Payload::Text(text) => text.clone(),
            other => other.unique_key().unwrap_or_default(),
        };
        let message = format!("Record with {slug} \"{key}\" not found.");
        Refusal::NoRecord(ApiError::value_not_found(message))
    })
}

pub(super) fn actor(store: &Store, given: &Json) -> Result<Payload, Refusal> {
    let members = match given {
        Json::String(email) => return by_email(store, email),
        Json::Object(members) => members,
        other => return Err(Violation::wrong_type("object", other).into()),
    };
    if given.get("workspace_member_email_address").is_some() {
        only(members, &["workspace_member_email_address"])?;
        return by_email(store, text_member(given, "workspace_member_email_address")?);
    }
    only(members, &["referenced_actor_type", "referenced_actor_id"])?;
    let kind = text_member(given, "referenced_actor_type")?;
    if kind != "workspace-member" {
        let violation = Violation::option(&["workspace-member"], kind);
        return Err(violation.at("referenced_actor_type").into());
    }
    member(given, "referenced_actor_id", "string")?;
    let id = parse_id(text_member(given, "referenced_actor_id")?)
        .ok_or_else(|| Violation::invalid("Invalid uuid").at("referenced_actor_id"))?;
    if store.member(id).is_none() {
        let message = format!("Workspace member with ID \"{id}\" not found.");
        return Err(ApiError::value_not_found(message).into());
    }
    Ok(Payload::Actor(Actor::member(id)))
}

fn by_email(store: &Store, email: &str) -> Result<Payload, Refusal> {
    store
        .members
        .iter()
        .find(|(_, member)| member.email_address.eq_ignore_ascii_case(email))
        .map(|(id, _)| Payload::Actor(Actor::member(*id)))
        .ok_or_else(|| {
            let message = format!("Workspace member with email address \"{email}\" not found.");
            ApiError::value_not_found(message).into()
        })
}
