//! Search over several objects.

use uuid::Uuid;

use super::answer::Answer;
use super::call::Call;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::{Json, object};
use crate::mistakes::Mistakes;
use crate::store::{Record, Store, Target};
use crate::text::id::parse_id;

/// The maximum length of a search query, in characters.
const MAX_QUERY: usize = 256;

/// The default and maximum limit.
const MAX_LIMIT: usize = 25;

/// `POST /v2/objects/records/search`
pub(super) async fn search(call: Call) -> Answer {
    let search = || {
        call.authorize(&super::records::READ)?;
        let body = call.json()?;
        let store = call.store();
        let fields = Fields::root(&body)?;
        let mut mistakes = Mistakes::default();
        let query = mistakes.take(fields.required_text("query"));
        if query.chars().count() > MAX_QUERY {
            let message = format!("String must contain at most {MAX_QUERY} character(s)");
            mistakes.add(fields.error("query", Violation::invalid(message)));
        }
        let names = mistakes.take(object_names(&fields));
        mistakes.take(check_context(&store, &fields));
        let limit = mistakes.take(fields.whole_number("limit", 1)).unwrap_or(MAX_LIMIT);
        if limit > MAX_LIMIT {
            let message = format!("Number must be less than or equal to {MAX_LIMIT}");
            mistakes.add(fields.error("limit", Violation::invalid(message)));
        }
        mistakes.take(fields.only(&["query", "objects", "request_as", "limit"]));
        mistakes.end()?;
        let mut objects: Vec<&Target> = Vec::new();
        for name in names {
            // 400, not 404: the body names it.
            let found = store.object(name).ok_or_else(|| {
                ApiError::value_not_found(format!("Object with slug/ID \"{name}\" not found."))
            })?;
            if !objects.iter().any(|other| other.id == found.id) {
                objects.push(found);
            }
        }
        let found = store.search(&objects, query, limit);
        Ok(Answer::data(Json::Array(found.into_iter().map(|r| item(&store, r)).collect())))
    };
    search().into()
}

fn object_names<'a>(fields: &Fields<'a>) -> Result<Vec<&'a str>, ApiError> {
    let items = match fields.required("objects", "array")? {
        Json::Array(items) if !items.is_empty() => items,
        Json::Array(_) => {
            let message = "Array must contain at least 1 element(s)";
            return Err(fields.error("objects", Violation::invalid(message)));
        }
        other => return Err(fields.error("objects", Violation::wrong_type("array", other))),
    };
    let name = |(i, item): (usize, &'a Json)| {
        item.as_str().ok_or_else(|| {
            let violation = Violation::wrong_type("string", item);
            ApiError::body(violation.at(i).at("objects"))
        })
    };
    items.iter().enumerate().map(name).collect()
}

/// Checks `request_as`: the workspace, or a member by ID or e-mail address. Every member sees
/// everything here, so it has no effect.
fn check_context(store: &Store, fields: &Fields<'_>) -> Result<(), ApiError> {
    // A union of objects: a value that matches none is invalid as a whole.
    let Ok(context) = fields.object("request_as") else {
        return Err(fields.error("request_as", Violation::invalid("Invalid input")));
    };
    match context.required_text("type")? {
        "workspace" => context.only(&["type"]),
        "workspace-member" => {
            context.only(&["type", "workspace_member_id", "email_address"])?;
            let (id, email) =
                (context.text("workspace_member_id")?, context.text("email_address")?);
            let (known, name) = match (id, email) {
                (Some(id), None) => {
                    let uuid = parse_id(id).ok_or_else(|| {
                        context.error("workspace_member_id", Violation::invalid("Invalid uuid"))
                    })?;
                    (store.member(uuid).is_some(), format!("ID \"{id}\""))
                }
                (None, Some(email)) => {
                    let mut members = store.members.iter();
                    let known = members.any(|(_, m)| m.email_address.eq_ignore_ascii_case(email));
                    (known, format!("email address \"{email}\""))
                }
                (None, None) => {
                    let violation = Violation::required("string");
                    return Err(context.error("workspace_member_id", violation));
                }
                (Some(_), Some(_)) => {
                    return Err(
                        context.error("email_address", Violation::unrecognized("email_address"))
                    );
                }
            };
            if known {
                return Ok(());
            }
            Err(ApiError::value_not_found(format!("Workspace member with {name} not found.")))
        }
        other => {
            let violation = Violation::option(&["workspace", "workspace-member"], other);
            Err(context.error("type", violation))
        }
    }
}

fn item(store: &Store, record: &Record) -> Json {
    let Some(of) = store.target_by_id(record.target) else { return Json::Null };
    let id = |id: Uuid| Json::String(id.to_string());
    let texts = |slug| Json::Array(store.texts(of, record, slug).map(Json::string).collect());
    let mut image =
        store.texts(of, record, "avatar_url").chain(store.texts(of, record, "logo_url"));
    let mut item = vec![
        (
            "id",
            object([
                ("workspace_id", id(store.workspace)),
                ("object_id", id(record.target)),
                ("record_id", id(record.id)),
            ]),
        ),
        ("record_text", Json::string(store.label(of, record))),
        ("record_image", Json::nullable(image.next())),
        ("object_slug", Json::string(of.slug())),
    ];
    match of.slug() {
        "people" => item.extend([
            ("email_addresses", texts("email_addresses")),
            ("phone_numbers", texts("phone_numbers")),
        ]),
        "companies" => item.push(("domains", texts("domains"))),
        _ => {}
    }
    Json::Object(item.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
