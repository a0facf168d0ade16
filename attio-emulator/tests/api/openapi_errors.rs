//! Each error of lists and entries, whether Attio documents it or not, is provoked and checked.

use std::collections::BTreeSet;

use attio_emulator::{CannedResponse, Emulator, Fault, RequiredWithoutDefault};
use reqwest::Method;
use serde_json::{Value, json};

use crate::document::Document;
use crate::lists::{NOBODY, PIPELINE, entry_id, entry_path, new_entry};
use crate::openapi::served;
use crate::support::{Api, Reply, send};

/// Method, path, status and code.
type Error = (String, String, u16, String);

/// The documented errors that the emulator never returns by itself.
const NEVER: [(&str, &str, u16, &str); 2] = [
    // Plans are not imitated; a canned response can have them.
    ("post", "/v2/lists", 403, "billing_error"),
    ("patch", "/v2/lists/{list}", 403, "billing_error"),
];

/// The errors that Attio documents for no operation, or not for this one: method, path, status, code.
const UNDOCUMENTED: [(&str, &str, u16, &str); 17] = [
    // A malformed ID, and wrong parameters of the query.
    ("get", "/v2/lists/{list}/entries/{entry_id}", 400, "validation_type"),
    ("delete", "/v2/lists/{list}/entries/{entry_id}", 400, "validation_type"),
    ("get", "/v2/lists/{list}/views", 400, "validation_type"),
    ("get", "/v2/{target}/{identifier}/attributes", 400, "validation_type"),
    ("get", "/v2/{target}/{identifier}/attributes/{attribute}/options", 400, "validation_type"),
    ("get", "/v2/{target}/{identifier}/attributes/{attribute}/statuses", 400, "validation_type"),
    ("get", "/v2/objects/{object}/records/{record_id}/entries", 400, "validation_type"),
    // Something in the path does not exist.
    ("get", "/v2/{target}/{identifier}/attributes", 404, "not_found"),
    ("get", "/v2/objects/{object}/records/{record_id}/entries", 404, "not_found"),
    ("get", "/v2/objects/{object}/records/{record_id}/entries", 404, "merge_in_progress"),
    // A view that does not exist, and slugs that are taken.
    ("post", "/v2/lists/{list}/entries/query", 400, "value_not_found"),
    ("patch", "/v2/lists/{list}", 409, "slug_conflict"),
    ("patch", "/v2/{target}/{identifier}/attributes/{attribute}", 409, "slug_conflict"),
    // An object of a reference, or a status of a default value, that does not exist.
    ("post", "/v2/{target}/{identifier}/attributes", 400, "value_not_found"),
    ("patch", "/v2/{target}/{identifier}/attributes/{attribute}", 400, "value_not_found"),
    // Injected.
    ("post", "/v2/lists/{list}/entries", 409, "concurrent_write_conflict"),
    ("put", "/v2/lists/{list}/entries", 409, "concurrent_write_conflict"),
];

/// Whether the operation is about a list, an entry, or attributes of either.
fn is_of_lists(path: &str) -> bool {
    path.starts_with("/v2/lists") || path.starts_with("/v2/{target}") || path.ends_with("/entries")
}

/// The errors of the document for the operations that are served.
fn documented() -> BTreeSet<Error> {
    let mut errors = BTreeSet::new();
    for operation in served().into_iter().filter(|operation| is_of_lists(operation.path)) {
        for status in operation.json["responses"].as_object().unwrap().keys() {
            let status: u16 = status.parse().unwrap();
            let codes = Document::get().codes(operation, status);
            errors.extend(codes.into_iter().map(|code| {
                (operation.method.to_owned(), operation.path.to_owned(), status, code)
            }));
        }
    }
    errors
}

/// Keeps the errors of the responses, which `send` has checked.
#[derive(Default)]
struct Seen(BTreeSet<Error>);

impl Seen {
    #[track_caller]
    fn ask(&mut self, api: &Api, method: Method, path: &str, body: &Value) -> Reply {
        let request = api.request(method.clone(), path);
        let reply = send(if body.is_null() { request } else { request.json(body) });
        let error = reply.json();
        assert!(reply.status >= 400, "{method} {path} {body}: {error}");
        let (path, _) = path.split_once('?').unwrap_or((path, ""));
        let operation = Document::get().operation(method.as_str(), path).unwrap();
        let code = error["code"].as_str().unwrap().to_owned();
        let (method, path) = (operation.method.to_owned(), operation.path.to_owned());
        self.0.insert((method, path, reply.status, code));
        reply
    }
}

#[test]
fn each_error_of_lists_and_entries_is_provoked() {
    let mut seen = Seen::default();
    lists(&mut seen);
    attributes(&mut seen);
    entries(&mut seen);
    merging(&mut seen);
    refused_by_faults(&mut seen);

    let row = |(method, path, status, code): &(&str, &str, u16, &str)| {
        ((*method).to_owned(), (*path).to_owned(), *status, (*code).to_owned())
    };
    let documented = documented();
    assert!(documented.len() >= 60, "{documented:#?}");
    let undocumented: BTreeSet<Error> = UNDOCUMENTED.iter().map(row).collect();
    assert_eq!(undocumented.intersection(&documented).count(), 0, "{undocumented:#?}");
    let never: BTreeSet<Error> = NEVER.iter().map(row).collect();
    let expected: BTreeSet<Error> =
        documented.union(&undocumented).filter(|error| !never.contains(*error)).cloned().collect();
    let missing: Vec<_> = expected.difference(&seen.0).collect();
    let unnamed: Vec<_> = seen.0.difference(&expected).collect();
    assert!(
        missing.is_empty() && unnamed.is_empty(),
        "missing: {missing:#?}\nunnamed: {unnamed:#?}"
    );
}

fn lists(seen: &mut Seen) {
    let api = Api::with_pipeline();
    api.add_list("other");
    let list = json!({
        "name": "x", "api_slug": "pipeline", "parent_object": "companies",
        "workspace_access": "full-access", "workspace_member_access": [],
    });
    let with = |name: &str, value: Value| {
        let mut data = list.clone();
        data[name] = value;
        json!({"data": data})
    };
    let member = json!([{"workspace_member_id": NOBODY, "level": "full-access"}]);
    for body in [
        json!({"data": {}}),
        with("workspace_member_access", member.clone()),
        with("parent_object", json!("nothing")),
        json!({"data": list}),
    ] {
        seen.ask(&api, Method::POST, "/v2/lists", &body);
    }
    let update = |data: Value| json!({"data": data});
    for data in
        [json!({}), json!({"workspace_member_access": member}), json!({"api_slug": "other"})]
    {
        seen.ask(&api, Method::PATCH, "/v2/lists/pipeline", &update(data));
    }
    seen.ask(&api, Method::PATCH, "/v2/lists/nothing", &update(json!({"name": "x"})));
    seen.ask(&api, Method::GET, "/v2/lists/nothing", &Value::Null);
    seen.ask(&api, Method::GET, "/v2/lists/nothing/views", &Value::Null);
    seen.ask(&api, Method::GET, "/v2/lists/pipeline/views?limit=0", &Value::Null);
}

fn attributes(seen: &mut Seen) {
    let api = Api::with_pipeline();
    let all = "/v2/lists/pipeline/attributes";
    let none = "/v2/lists/nothing/attributes";
    let new = json!({
        "title": "x", "description": null, "api_slug": "text", "type": "record-reference",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {},
    });
    seen.ask(&api, Method::GET, none, &Value::Null);
    seen.ask(&api, Method::GET, &format!("{all}?limit=0"), &Value::Null);
    seen.ask(&api, Method::POST, none, &json!({"data": new}));
    seen.ask(&api, Method::POST, all, &json!({"data": {}}));
    seen.ask(&api, Method::POST, all, &json!({"data": new}));
    let mut reference = new;
    reference["api_slug"] = json!("x");
    reference["config"] = json!({"record_reference": {"allowed_objects": ["nothing"]}});
    seen.ask(&api, Method::POST, all, &json!({"data": reference}));
    let title = json!({"data": {"title": "x"}});
    seen.ask(&api, Method::GET, &format!("{all}/nothing"), &Value::Null);
    seen.ask(&api, Method::PATCH, &format!("{all}/nothing"), &title);
    seen.ask(&api, Method::PATCH, &format!("{all}/text"), &json!({"data": {}}));
    seen.ask(&api, Method::PATCH, &format!("{all}/entry_id"), &title);
    let default = json!({"type": "static", "template": [{"status": "Nothing"}]});
    let default = json!({"data": {"default_value": default}});
    seen.ask(&api, Method::PATCH, &format!("{all}/status"), &default);
    seen.ask(&api, Method::PATCH, &format!("{all}/text"), &json!({"data": {"api_slug": "code"}}));
    for (slug, choices, other) in [("select", "options", "Small"), ("status", "statuses", "Done")] {
        let path = format!("{all}/{slug}/{choices}");
        let taken = json!({"data": {"title": other}});
        seen.ask(&api, Method::GET, &format!("{all}/nothing/{choices}"), &Value::Null);
        seen.ask(&api, Method::GET, &format!("{all}/text/{choices}"), &Value::Null);
        seen.ask(&api, Method::POST, &format!("{all}/nothing/{choices}"), &title);
        seen.ask(&api, Method::POST, &format!("{all}/text/{choices}"), &title);
        seen.ask(&api, Method::POST, &path, &taken);
        seen.ask(&api, Method::PATCH, &format!("{all}/nothing/{choices}/x"), &title);
        seen.ask(&api, Method::PATCH, &format!("{path}/Nothing"), &title);
        seen.ask(&api, Method::PATCH, &format!("{path}/{other}"), &json!({"data": {"title": 1}}));
        api.post(&path, &title).data();
        seen.ask(&api, Method::PATCH, &format!("{path}/x"), &taken);
    }
}

fn entries(seen: &mut Seen) {
    let builder = Emulator::builder().required_without_default(RequiredWithoutDefault::Allow);
    let api = Api::with_pipeline_of(builder);
    let company = api.company();
    let path = entry_path(&api.entry(json!({"code": "taken"})));
    let all = "/v2/lists/pipeline/entries";
    let nothing = format!("/v2/lists/nothing/entries/{NOBODY}");
    let change = |values: Value| json!({"data": {"entry_values": values}});

    for method in [Method::POST, Method::PUT] {
        for body in [
            json!({"data": {}}),
            new_entry(NOBODY, json!({})),
            new_entry(&company, json!({"code": "taken"})),
        ] {
            seen.ask(&api, method.clone(), all, &body);
        }
        seen.ask(&api, method, "/v2/lists/nothing/entries", &new_entry(&company, json!({})));
    }
    for method in [Method::PATCH, Method::PUT] {
        for body in [
            json!({"data": {}}),
            json!({"data": {"parent_object": "people"}}),
            change(json!({"nothing": 1})),
        ] {
            seen.ask(&api, method.clone(), &path, &body);
        }
        seen.ask(&api, method, &nothing, &change(json!({})));
    }
    let other = entry_path(&api.entry(json!({})));
    for method in [Method::PATCH, Method::PUT] {
        seen.ask(&api, method, &other, &change(json!({"code": "taken"})));
    }
    for method in [Method::GET, Method::DELETE] {
        seen.ask(&api, method.clone(), &nothing, &Value::Null);
        seen.ask(&api, method, &entry_path("x"), &Value::Null);
    }
    seen.ask(&api, Method::GET, &format!("{nothing}/attributes/text/values"), &Value::Null);
    let historic = format!("{path}/attributes/text/values?show_historic=true");
    seen.ask(&api, Method::GET, &historic, &Value::Null);

    for filter in [
        json!({"filter": {"nothing": 1}}),
        json!({"filter": {"$and": []}}),
        json!({"filter": {"status": {"$contains": "x"}}}),
        json!({"filter": {"text": {"other": 1}}}),
        json!({"filter": {"location": "x"}}),
        json!({"filter": []}),
        json!({"filter_view_id": NOBODY}),
    ] {
        seen.ask(&api, Method::POST, &format!("{all}/query"), &filter);
    }
    seen.ask(&api, Method::POST, "/v2/lists/nothing/entries/query", &json!({}));

    let of_record = |id: &str| format!("/v2/objects/companies/records/{id}/entries");
    seen.ask(&api, Method::GET, &of_record("x"), &Value::Null);
    seen.ask(&api, Method::GET, &of_record(NOBODY), &Value::Null);

    api.added(&company, json!({}));
    api.added(&company, json!({}));
    seen.ask(&api, Method::PUT, all, &new_entry(&company, json!({})));

    let seats = json!({"api_slug": "seats", "type": "number", "is_required": true});
    api.attio.create_attribute(PIPELINE, &seats).unwrap();
    for method in [Method::POST, Method::PUT] {
        seen.ask(&api, method, all, &new_entry(&api.company(), json!({})));
    }
    for method in [Method::PATCH, Method::PUT] {
        seen.ask(&api, method, &path, &change(json!({"seats": []})));
    }
}

fn merging(seen: &mut Seen) {
    let api = Api::with_pipeline();
    let (one, two) = (api.company(), api.company());
    let path = entry_path(&entry_id(&api.added(&one, json!({}))));
    api.attio.delay_next_merge();
    let data = json!({"primary_record_id": one, "secondary_record_id": two});
    api.post("/v2/objects/companies/records/merge", &json!({"data": data}));
    seen.ask(&api, Method::PUT, "/v2/lists/pipeline/entries", &new_entry(&two, json!({})));
    for method in [Method::PATCH, Method::PUT] {
        seen.ask(&api, method, &path, &json!({"data": {"entry_values": {}}}));
    }
    let of_record = format!("/v2/objects/companies/records/{one}/entries");
    seen.ask(&api, Method::GET, &of_record, &Value::Null);
}

/// 403 of each write, and two conflicts.
fn refused_by_faults(seen: &mut Seen) {
    let api = Api::with_pipeline();
    let all = "/v2/lists/pipeline/entries";
    for operation in served().into_iter().filter(|operation| is_of_lists(operation.path)) {
        let is_write = operation.method != "get" && !operation.path.ends_with("/query");
        if is_write {
            let path = operation.path.replace("{target}", "lists").replace(['{', '}'], "");
            api.attio.inject(Fault::Forbidden.once());
            seen.ask(&api, operation.http_method(), &path, &json!({}));
        }
    }
    for method in [Method::POST, Method::PUT] {
        api.attio.inject(Fault::ConcurrentWrite.once());
        seen.ask(&api, method, all, &new_entry(&api.company(), json!({})));
    }
    assert!(api.attio.entry_ids("pipeline").is_empty());
}

/// A plan without private lists, for a client that has to cope with it.
#[test]
fn a_canned_response_can_be_about_the_plan() {
    let api = Api::start();
    let message = "You attempted to create a List using permissions features that are not currently \
                   supported on your plan.";
    let error = json!({
        "status_code": 403, "type": "auth_error", "code": "billing_error", "message": message,
    });
    for method in [Method::POST, Method::PATCH] {
        api.attio.stub(method.as_str(), "/v2/lists", CannedResponse::json(403, &error).times(1));
        let path = if method == Method::POST { "/v2/lists" } else { "/v2/lists/pipeline" };
        let reply = send(api.request(method, path).json(&json!({"data": {}})));
        assert_eq!(reply.message(403, "billing_error"), message);
    }
}
