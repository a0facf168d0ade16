//! Every 2xx answer against the OpenAPI document, where the document is.
//!
//! The document is not part of the repository. It is looked for beside it; without it the test says
//! loudly that it did nothing.

use std::io::{self, Write as _};
use std::path::PathBuf;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{Api, Reply, record_id};

const DOCUMENT: &str = "../../shared/attio-api/openapi.strict.json";

struct Document(Value);

impl Document {
    fn open() -> Option<Self> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        let Ok(text) = std::fs::read_to_string(&path) else {
            // Not `println!`: what it prints is only shown when a test fails.
            let _ = writeln!(
                io::stderr(),
                "SKIPPED: {} is not there, no answer was validated",
                path.display()
            );
            return None;
        };
        let mut document = serde_json::from_str(&text).unwrap();
        allow_null_in_enums(&mut document);
        Some(Self(document))
    }

    /// Checks an answer against the schema of the endpoint's 200.
    #[track_caller]
    fn check(&self, method: &str, path: &str, reply: &Reply) {
        self.check_status(method, path, 200, reply);
    }

    /// Checks an answer against the schema of this status.
    #[track_caller]
    fn check_status(&self, method: &str, path: &str, status: u16, reply: &Reply) {
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        let errors = self.errors_of(method, path, status, &reply.json());
        assert!(errors.is_empty(), "{method} {path}: {errors:#?}\n{}", reply.text);
    }

    fn errors(&self, method: &str, path: &str, answer: &Value) -> Vec<String> {
        self.errors_of(method, path, 200, answer)
    }

    fn errors_of(&self, method: &str, path: &str, status: u16, answer: &Value) -> Vec<String> {
        let content = &self.0["paths"][path][method]["responses"][status.to_string()]["content"];
        let schema = &content["application/json"]["schema"];
        assert!(schema.is_object(), "the document has no {method} {path}");
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        let validator: Validator =
            jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let errors = validator.iter_errors(answer);
        errors.map(|error| format!("{}: {error:.300}", error.instance_path())).collect()
    }
}

/// Where a type allows null, its enum does not list it: a slip of the original document.
fn allow_null_in_enums(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(allow_null_in_enums),
        Value::Object(members) => {
            let nullable = members
                .get("type")
                .and_then(Value::as_array)
                .is_some_and(|types| types.contains(&json!("null")));
            if let Some(Value::Array(allowed)) = members.get_mut("enum")
                && nullable
                && !allowed.contains(&Value::Null)
            {
                allowed.push(Value::Null);
            }
            members.values_mut().for_each(allow_null_in_enums);
        }
        _ => {}
    }
}

#[test]
fn the_schema_endpoints() {
    let Some(document) = Document::open() else { return };
    let api = Api::with_things();
    let check = |method: &str, path: &str, reply: Reply| document.check(method, path, &reply);
    check("get", "/v2/self", api.get("/v2/self"));
    check("get", "/v2/objects", api.get("/v2/objects"));
    let data = json!({"data": {"api_slug": "xs", "singular_noun": "X", "plural_noun": "Xs"}});
    check("post", "/v2/objects", api.post("/v2/objects", &data));
    check("get", "/v2/objects/{object}", api.get("/v2/objects/xs"));
    let data = json!({"data": {"singular_noun": "Y"}});
    check("patch", "/v2/objects/{object}", api.patch("/v2/objects/xs", &data));
    check("delete", "/v2/objects/{object}", api.delete("/v2/objects/xs"));

    let attributes = "/v2/{target}/{identifier}/attributes";
    for object in ["people", "companies", "deals", "users", "workspaces", "things"] {
        check("get", attributes, api.get(&format!("/v2/objects/{object}/attributes")));
    }
    for (slug, kind, default) in [
        ("d1", "number", json!({"type": "static", "template": [{"value": 5}]})),
        ("d2", "timestamp", json!({"type": "dynamic", "template": "P1M"})),
        ("d3", "email-address", json!({"type": "static", "template": ["a@acme.com"]})),
    ] {
        let data = json!({"data": {
            "title": "x", "description": null, "api_slug": slug, "type": kind, "is_required": true,
            "is_unique": false, "is_multiselect": false, "config": {}, "default_value": default,
        }});
        check("post", attributes, api.post("/v2/objects/things/attributes", &data));
    }
    let attribute = "/v2/{target}/{identifier}/attributes/{attribute}";
    check("get", attribute, api.get("/v2/objects/people/attributes/company"));
    let data = json!({"data": {"title": "y"}});
    check("patch", attribute, api.patch("/v2/objects/things/attributes/text", &data));

    let options = format!("{attribute}/options");
    let path = "/v2/objects/things/attributes/select/options";
    check("get", &options, api.get(path));
    check("post", &options, api.post(path, &json!({"data": {"title": "XL"}})));
    let reply = api.patch(&format!("{path}/XL"), &json!({"data": {"is_archived": true}}));
    check("patch", &format!("{options}/{{option}}"), reply);
    let statuses = format!("{attribute}/statuses");
    let path = "/v2/objects/things/attributes/status/statuses";
    check("get", &statuses, api.get(path));
    let data = json!({"data": {"title": "Stuck", "target_time_in_status": "P1D"}});
    check("post", &statuses, api.post(path, &data));
    let reply = api.patch(&format!("{path}/Stuck"), &json!({"data": {"is_archived": true}}));
    check("patch", &format!("{statuses}/{{status}}"), reply);

    check("get", "/v2/workspace_members", api.get("/v2/workspace_members"));
    let path = format!("/v2/workspace_members/{}", api.attio.member_id());
    check("get", "/v2/workspace_members/{workspace_member_id}", api.get(&path));
    check("get", "/v2/lists", api.get("/v2/lists"));
}

#[test]
fn the_record_endpoints() {
    let Some(document) = Document::open() else { return };
    let api = Api::with_things();
    let check = |method: &str, path: &str, reply: Reply| {
        document.check(method, path, &reply);
        reply
    };
    let records = "/v2/objects/{object}/records";
    let record = "/v2/objects/{object}/records/{record_id}";
    let company = json!({"domains": ["acme.com"], "name": "Acme", "categories": ["SAAS"]});
    check("post", records, api.create("companies", company));
    let person = json!({
        "name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"], "company": "acme.com",
        "phone_numbers": ["+15558675309"], "primary_location": "London",
    });
    let person = record_id(&check("post", records, api.create("people", person)).data());
    let thing = json!({
        "text": "x", "number": 1.5, "checkbox": true, "currency": "12.3456", "date": "2023",
        "timestamp": "2023", "rating": 5, "status": "Done", "select": "Small",
        "tags": ["Small", "Large"], "company": "acme.com", "owner": "ada@example.com",
        "anything": [{"target_object": "people", "target_record_id": person}],
        "location": {
            "line_1": null, "line_2": null, "line_3": null, "line_4": null, "locality": null,
            "region": null, "postcode": null, "country_code": "DE", "latitude": "1.5",
            "longitude": "-2.5",
        },
        "domain": "attio.com", "email": "a@attio.com", "phone": "+15558675309",
    });
    let thing = record_id(&check("post", records, api.create("things", thing)).data());
    check("get", record, api.get(&format!("/v2/objects/things/records/{thing}")));
    check("patch", record, api.append("things", &thing, json!({"tags": ["Medium"]})));
    check("put", record, api.overwrite("things", &thing, json!({"tags": ["Medium"]})));
    let values = "/v2/objects/{object}/records/{record_id}/attributes/{attribute}/values";
    let slugs = [
        "text",
        "number",
        "checkbox",
        "currency",
        "date",
        "timestamp",
        "rating",
        "status",
        "select",
        "tags",
        "company",
        "anything",
        "owner",
        "location",
        "domain",
        "email",
        "phone",
        "created_at",
        "created_by",
    ];
    for slug in slugs {
        let path = format!("/v2/objects/things/records/{thing}/attributes/{slug}/values");
        check("get", values, api.get(&format!("{path}?show_historic=true")));
    }
    check("delete", record, api.delete(&format!("/v2/objects/things/records/{thing}")));
}

#[test]
fn the_life_of_a_record() {
    let Some(document) = Document::open() else { return };
    let api = Api::with_things();
    let check = |method: &str, path: &str, reply: Reply| {
        document.check(method, path, &reply);
        reply.json()
    };
    let records = "/v2/objects/{object}/records";
    let company = json!({"domains": ["acme.com"], "name": "Acme", "categories": ["SAAS"]});
    for _ in 0..2 {
        check("put", records, api.assert("companies", "domains", company.clone()));
    }
    let person = json!({
        "name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"], "company": "acme.com",
        "phone_numbers": ["+15558675309"], "primary_location": "London",
    });
    api.assert("people", "email_addresses", person).data();
    let deal = json!({"name": "Engine", "stage": "Lead", "owner": "ada@example.com", "value": 5});
    api.created("deals", deal);
    let query = format!("{records}/query");
    for object in ["people", "companies", "deals", "things"] {
        let sorts = json!([{"direction": "desc", "attribute": "created_at"}]);
        let body = json!({"filter": {"record_id": {"$contains": "-"}}, "sorts": sorts});
        check("post", &query, api.query(object, body));
    }
    for object in ["people", "companies", "deals"] {
        let view = api.attio.add_view(object, "All", &json!({})).unwrap();
        check("post", &query, api.query(object, json!({"filter_view_id": view})));
    }
    let views = "/v2/objects/{object}/views";
    check("get", views, api.get("/v2/objects/people/views"));
    check("get", views, api.get("/v2/objects/things/views"));
    let id = api.attio.record_ids("people")[0];
    let entries = "/v2/objects/{object}/records/{record_id}/entries";
    check("get", entries, api.get(&format!("/v2/objects/people/records/{id}/entries")));
    let search = "/v2/objects/records/search";
    let body = json!({
        "query": "", "objects": ["people", "companies", "deals", "things"],
        "request_as": {"type": "workspace"},
    });
    assert_eq!(check("post", search, api.post(search, &body))["data"].as_array().unwrap().len(), 3);
    let merge = format!("{records}/merge");
    for status in [200, 202] {
        let (one, two) = (api.created("people", json!({})), api.created("people", json!({})));
        let data = json!({"primary_record_id": one, "secondary_record_id": two});
        if status == 202 {
            api.attio.delay_next_merge();
        }
        let reply = api.post("/v2/objects/people/records/merge", &json!({"data": data}));
        document.check_status("post", &merge, status, &reply);
    }
}

#[test]
fn the_check_notices_what_is_wrong() {
    let Some(document) = Document::open() else { return };
    let api = Api::start();
    let record = api.create("people", json!({"job_title": "CEO"})).json();
    let path = "/v2/objects/{object}/records";
    for (pointer, wrong) in [
        ("/data/id/record_id", json!("no uuid")),
        ("/data/web_url", json!(null)),
        ("/data/values/job_title", json!("CEO")),
        ("/data/values/job_title/0/value", json!(1)),
        ("/data/values/job_title/0/active_from", json!("yesterday")),
        ("/data/values/job_title/0/attribute_type", json!("hologram")),
    ] {
        let mut changed = record.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        assert!(!document.errors("post", path, &changed).is_empty(), "{pointer}");
    }
}
