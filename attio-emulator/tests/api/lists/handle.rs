//! The handle: seeding entries, saving views, names of lists.

use std::time::{Duration, SystemTime};

use attio_emulator::{Actor, Seed, TargetName};
use serde_json::json;
use uuid::Uuid;

use super::{NOBODY, PIPELINE};
use crate::support::Api;

#[test]
fn a_seeded_entry_is_the_members() {
    let api = Api::with_pipeline();
    let company = api.attio.seed("companies", &json!({})).unwrap();
    let id = api.attio.seed_entry("pipeline", company, &json!({"text": "x"})).unwrap();
    let list = api.attio.list_id("pipeline").unwrap().to_string();
    let second = api.attio.seed_entry(&list, company, &json!({})).unwrap();
    assert_eq!(api.attio.entry_ids("pipeline"), [id, second]);
    assert_eq!(api.attio.entry_ids(&list), [id, second]);
    let values = api.entry_values(&id.to_string());
    let actor = json!({"type": "workspace-member", "id": api.attio.member_id()});
    assert_eq!(values["text"][0]["created_by_actor"], actor);
    assert_eq!(values["created_by"][0]["referenced_actor_type"], "workspace-member");
}

#[test]
fn a_seed_sets_id_time_and_author() {
    let api = Api::with_pipeline();
    let company = api.attio.seed("companies", &json!({})).unwrap();
    let id = Uuid::new_v4();
    let at = SystemTime::now() - Duration::from_secs(3600);
    let (record, attribute) = (at, at + Duration::from_secs(60));
    let seed =
        Seed::new().id(id).created_at(record).attribute_created_at(attribute).by(Actor::system());
    let seeded = api.attio.seed_entry_with("pipeline", company, &json!({}), &seed).unwrap();
    assert_eq!(seeded, id);
    let entry = api.get_entry(&id.to_string()).data();
    let values = &entry["entry_values"];
    // As captured, an entry has only one time.
    assert_eq!(values["created_at"][0]["value"], entry["created_at"]);
    assert_eq!(values["created_by"][0]["referenced_actor_type"], "system");
    let now = api.added(&company.to_string(), json!({}));
    assert!(entry["created_at"].as_str() < now["created_at"].as_str());
    let error = api.attio.seed_entry_with("pipeline", company, &json!({}), &seed).unwrap_err();
    assert!(error.to_string().contains(&id.to_string()), "{error}");
    // The ID of a record is taken too.
    let seed = Seed::new().id(company);
    api.attio.seed_entry_with("pipeline", company, &json!({}), &seed).unwrap_err();
}

#[test]
fn a_refused_entry_names_the_list_and_the_mistake() {
    let api = Api::with_pipeline();
    let company = api.attio.seed("companies", &json!({})).unwrap();
    let person = api.attio.seed("people", &json!({})).unwrap();
    let nobody: Uuid = NOBODY.parse().unwrap();
    let seed = |list: &str, record, values| {
        api.attio.seed_entry(list, record, &values).unwrap_err().to_string()
    };
    let begin = "cannot seed an entry of the list `pipeline`: ";
    let text = seed("pipeline", company, json!({"txt": "x"}));
    let expected =
        format!("{begin}400 value_not_found: Cannot find attribute with slug/ID \"txt\".");
    assert!(text.starts_with(&expected) && text.ends_with("(did you mean `text`?)"), "{text}");
    let text = seed("pipeline", nobody, json!({}));
    let expected =
        format!("{begin}400 value_not_found: Parent record with slug/ID \"{NOBODY}\" not found.");
    assert_eq!(text, expected);
    let text = seed("pipeline", person, json!({}));
    assert!(text.starts_with(&format!("{begin}400 validation_type: ")), "{text}");
    assert!(text.contains("\\\"people\\\""), "{text}");
    let text = seed("pipelines", company, json!({}));
    assert!(text.contains("404 not_found") && text.contains("`pipeline`"), "{text}");
    let text = seed("pipeline", company, json!({"status": "Dne", "number": "x"}));
    assert!(text.contains("Done") && text.contains("; also: "), "{text}");
    assert!(api.attio.entry_ids("pipeline").is_empty());
    // An entry is not a record that can be a parent.
    let entry = api.attio.seed_entry("pipeline", company, &json!({})).unwrap();
    api.attio.seed_entry("pipeline", entry, &json!({})).unwrap_err();
}

#[test]
fn a_list_created_by_the_handle() {
    let api = Api::start();
    let id = api.attio.create_list(&json!({"api_slug": "x", "parent_object": "people"})).unwrap();
    assert_eq!(api.attio.list_id("x"), Some(id));
    let list = api.get("/v2/lists/x").data();
    assert_eq!((&list["name"], &list["workspace_access"]), (&json!("x"), &json!("full-access")));
    assert_eq!(list["created_by_actor"]["type"], "workspace-member");
    let error = api.attio.create_list(&json!({"api_slug": "x", "parent_object": "people"}));
    assert_eq!(error.unwrap_err().code, "slug_conflict");
    let error = api.attio.create_list(&json!({"api_slug": "y", "parent_object": "nothing"}));
    assert_eq!(error.unwrap_err().status, 404);
    let error = api.attio.create_list(&json!({"parent_object": "people"})).unwrap_err();
    assert_eq!((error.status, error.code.as_str()), (400, "validation_type"));
}

#[test]
fn the_names_of_targets() {
    let api = Api::with_pipeline();
    let list = api.attio.list_id("pipeline").unwrap().to_string();
    let text = api.attio.attribute_id(PIPELINE, "text");
    assert!(text.is_some());
    assert_eq!(api.attio.attribute_id(TargetName::List(&list), "text"), text);
    assert_eq!(api.attio.attribute_id("pipeline", "text"), None);
    assert_eq!(api.attio.list_id("companies"), None);
    assert!(api.attio.record_ids("pipeline").is_empty());
    let unknown = TargetName::List("nothing");
    assert_eq!(api.attio.create_option(unknown, "x", "y").unwrap_err().status, 404);
    assert_eq!(api.attio.create_status(unknown, "x", "y").unwrap_err().status, 404);
    assert_eq!(api.attio.create_attribute(unknown, &json!({})).unwrap_err().status, 404);
    assert_eq!(api.attio.add_view(unknown, "x", &json!({})).unwrap_err().status, 404);
}

#[test]
fn a_view_of_a_list_is_checked() {
    let api = Api::with_pipeline();
    let path = json!([["pipeline", "parent_record"], ["companies", "name"]]);
    let filter = json!({"path": path, "constraints": {"$contains": "x"}});
    api.attio.add_view(PIPELINE, "By name", &filter).unwrap();
    let error = api.attio.add_view(PIPELINE, "Wrong", &json!({"name": "x"})).unwrap_err();
    assert_eq!(error.code, "unknown_filter_attribute_slug");
    let error = api.attio.add_view("companies", "Wrong", &filter).unwrap_err();
    assert_eq!(error.code, "filter_error");
}
