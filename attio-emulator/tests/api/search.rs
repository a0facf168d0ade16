//! Search over several objects.

use serde_json::{Value, json};

use crate::support::Api;

const PATH: &str = "/v2/objects/records/search";

fn body(query: &str, objects: Value) -> Value {
    json!({"query": query, "objects": objects, "request_as": {"type": "workspace"}})
}

#[track_caller]
fn texts(api: &Api, query: &str, objects: Value) -> Vec<String> {
    let found = api.post(PATH, &body(query, objects)).data();
    let found = found.as_array().unwrap().iter();
    found.map(|item| item["record_text"].as_str().unwrap().to_owned()).collect()
}

fn api() -> Api {
    let api = Api::start();
    let ada = json!({
        "name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"], "job_title": "Countess",
        "phone_numbers": ["+15558675309"], "twitter": "@countess_a",
    });
    api.created("people", ada);
    api.created("people", json!({"name": "Babbage, Charles"}));
    api.created("companies", json!({"name": "Acme", "domains": ["acme.com"]}));
    let deal = json!({"name": "Engine", "stage": "Lead", "owner": "ada@example.com"});
    api.created("deals", deal);
    api
}

#[test]
fn names_addresses_numbers_and_handles_are_searched() {
    let api = api();
    for query in ["ada", "LOVELACE ada", "ada@acme.com", "+1555867", "countess_a"] {
        assert_eq!(texts(&api, query, json!(["people"])), ["Ada Lovelace"], "{query}");
    }
    assert_eq!(texts(&api, "acme", json!(["companies", "people"])), ["Acme", "Ada Lovelace"]);
    assert_eq!(texts(&api, "engi", json!(["deals"])), ["Engine"]);
    // Other strings are not searched, and all words must match.
    assert_eq!(texts(&api, "Countess ", json!(["deals"])), [""; 0]);
    assert_eq!(texts(&api, "ada babbage", json!(["people"])), [""; 0]);
    assert_eq!(texts(&api, "", json!(["people"])).len(), 2);
    let object = api.attio.object_id("people").unwrap();
    assert_eq!(texts(&api, "ada", json!([object, "people"])), ["Ada Lovelace"]);
}

#[test]
fn the_items() {
    let api = api();
    let found = api.post(PATH, &body("acme", json!(["people", "companies"]))).data();
    let id = api.attio.record_ids("people")[0];
    assert_eq!(
        found[0],
        json!({
            "id": {
                "workspace_id": api.attio.workspace_id(),
                "object_id": api.attio.object_id("people").unwrap(),
                "record_id": id,
            },
            "record_text": "Ada Lovelace", "record_image": null, "object_slug": "people",
            "email_addresses": ["ada@acme.com"], "phone_numbers": ["+15558675309"],
        })
    );
    assert_eq!(found[1]["domains"], json!(["acme.com"]));
    let mut limited = body("acme", json!(["people", "companies"]));
    limited["limit"] = json!(1);
    assert_eq!(api.post(PATH, &limited).data().as_array().unwrap().len(), 1);
}

#[test]
fn a_search_can_be_on_behalf_of_a_member() {
    let api = api();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    for (member, value, known) in [
        ("workspace_member_id", json!(api.attio.member_id()), true),
        ("email_address", json!("ada@example.com"), true),
        ("workspace_member_id", json!(none), false),
        ("email_address", json!("bob@example.com"), false),
    ] {
        let mut body = body("ada", json!(["people"]));
        body["request_as"] = json!({"type": "workspace-member", member: value});
        let reply = api.post(PATH, &body);
        if known {
            assert_eq!(reply.data().as_array().unwrap().len(), 1);
        } else {
            reply.refused(400, "value_not_found");
        }
    }
}

#[test]
fn an_unknown_object_is_400() {
    let api = api();
    let message = api.post(PATH, &body("x", json!(["foobar"]))).message(400, "value_not_found");
    assert_eq!(message, "Object with slug/ID \"foobar\" not found.");
}

#[test]
fn the_shape_of_the_body() {
    let api = api();
    let with = |name: &str, value: Value| {
        let mut body = body("x", json!(["people"]));
        body[name] = value;
        body
    };
    let without = |name: &str| {
        let mut body = body("x", json!(["people"]));
        body.as_object_mut().unwrap().remove(name);
        body
    };
    for (body, path) in [
        (without("query"), json!(["query"])),
        (without("objects"), json!(["objects"])),
        (without("request_as"), json!(["request_as"])),
        (with("query", json!(1)), json!(["query"])),
        (with("query", json!("x".repeat(257))), json!(["query"])),
        (with("objects", json!([])), json!(["objects"])),
        (with("objects", json!("people")), json!(["objects"])),
        (with("objects", json!([1])), json!(["objects", 0])),
        (with("limit", json!(0)), json!(["limit"])),
        (with("limit", json!(26)), json!(["limit"])),
        (with("limit", json!(1.5)), json!(["limit"])),
        (with("request_as", json!({})), json!(["request_as", "type"])),
        (with("request_as", json!({"type": "robot"})), json!(["request_as", "type"])),
        (
            with("request_as", json!({"type": "workspace-member"})),
            json!(["request_as", "workspace_member_id"]),
        ),
        (
            with("request_as", json!({"type": "workspace-member", "workspace_member_id": "x"})),
            json!(["request_as", "workspace_member_id"]),
        ),
        (with("data", json!({})), json!(["data"])),
    ] {
        let error = api.post(PATH, &body).refused(400, "validation_type");
        assert_eq!(error["validation_errors"][0]["path"], path, "{body}");
    }
    api.post(PATH, &with("query", json!("ä".repeat(256)))).data();
}

#[test]
fn an_object_can_be_called_records() {
    let api = Api::start();
    let data = json!({"api_slug": "records", "singular_noun": "R", "plural_noun": "Rs"});
    api.attio.create_object(&data).unwrap();
    let id = api.created("records", json!({"name": "x"}));
    assert_eq!(api.found("records", json!({})), [id]);
    assert_eq!(api.get("/v2/objects/records/attributes").data().as_array().unwrap().len(), 4);
    assert_eq!(texts(&api, "x", json!(["records"])), ["x"]);
}
