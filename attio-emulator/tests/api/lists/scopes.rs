//! The scopes of lists and entries.

use attio_emulator::{Emulator, TargetName};
use reqwest::Method;
use serde_json::{Value, json};

use super::{entry_path, new_entry};
use crate::support::{Api, send};

const ALL: [&str; 8] = [
    "list_configuration:read",
    "list_configuration:read-write",
    "list_entry:read",
    "list_entry:read-write",
    "record_permission:read",
    "record_permission:read-write",
    "object_configuration:read",
    "object_configuration:read-write",
];

const READ_LISTS: &[&str] = &["list_configuration:read"];
const WRITE_LISTS: &[&str] = &["list_configuration:read-write"];
const READ_ENTRIES: &[&str] = &["list_entry:read", "list_configuration:read"];
const WRITE_ENTRIES: &[&str] = &["list_entry:read-write", "list_configuration:read"];
const OF_RECORD: &[&str] =
    &["record_permission:read", "object_configuration:read", "list_entry:read"];

/// Method, path, body and the scopes that it needs.
type Request = (Method, String, Value, &'static [&'static str]);

/// An emulator whose API key has these scopes, with a list and an entry.
fn with(scopes: &[&str]) -> (Api, Vec<Request>) {
    let api = Api::with_pipeline_of(Emulator::builder().scopes(scopes.iter().copied()));
    let company = api.company();
    let id = company.parse().unwrap();
    let entry = api.attio.seed_entry("pipeline", id, &json!({})).unwrap().to_string();
    let path = entry_path(&entry);
    let list = "/v2/lists/pipeline";
    let attributes = format!("{list}/attributes");
    let change = json!({"data": {"entry_values": {}}});
    let title = json!({"data": {"title": "New"}});
    let new_list = json!({"data": {
        "name": "New", "api_slug": "new", "parent_object": "people",
        "workspace_access": "full-access", "workspace_member_access": [],
    }});
    let attribute = json!({"data": {
        "title": "New", "description": null, "api_slug": "new", "type": "text",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {},
    }});
    let get = |path: String, scopes| (Method::GET, path, Value::Null, scopes);
    let requests = vec![
        get("/v2/lists".to_owned(), READ_LISTS),
        get(list.to_owned(), READ_LISTS),
        get(format!("{list}/views"), READ_LISTS),
        get(attributes.clone(), READ_LISTS),
        get(format!("{attributes}/text"), READ_LISTS),
        get(format!("{attributes}/select/options"), READ_LISTS),
        get(format!("{attributes}/status/statuses"), READ_LISTS),
        (Method::POST, "/v2/lists".to_owned(), new_list, WRITE_LISTS),
        (Method::PATCH, list.to_owned(), json!({"data": {"name": "New"}}), WRITE_LISTS),
        (Method::POST, attributes.clone(), attribute, WRITE_LISTS),
        (Method::PATCH, format!("{attributes}/text"), title.clone(), WRITE_LISTS),
        (Method::POST, format!("{attributes}/select/options"), title.clone(), WRITE_LISTS),
        (Method::PATCH, format!("{attributes}/select/options/New"), title.clone(), WRITE_LISTS),
        (Method::POST, format!("{attributes}/status/statuses"), title.clone(), WRITE_LISTS),
        (Method::PATCH, format!("{attributes}/status/statuses/New"), title, WRITE_LISTS),
        (Method::POST, format!("{list}/entries/query"), json!({}), READ_ENTRIES),
        get(path.clone(), READ_ENTRIES),
        get(format!("{path}/attributes/text/values"), READ_ENTRIES),
        get(format!("/v2/objects/companies/records/{company}/entries"), OF_RECORD),
        (Method::PUT, format!("{list}/entries"), new_entry(&company, json!({})), WRITE_ENTRIES),
        (Method::POST, format!("{list}/entries"), new_entry(&company, json!({})), WRITE_ENTRIES),
        (Method::PATCH, path.clone(), change.clone(), WRITE_ENTRIES),
        (Method::PUT, path.clone(), change, WRITE_ENTRIES),
        (Method::DELETE, path, Value::Null, WRITE_ENTRIES),
    ];
    (api, requests)
}

fn ask(api: &Api, (method, path, body): (&Method, &str, &Value)) -> crate::support::Reply {
    let request = api.request(method.clone(), path);
    send(if body.is_null() { request } else { request.json(body) })
}

#[test]
fn each_request_works_with_exactly_its_scopes() {
    let sets = [READ_LISTS, WRITE_LISTS, READ_ENTRIES, WRITE_ENTRIES, OF_RECORD];
    for set in sets {
        let (api, requests) = with(set);
        for (method, path, body, needed) in &requests {
            let allowed = needed.iter().all(|scope| {
                let wider = scope.replace(":read", ":read-write");
                set.contains(scope) || (scope.ends_with(":read") && set.contains(&wider.as_str()))
            });
            let reply = ask(&api, (method, path, body));
            if allowed {
                assert_eq!(reply.status, 200, "{method} {path} with {set:?}: {}", reply.text);
            } else {
                reply.refused(403, "unauthorized");
            }
        }
    }
}

#[test]
fn each_scope_is_needed() {
    for missing in ["list_configuration", "list_entry", "record_permission", "object_configuration"]
    {
        // Everything that does not begin with the missing name.
        let scopes: Vec<&str> =
            ALL.into_iter().filter(|scope| !scope.starts_with(missing)).collect();
        let (api, requests) = with(&scopes);
        for (method, path, body, needed) in &requests {
            let reply = ask(&api, (method, path, body));
            let lacks = needed.iter().any(|scope| scope.starts_with(missing));
            assert_eq!(reply.status, if lacks { 403 } else { 200 }, "{method} {path}: {missing}");
        }
    }
}

#[test]
fn the_message_names_the_missing_scopes() {
    let api = Api::with_pipeline_of(Emulator::builder().scopes(["note:read"]));
    let message = |reply: crate::support::Reply| reply.message(403, "unauthorized");
    let ends = |message: String, scopes: &str| {
        assert!(message.ends_with(&format!("requires scopes: {scopes}.")), "{message}");
    };
    ends(message(api.get("/v2/lists")), "Read access to the List Configuration scope");
    ends(
        message(api.query_entries(json!({}))),
        "Read access to the List Entries scope, Read access to the List Configuration scope",
    );
    ends(
        message(api.add_entry(super::NOBODY, json!({}))),
        "Read-Write access to the List Entries scope, Read access to the List Configuration scope",
    );
}

#[test]
fn the_scopes_of_objects_are_not_those_of_lists() {
    let object = ["object_configuration:read-write", "record_permission:read-write"];
    let api = Api::with_pipeline_of(Emulator::builder().scopes(object));
    api.get("/v2/lists/pipeline/attributes").refused(403, "unauthorized");
    api.get("/v2/objects/companies/attributes").data();
    let list = ["list_configuration:read-write", "list_entry:read-write"];
    let api = Api::with_pipeline_of(Emulator::builder().scopes(list));
    api.get("/v2/objects/companies/attributes").refused(403, "unauthorized");
    api.get("/v2/lists/pipeline/attributes").data();
    // A path through the parent needs no scope of records.
    let company = api.company();
    api.added(&company, json!({}));
    let path = json!([["pipeline", "parent_record"], ["companies", "record_id"]]);
    let filter = json!({"path": path, "constraints": {"value": company}});
    assert_eq!(api.found_entries(json!({"filter": filter})).len(), 1);
    let attribute = json!({"api_slug": "late", "type": "text"});
    api.attio.create_attribute(TargetName::List("pipeline"), &attribute).unwrap();
}
