//! Options and statuses.

use serde_json::{Value, json};

use crate::support::Api;

const OPTIONS: &str = "/v2/objects/things/attributes/select/options";
const STATUSES: &str = "/v2/objects/things/attributes/status/statuses";

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[test]
fn options_are_made_renamed_and_archived() {
    let api = Api::with_things();
    let option = api.post(OPTIONS, &json!({"data": {"title": "Extra/Large"}})).data();
    assert_eq!(option["is_archived"], false);
    assert_eq!(titles(&api.get(OPTIONS).data()), ["Small", "Medium", "Large", "Extra/Large"]);
    let path = format!("{OPTIONS}/Extra%2FLarge");
    let renamed = api.patch(&path, &json!({"data": {"title": "XL"}})).data();
    assert_eq!(renamed["id"], option["id"]);
    let id = option["id"]["option_id"].as_str().unwrap();
    api.patch(&format!("{OPTIONS}/{id}"), &json!({"data": {"is_archived": true}})).data();
    assert_eq!(titles(&api.get(OPTIONS).data()), ["Small", "Medium", "Large"]);
    let all = api.get(&format!("{OPTIONS}?show_archived=true")).data();
    assert_eq!(titles(&all), ["Small", "Medium", "Large", "XL"]);
}

#[test]
fn an_archived_title_stays_taken() {
    let api = Api::with_things();
    let archived = json!({"data": {"is_archived": true}});
    api.patch(&format!("{OPTIONS}/Small"), &archived).data();
    api.patch(&format!("{STATUSES}/Done"), &archived).data();
    api.post(OPTIONS, &json!({"data": {"title": "Small"}})).refused(409, "slug_conflict");
    api.post(STATUSES, &json!({"data": {"title": "Done"}})).refused(409, "slug_conflict");
}

#[test]
fn options_refuse() {
    let api = Api::with_things();
    let body = json!({"data": {"title": "Medium"}});
    let taken = "There is already another select option with the title \"Medium\".";
    assert_eq!(api.post(OPTIONS, &body).message(409, "slug_conflict"), taken);
    let reply = api.patch(&format!("{OPTIONS}/Small"), &body);
    assert_eq!(reply.message(409, "slug_conflict"), taken);
    let reply = api.patch(&format!("{OPTIONS}/Huge"), &json!({"data": {"title": "x"}}));
    assert_eq!(
        reply.message(400, "value_not_found"),
        "Cannot find select attribute with select option title \"Huge\"."
    );
    api.post(OPTIONS, &json!({"data": {"title": ""}})).refused(400, "validation_type");
    api.post(OPTIONS, &json!({"data": {}})).refused(400, "validation_type");
    let reply = api.post("/v2/objects/things/attributes/text/options", &body);
    let message = reply.message(400, "validation_type");
    assert_eq!(message, "This attribute is not a select attribute.");
    let reply = api.post("/v2/objects/things/attributes/my-attribute/options", &body);
    let message = reply.message(404, "not_found");
    assert_eq!(message, "Attribute with slug/ID \"my-attribute\" not found.");
}

#[test]
fn statuses_are_made_and_changed() {
    let api = Api::with_things();
    let data =
        json!({"title": "Stuck", "celebration_enabled": true, "target_time_in_status": "P1D"});
    let status = api.post(STATUSES, &json!({"data": data})).data();
    assert_eq!(status["celebration_enabled"], true);
    assert_eq!(status["target_time_in_status"], "P0Y0M1DT0H0M0S");
    let data = json!({"title": "Held", "target_time_in_status": null, "is_archived": true});
    let status = api.patch(&format!("{STATUSES}/Stuck"), &json!({"data": data})).data();
    assert_eq!(status["target_time_in_status"], json!(null));
    assert_eq!(titles(&api.get(STATUSES).data()), ["To do", "In Progress", "Done"]);
    let all = api.get(&format!("{STATUSES}?show_archived=true")).data();
    assert_eq!(titles(&all).last(), Some(&"Held"));
}

#[test]
fn statuses_refuse() {
    let api = Api::with_things();
    let body = json!({"data": {"title": "In Progress"}});
    let taken = "There is already another status with the title \"In Progress\".";
    assert_eq!(api.post(STATUSES, &body).message(409, "slug_conflict"), taken);
    let reply = api.patch(&format!("{STATUSES}/Huge"), &json!({"data": {"title": "x"}}));
    assert_eq!(
        reply.message(400, "value_not_found"),
        "Cannot find status attribute with status option title \"Huge\"."
    );
    let wrong = json!({"data": {"title": "x", "target_time_in_status": "one day"}});
    api.post(STATUSES, &wrong).refused(400, "validation_type");
    let reply = api.post("/v2/objects/things/attributes/text/statuses", &body);
    let message = reply.message(400, "validation_type");
    assert_eq!(message, "This attribute is not a status attribute.");
}
