//! The lists that the member of a token can see, write and configure.

use attio_emulator::{Emulator, TargetName};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{entry_id, new_entry};
use crate::oauth::Scene;
use crate::support::{Api, Reply, send};

/// Adds a list on which the workspace and the first member have these levels of access, and another
/// member full access. It has a select attribute and one entry, whose ID is returned.
fn add_list(api: &Api, slug: &str, workspace: Value, own: Option<&str>) -> Uuid {
    let mut other = attio_schema::Member::default();
    other.email_address = format!("{slug}@example.com");
    let other = api.attio.add_member(other).unwrap();
    let mut access = vec![json!({"workspace_member_id": other, "level": "full-access"})];
    let me = api.attio.member_id();
    access.extend(own.map(|level| json!({"workspace_member_id": me, "level": level})));
    let data = json!({
        "api_slug": slug, "parent_object": "companies", "workspace_access": workspace,
        "workspace_member_access": access,
    });
    api.attio.create_list(&data).unwrap();
    let list = TargetName::List(slug);
    api.attio.create_attribute(list, &json!({"api_slug": "tier", "type": "select"})).unwrap();
    api.attio.create_attribute(list, &json!({"api_slug": "stage", "type": "status"})).unwrap();
    api.attio.create_option(list, "tier", "Gold").unwrap();
    api.attio.create_status(list, "stage", "Open").unwrap();
    let company = api.attio.seed("companies", &json!({})).unwrap();
    api.attio.seed_entry(slug, company, &json!({})).unwrap()
}

/// The requests that need each level, as method, path and body.
struct Requests {
    reads: Vec<(Method, String, Value)>,
    writes: Vec<(Method, String, Value, &'static str)>,
    configures: Vec<(Method, String, Value, &'static str)>,
}

fn requests(api: &Api, slug: &str, entry: Uuid) -> Requests {
    let list = format!("/v2/lists/{slug}");
    let (entries, attributes) = (format!("{list}/entries"), format!("{list}/attributes"));
    let entry = format!("{entries}/{entry}");
    let change = json!({"data": {"entry_values": {}}});
    let new = new_entry(&api.company(), json!({}));
    let attribute = json!({"data": {
        "title": "New", "description": null, "api_slug": "new", "type": "text",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {},
    }});
    let title = json!({"data": {"title": "New"}});
    let renamed = json!({"data": {"title": "Renamed"}});
    let reads = [
        list.clone(),
        attributes.clone(),
        format!("{attributes}/tier"),
        format!("{attributes}/tier/options"),
        format!("{attributes}/stage/statuses"),
        format!("{list}/views"),
        entry.clone(),
        format!("{entry}/attributes/tier/values"),
    ];
    let mut reads: Vec<_> =
        reads.into_iter().map(|path| (Method::GET, path, Value::Null)).collect();
    reads.push((Method::POST, format!("{entries}/query"), json!({})));
    Requests {
        reads,
        writes: vec![
            (Method::POST, entries.clone(), new.clone(), "create entries in this list"),
            (Method::PUT, entries, new, "create entries in this list"),
            (Method::PATCH, entry.clone(), change.clone(), "update entries in this list"),
            (Method::PUT, entry.clone(), change, "update entries in this list"),
            (Method::DELETE, entry, Value::Null, "delete entries in this list"),
        ],
        configures: vec![
            (Method::POST, attributes.clone(), attribute, "create this attribute"),
            (Method::PATCH, format!("{attributes}/tier"), title.clone(), "update this attribute"),
            (
                Method::POST,
                format!("{attributes}/tier/options"),
                title.clone(),
                "create this select option",
            ),
            (
                Method::PATCH,
                format!("{attributes}/tier/options/Gold"),
                renamed.clone(),
                "update this select option",
            ),
            (
                Method::POST,
                format!("{attributes}/stage/statuses"),
                title.clone(),
                "create this status",
            ),
            (
                Method::PATCH,
                format!("{attributes}/stage/statuses/Open"),
                renamed,
                "update this status",
            ),
            (Method::PATCH, list, json!({"data": {"name": "New"}}), "update this list"),
        ],
    }
}

fn ask(api: &Api, token: &str, method: &Method, path: &str, body: &Value) -> Reply {
    let request = api.anonymous(method.clone(), path).bearer_auth(token);
    send(if body.is_null() { request } else { request.json(body) })
}

/// Checks all requests with the token: `level` 0 is a hidden list, 3 is full access.
fn check(api: &Api, token: &str, slug: &str, entry: Uuid, level: u8) {
    let Requests { reads, writes, configures } = requests(api, slug, entry);
    let at = |method: &Method, path: &str| format!("level {level}: {method} {path}");
    let lists = ask(api, token, &Method::GET, "/v2/lists", &Value::Null).data();
    let is_listed = lists.as_array().unwrap().iter().any(|list| list["api_slug"] == slug);
    assert_eq!(is_listed, level > 0);
    for (method, path, body) in reads {
        let reply = ask(api, token, &method, &path, &body);
        match level {
            0 => drop(reply.refused(404, "not_found")),
            _ => assert_eq!(reply.status, 200, "{}", at(&method, &path)),
        }
    }
    let needs = configures.into_iter().map(|request| (request, 3));
    // The last write deletes the entry.
    for ((method, path, body, action), needed) in
        needs.chain(writes.into_iter().map(|request| (request, 2)))
    {
        let reply = ask(api, token, &method, &path, &body);
        if level == 0 {
            reply.refused(404, "not_found");
        } else if level < needed {
            let message = format!("You do not have the necessary permissions to {action}.");
            assert_eq!(reply.message(403, "unauthorized"), message, "{}", at(&method, &path));
        } else {
            assert_eq!(reply.status, 200, "{}: {}", at(&method, &path), reply.text);
        }
    }
}

#[test]
fn the_access_is_the_higher_one_of_the_member_and_the_workspace() {
    for (workspace, own, level) in [
        (json!(null), None, 0),
        (json!("read-only"), None, 1),
        (json!(null), Some("read-only"), 1),
        (json!("read-and-write"), None, 2),
        (json!("read-only"), Some("read-and-write"), 2),
        (json!("read-and-write"), Some("read-only"), 2),
        (json!("full-access"), None, 3),
        (json!(null), Some("full-access"), 3),
    ] {
        let api = Api::start();
        let entry = add_list(&api, "deals_of_ada", workspace, own);
        let key = api.attio.api_key().to_owned();
        check(&api, &key, "deals_of_ada", entry, level);
    }
}

#[test]
fn the_token_of_an_app_has_the_access_of_the_member_who_consented() {
    for (workspace, own, level) in [
        (json!(null), None, 0),
        (json!(null), Some("read-only"), 1),
        (json!("read-only"), Some("read-and-write"), 2),
        (json!(null), Some("full-access"), 3),
    ] {
        let (scene, token) = Scene::granted_to("5d4e2a1c-7b0f-4a55-9f0e-0c6f3e2b1a99");
        let entry = add_list(&scene.api, "private", workspace, own);
        check(&scene.api, &token, "private", entry, level);
    }
}

#[test]
fn a_token_that_attio_made_has_the_access_of_the_workspace() {
    for (workspace, level) in [
        (json!(null), 0),
        (json!("read-only"), 1),
        (json!("read-and-write"), 2),
        (json!("full-access"), 3),
    ] {
        let api = Api::with(Emulator::builder().token_made_by_attio(true));
        // The access of the first member is not the token's.
        let entry = add_list(&api, "private", workspace, Some("full-access"));
        let key = api.attio.api_key().to_owned();
        check(&api, &key, "private", entry, level);
    }
}

#[test]
fn a_change_of_the_access_counts_at_once() {
    let api = Api::with_pipeline();
    let me = api.attio.member_id();
    let mut other = attio_schema::Member::default();
    other.email_address = "other@example.com".to_owned();
    let other = api.attio.add_member(other).unwrap();
    let access = json!([
        {"workspace_member_id": other, "level": "full-access"},
        {"workspace_member_id": me, "level": "read-only"},
    ]);
    let entry = entry_id(&api.added(&api.company(), json!({})));
    let change = json!({"workspace_access": null, "workspace_member_access": access});
    let list = api.patch("/v2/lists/pipeline", &json!({"data": change})).data();
    assert_eq!(list["workspace_member_access"], access);
    api.get_entry(&entry).data();
    api.append_entry(&entry, json!({})).refused(403, "unauthorized");
    let change = json!({"data": {"workspace_access": "full-access"}});
    api.patch("/v2/lists/pipeline", &change).refused(403, "unauthorized");
}

#[test]
fn a_token_can_hide_a_list_from_itself() {
    let api = Api::start();
    let mut other = attio_schema::Member::default();
    other.email_address = "other@example.com".to_owned();
    let other = api.attio.add_member(other).unwrap();
    let access = json!([{"workspace_member_id": other, "level": "full-access"}]);
    let data = json!({
        "name": "Theirs", "api_slug": "theirs", "parent_object": "companies",
        "workspace_access": null, "workspace_member_access": access,
    });
    // The response shows the list for the last time.
    let created = api.post("/v2/lists", &json!({"data": data})).data();
    assert_eq!(created["workspace_member_access"], access);
    api.get("/v2/lists/theirs").refused(404, "not_found");
    api.post("/v2/lists", &json!({"data": data})).refused(409, "slug_conflict");
}

#[test]
fn the_handle_sees_every_list() {
    let api = Api::start();
    let entry = add_list(&api, "hidden", json!(null), None);
    assert_eq!(api.attio.entry_ids("hidden"), [entry]);
    assert!(api.attio.list_id("hidden").is_some());
}
