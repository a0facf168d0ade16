//! Search.

use serde_json::{Value, json};

use crate::support::Api;

fn search(api: &Api, query: &str) -> Vec<Value> {
    let body = json!({"query": query, "objects": ["people"], "request_as": {"type": "workspace"}});
    let found = api.post("/v2/objects/records/search", &body).data();
    found.as_array().unwrap().iter().map(|item| item["id"]["record_id"].clone()).collect()
}

#[test]
fn captured_a_national_number_finds_the_one_in_e164() {
    let api = Api::start();
    let id = api.created("people", json!({"phone_numbers": ["+84901234567"]}));
    let other = api.created("people", json!({"phone_numbers": ["+442079460958"]}));
    for query in ["0901234567", "090 123 4567", "+84901234567", "84901234567"] {
        assert_eq!(search(&api, query), [json!(id)], "{query}");
    }
    assert_eq!(search(&api, "020 7946 0958"), [json!(other)]);
    assert!(search(&api, "0901234568").is_empty());
}
