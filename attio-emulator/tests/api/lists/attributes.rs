//! Attributes of lists, with their options and statuses.

use serde_json::{Value, json};

use super::{PIPELINE, entry_id};
use crate::support::Api;

const ATTRIBUTES: &str = "/v2/lists/pipeline/attributes";

fn slugs(attributes: &Value) -> Vec<&str> {
    attributes.as_array().unwrap().iter().map(|a| a["api_slug"].as_str().unwrap()).collect()
}

#[test]
fn the_listing_is_paged_and_hides_archived_attributes() {
    let api = Api::with_pipeline();
    let all = api.get(ATTRIBUTES).data();
    let page = api.get(&format!("{ATTRIBUTES}?limit=2&offset=1")).data();
    assert_eq!(slugs(&page), ["created_at", "created_by"]);
    let change = json!({"data": {"is_archived": true}});
    let archived = api.patch(&format!("{ATTRIBUTES}/number"), &change).data();
    assert_eq!(archived["is_archived"], true);
    let left = api.get(ATTRIBUTES).data();
    assert_eq!(slugs(&left).len(), slugs(&all).len() - 1);
    assert!(!slugs(&left).contains(&"number"));
    let shown = api.get(&format!("{ATTRIBUTES}?show_archived=true")).data();
    assert_eq!(slugs(&shown), slugs(&all));
    api.get(&format!("{ATTRIBUTES}?show_archived=maybe")).refused(400, "validation_type");
    // Its values are not shown, and it is no key.
    let entry = api.added(&api.company(), json!({"text": "x"}));
    assert!(entry["entry_values"].get("number").is_none());
    api.append_entry(&entry_id(&entry), json!({"number": 1})).refused(400, "value_not_found");
    // It comes back with its values.
    let change = json!({"data": {"is_archived": false}});
    api.patch(&format!("{ATTRIBUTES}/number"), &change).data();
    api.append_entry(&entry_id(&entry), json!({"number": 1})).data();
}

#[test]
fn an_attribute_is_changed_by_slug_or_id() {
    let api = Api::with_pipeline();
    let id = api.attio.attribute_id(PIPELINE, "text").unwrap();
    let entry = api.entry(json!({"text": "x"}));
    let change = json!({"data": {"api_slug": "notes", "title": "Notes", "description": "long"}});
    let changed = api.patch(&format!("{ATTRIBUTES}/{id}"), &change).data();
    assert_eq!(changed["id"]["attribute_id"], json!(id));
    assert_eq!((&changed["title"], &changed["description"]), (&json!("Notes"), &json!("long")));
    assert_eq!(api.get(&format!("{ATTRIBUTES}/notes")).data(), changed);
    assert_eq!(api.entry_values(&entry)["notes"][0]["value"], "x");
    let taken = json!({"data": {"api_slug": "number"}});
    let message = api.patch(&format!("{ATTRIBUTES}/notes"), &taken).message(409, "slug_conflict");
    assert!(message.contains("on this list"), "{message}");
    for unknown in [json!({"type": "number"}), json!({"is_multiselect": true}), json!({})] {
        let reply = api.patch(&format!("{ATTRIBUTES}/notes"), &json!({"data": unknown}));
        reply.refused(400, "validation_type");
    }
    api.patch(&format!("{ATTRIBUTES}/nothing"), &change).refused(404, "not_found");
}

#[test]
fn an_attribute_that_becomes_unique_refuses_new_duplicates_only() {
    let api = Api::with_pipeline();
    let (one, two) = (api.entry(json!({"text": "x"})), api.entry(json!({"text": "x"})));
    let change = json!({"data": {"is_unique": true}});
    api.patch(&format!("{ATTRIBUTES}/text"), &change).data();
    let message =
        api.add_entry(&api.company(), json!({"text": "x"})).message(400, "uniqueness_conflict");
    assert!(message.contains(&one) && message.contains(&two), "{message}");
    api.append_entry(&one, json!({"text": "x", "number": 1})).data();
}

#[test]
fn options_and_statuses_are_created_changed_and_archived() {
    let api = Api::with_pipeline();
    for (slug, choices, member, own) in [
        ("select", "options", "option", "option_id"),
        ("status", "statuses", "status", "status_id"),
    ] {
        let path = format!("{ATTRIBUTES}/{slug}/{choices}");
        let created = api.post(&path, &json!({"data": {"title": "New"}})).data();
        let id = created["id"][own].as_str().unwrap();
        let entry = api.entry(json!({slug: "New"}));
        let renamed =
            api.patch(&format!("{path}/New"), &json!({"data": {"title": "Newer"}})).data();
        assert_eq!(renamed["id"], created["id"]);
        assert_eq!(api.entry_values(&entry)[slug][0][member]["title"], "Newer");
        let change = json!({"data": {"is_archived": true}});
        assert_eq!(api.patch(&format!("{path}/{id}"), &change).data()["is_archived"], true);
        let titles = |query: &str| {
            let all = api.get(&format!("{path}{query}")).data();
            all.as_array().unwrap().iter().map(|choice| choice["title"].clone()).collect::<Vec<_>>()
        };
        assert!(!titles("").contains(&json!("Newer")));
        assert_eq!(titles("?show_archived=true").last(), Some(&json!("Newer")));
        api.add_entry(&api.company(), json!({slug: "Newer"})).refused(400, "value_not_found");
        // The title stays taken.
        let taken = json!({"data": {"title": "Newer"}});
        api.post(&path, &taken).refused(409, "slug_conflict");
        api.patch(&format!("{path}/Nothing"), &taken).refused(400, "value_not_found");
        api.get(&format!("{ATTRIBUTES}/nothing/{choices}")).refused(404, "not_found");
        api.get(&format!("/v2/lists/nothing/attributes/{slug}/{choices}"))
            .refused(404, "not_found");
        let message = api
            .post(&format!("{ATTRIBUTES}/text/{choices}"), &taken)
            .message(400, "validation_type");
        assert_eq!(message, format!("This attribute is not a {slug} attribute."));
    }
    assert_eq!(api.get(&format!("{ATTRIBUTES}/status/options")).data(), json!([]));
}

#[test]
fn a_status_of_a_list_of_people_is_possible() {
    let api = Api::start();
    api.attio.create_list(&json!({"api_slug": "hiring", "parent_object": "people"})).unwrap();
    let list = attio_emulator::TargetName::List("hiring");
    api.attio.create_attribute(list, &json!({"api_slug": "stage", "type": "status"})).unwrap();
    let code = json!({"api_slug": "code", "type": "text", "is_unique": true});
    api.attio.create_attribute(list, &code).unwrap();
}
