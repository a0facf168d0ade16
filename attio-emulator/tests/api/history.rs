//! The current and former values of one attribute.

use serde_json::json;

use crate::support::Api;

#[test]
fn the_history_starts_with_the_oldest_value() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "CTO"}));
    for title in ["CFO", "CEO"] {
        api.append("people", &id, json!({"job_title": title})).data();
    }
    let path = format!("/v2/objects/people/records/{id}/attributes/job_title/values");
    let now = api.get(&path).data();
    assert_eq!(now.as_array().unwrap().len(), 1);
    assert_eq!(now[0]["value"], "CEO");

    let all = api.get(&format!("{path}?show_historic=true")).data();
    let titles: Vec<&str> =
        all.as_array().unwrap().iter().map(|value| value["value"].as_str().unwrap()).collect();
    assert_eq!(titles, ["CTO", "CFO", "CEO"]);
    assert_eq!(all[0]["active_until"], all[1]["active_from"]);
    assert_eq!(all[2]["active_until"], json!(null));

    let page = api.get(&format!("{path}?show_historic=true&limit=1&offset=1")).data();
    assert_eq!(page, json!([all[1]]));
}

#[test]
fn an_equal_write_is_not_a_change() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "CEO"}));
    let before = api.values("people", &id);
    api.append("people", &id, json!({"job_title": [{"value": "CEO"}]})).data();
    api.overwrite("people", &id, json!({"job_title": "CEO"})).data();
    assert_eq!(api.values("people", &id), before);
}

#[test]
fn cleared_values_become_history() {
    let api = Api::start();
    let id = api.created("companies", json!({"domains": ["a.com", "b.com"]}));
    api.overwrite("companies", &id, json!({"domains": ["b.com"]})).data();
    let attribute = api.attio.attribute_id("companies", "domains").unwrap();
    let path = format!("/v2/objects/companies/records/{id}/attributes/{attribute}/values");
    let all = api.get(&format!("{path}?show_historic=true")).data();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(api.get(&path).data().as_array().unwrap().len(), 1);
}

#[test]
fn attributes_of_communication_and_enrichment_have_no_history() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let path = format!("/v2/objects/people/records/{id}/attributes/last_interaction/values");
    assert_eq!(api.get(&path).data(), json!([]));
    let message = api.get(&format!("{path}?show_historic=true")).message(400, "validation_type");
    let expected = "Cannot set show_historic param to true when querying a COMINT attribute.";
    assert_eq!(message, expected);
}

#[test]
fn unknown_names_are_404() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let path = format!("/v2/objects/people/records/{id}/attributes/my-attribute/values");
    let message = api.get(&path).message(404, "not_found");
    assert_eq!(message, "Attribute with slug/ID \"my-attribute\" not found.");
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let path = format!("/v2/objects/people/records/{none}/attributes/name/values");
    api.get(&path).refused(404, "not_found");
    let path = format!("/v2/objects/nothing/records/{id}/attributes/name/values");
    api.get(&path).refused(404, "not_found");
}

#[test]
fn wrong_parameters_are_refused() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let path = format!("/v2/objects/people/records/{id}/attributes/name/values");
    for query in ["show_historic=yes", "limit=0", "limit=x", "limit=-1", "offset=-1"] {
        let reply = api.get(&format!("{path}?{query}"));
        assert_eq!(reply.message(400, "validation_type"), "Query params validation error.");
    }
}
