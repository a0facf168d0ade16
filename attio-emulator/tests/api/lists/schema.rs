//! The schema of lists: what `snapshot` returns, and what a schema loads.

use attio_emulator::{Builder, Emulator, StartError};
use attio_schema::{Attribute, List, MemberAccess};
use serde_json::{Value, json};

use super::{PIPELINE, new_entry};
use crate::support::Api;

/// Everything that the API shows of lists.
fn shown(api: &Api) -> Value {
    let lists = api.get("/v2/lists").data();
    let details = lists.as_array().unwrap().iter().map(|list| {
        let path = format!("/v2/lists/{}", list["api_slug"].as_str().unwrap());
        let attributes = api.get(&format!("{path}/attributes?show_archived=true")).data();
        let choices = attributes.as_array().unwrap().iter().map(|attribute| {
            let choices = match attribute["type"].as_str() {
                Some("select") => "options",
                Some("status") => "statuses",
                _ => return Value::Null,
            };
            let slug = attribute["api_slug"].as_str().unwrap();
            api.get(&format!("{path}/attributes/{slug}/{choices}?show_archived=true")).data()
        });
        let choices: Vec<Value> = choices.collect();
        // Who created a list is not part of a schema.
        let mut list = list.clone();
        list.as_object_mut().unwrap().remove("created_by_actor");
        json!({"list": list, "attributes": attributes, "choices": choices})
    });
    details.collect()
}

#[test]
fn a_snapshot_loads_as_the_same_lists() {
    let api = Api::with_pipeline();
    let member = api.attio.member_id();
    let private = json!({
        "api_slug": "private", "name": "Private", "parent_object": "people",
        "workspace_access": null,
        "workspace_member_access": [{"workspace_member_id": member, "level": "full-access"}],
    });
    api.attio.create_list(&private).unwrap();
    for (path, data) in [
        ("attributes/number", json!({"is_archived": true})),
        ("attributes/select/options/Small", json!({"is_archived": true})),
        (
            "attributes/status/statuses/Done",
            json!({"celebration_enabled": true, "target_time_in_status": "P1D"}),
        ),
    ] {
        api.patch(&format!("/v2/lists/pipeline/{path}"), &json!({"data": data})).data();
    }
    let default = json!({"type": "static", "template": [{"value": 5}]});
    let seats = json!({"api_slug": "seats", "type": "number", "is_required": true, "default_value": default});
    api.attio.create_attribute(PIPELINE, &seats).unwrap();
    let snapshot = api.attio.snapshot();
    let again = Api::with(Emulator::builder().workspace(snapshot.clone()));
    assert_eq!(again.attio.snapshot(), snapshot);
    assert_eq!(shown(&again), shown(&api));
    // A file sorts the attributes by slug.
    let mut sorted = snapshot;
    for list in sorted.lists.as_mut().unwrap() {
        list.attributes.sort_by(|one, other| one.api_slug.cmp(&other.api_slug));
    }
    let from_file = Api::with(Emulator::builder().workspace(sorted));
    let attributes = from_file.get("/v2/lists/pipeline/attributes").data();
    let first = attributes.as_array().unwrap().iter().take(3).map(|a| a["api_slug"].clone());
    assert_eq!(first.collect::<Vec<_>>(), ["entry_id", "created_at", "created_by"]);
    // Entries can be written as before.
    let entry = from_file.added(&from_file.company(), json!({"tags": ["Large"]}));
    assert_eq!(entry["entry_values"]["seats"][0]["value"], 5);
    let company = from_file.company();
    from_file
        .post("/v2/lists/private/entries", &new_entry(&company, json!({})))
        .refused(400, "validation_type");
}

fn with(lists: Vec<List>) -> Builder {
    let mut schema = Emulator::start_blocking().unwrap().snapshot();
    schema.lists = Some(lists);
    Emulator::builder().workspace(schema)
}

#[test]
fn a_handwritten_list_needs_no_ids_and_no_system_attributes() {
    let mut pipeline = List::new("pipeline", "companies");
    let mut stage = Attribute::new("stage", "status");
    stage.statuses.push(attio_schema::Status::new("Won"));
    pipeline.attributes.push(stage);
    let api = Api::with(with(vec![pipeline]));
    let entry = api.added(&api.company(), json!({"stage": "Won"}));
    let slugs: Vec<&String> = entry["entry_values"].as_object().unwrap().keys().collect();
    assert_eq!(slugs.len(), 4, "{slugs:?}");
    // The IDs are those that the API would give.
    let other = Api::start();
    other.add_list("pipeline");
    assert_eq!(other.attio.list_id("pipeline"), api.attio.list_id("pipeline"));
}

#[test]
fn a_workspace_without_lists_has_none() {
    let mut schema = Emulator::start_blocking().unwrap().snapshot();
    assert_eq!(schema.lists, Some(Vec::new()));
    schema.lists = None;
    let api = Api::with(Emulator::builder().workspace(schema));
    assert_eq!(api.get("/v2/lists").data(), json!([]));
}

#[test]
fn a_schema_whose_lists_contradict_it_is_refused() {
    let refused = |lists: Vec<List>| match with(lists).start_blocking() {
        Err(StartError::Schema(why)) => why,
        other => panic!("{other:?}"),
    };
    let why = refused(vec![List::new("a", "nothing")]);
    assert!(why.contains("list a") && why.contains("`nothing`"), "{why}");
    let why = refused(vec![List::new("a", "people"), List::new("a", "people")]);
    assert!(why.contains("two lists") && why.contains("list a"), "{why}");
    let mut bad = List::new("a", "people");
    bad.id = "x".to_owned();
    let why = refused(vec![bad]);
    assert!(why.contains("`x`") && why.contains("list a"), "{why}");
    let mut bad = List::new("a", "people");
    bad.workspace_access = Some("some".to_owned());
    let why = refused(vec![bad]);
    assert!(why.contains("`some`") && why.contains("list a"), "{why}");
    let mut bad = List::new("a", "people");
    bad.workspace_member_access = vec![MemberAccess::new("x", "read-only")];
    let why = refused(vec![bad]);
    assert!(why.contains("`x`") && why.contains("list a"), "{why}");
    let mut bad = List::new("a", "people");
    bad.attributes = vec![Attribute::new("x", "text"), Attribute::new("x", "number")];
    let why = refused(vec![bad]);
    assert!(why.contains("`x`"), "{why}");
}

#[test]
fn a_relationship_of_a_list_in_a_schema_has_no_other_side() {
    let mut pipeline = List::new("pipeline", "companies");
    let mut team = Attribute::new("team", "record-reference");
    team.is_multiselect = true;
    let mut relationship = attio_schema::Relationship::default();
    relationship.object_slug = Some("people".to_owned());
    relationship.api_slug = Some("company".to_owned());
    team.relationship = Some(relationship);
    pipeline.attributes.push(team);
    let api = Api::with(with(vec![pipeline]));
    let person = api.created("people", json!({}));
    let to = json!({"target_object": "people", "target_record_id": person});
    let entry = api.added(&api.company(), json!({"team": [to]}));
    assert_eq!(entry["entry_values"]["team"][0]["target_record_id"], json!(person));
    assert_eq!(api.values("people", &person)["company"], json!([]));
    let attribute = api.get("/v2/lists/pipeline/attributes/team").data();
    assert_eq!(attribute["relationship"], json!(null));
}

/// An old workspace may have an object that its schema does not show, such as a disabled one.
#[test]
fn an_unknown_parent_keeps_its_id() {
    let id = "0f6f29ab-2b41-4d5a-a7f1-3f6f5f7f9c11";
    let api = Api::with(with(vec![List::new("old", id)]));
    assert_eq!(api.get("/v2/lists/old").data()["parent_object"], json!([id]));
    let reply = api.post("/v2/lists/old/entries", &new_entry(&api.company(), json!({})));
    reply.refused(400, "validation_type");
}
