//! Options, statuses, locations, and the difference between one value and several.

use serde_json::{Value, json};

use crate::support::Api;

#[test]
fn select() {
    let api = Api::with_things();
    let value = api.payload("select", json!("Medium"));
    let option = &value["option"];
    assert_eq!((&option["title"], &option["is_archived"]), (&json!("Medium"), &json!(false)));
    assert_eq!(option["id"]["workspace_id"], api.attio.workspace_id().to_string());
    let id = option["id"]["option_id"].clone();
    for written in
        [id.clone(), json!({"option": id}), json!({"option": "Medium"}), json!(["Medium"])]
    {
        assert_eq!(api.payload("select", written), value);
    }
}

#[test]
fn select_finds_exact_titles_only() {
    let api = Api::with_things();
    for title in ["medium", "Medium ", "Huge", "0e7b9f1c-7e22-4d4c-9a0d-2a3a8d0a0f00"] {
        let message = format!("Cannot find select option with title \"{title}\".");
        api.finds_nothing("select", json!(title), &message);
        api.finds_nothing("tags", json!([{"option": title}]), &message);
    }
    api.refuses("select", json!(""), json!([]), "at least 1 character");
    api.refuses("select", json!({"option": ""}), json!(["option"]), "at least 1 character");
    api.refuses("select", json!({"title": "Medium"}), json!(["option"]), "Required");
    api.refuses("select", json!({"option": "Medium", "x": 1}), json!([]), "Unrecognized key(s)");
    api.refuses("select", json!(1), json!([]), "Expected string");
}

#[test]
fn status() {
    let api = Api::with_things();
    let value = api.payload("status", json!("In Progress"));
    let status = &value["status"];
    assert_eq!(status["title"], "In Progress");
    assert_eq!(status["celebration_enabled"], false);
    assert_eq!(status["target_time_in_status"], json!(null));
    let id = status["id"]["status_id"].clone();
    assert_eq!(api.payload("status", json!({"status": id})), value);
}

#[test]
fn status_refuses() {
    let api = Api::with_things();
    api.finds_nothing("status", json!("Stuck"), "Cannot find Status with title \"Stuck\".");
    api.refuses("status", json!(""), json!([]), "at least 1 character");
    api.refuses("status", json!({"title": "Done"}), json!(["status"]), "Required");
    api.refuses("status", json!({"value": "Done"}), json!(["status"]), "Required");
    api.refuses("status", json!({"status": "Done", "x": 1}), json!([]), "Unrecognized key(s)");
}

#[test]
fn an_archived_option_cannot_be_written() {
    let api = Api::with_things();
    let path = "/v2/objects/things/attributes/select/options/Small";
    api.patch(path, &json!({"data": {"is_archived": true}})).data();
    api.finds_nothing("select", json!("Small"), "Cannot find select option with title \"Small\".");
}

fn location() -> Value {
    json!({
        "line_1": "1 Infinite Loop", "line_2": null, "line_3": null, "line_4": null,
        "locality": "Cupertino", "region": "CA", "postcode": "95014", "country_code": "US",
        "latitude": "37.331741", "longitude": "-122.030333",
    })
}

fn location_with(member: &str, value: Value) -> Value {
    let mut location = location();
    location[member] = value;
    location
}

#[test]
fn a_location_is_read_as_written() {
    let api = Api::with_things();
    assert_eq!(api.payload("location", location()), location());
    let text = api.payload("location", json!("1 Infinite Loop, Cupertino"));
    assert_eq!(text["line_1"], "1 Infinite Loop, Cupertino");
    assert_eq!(text["country_code"], json!(null));
    let long = api.payload("location", location_with("latitude", json!("1.12345678912")));
    assert_eq!(long["latitude"], "1.123456789");
}

#[test]
fn a_location_needs_all_ten_members() {
    let api = Api::with_things();
    for member in location().as_object().unwrap().keys() {
        let mut written = location();
        written.as_object_mut().unwrap().remove(member);
        api.refuses("location", written, json!([member]), "Required");
    }
}

#[test]
fn location_refuses() {
    let api = Api::with_things();
    for (member, value) in [
        ("latitude", json!("91")),
        ("latitude", json!("-90.5")),
        ("longitude", json!("181")),
        ("longitude", json!("abc")),
    ] {
        api.refuses("location", location_with(member, value), json!([member]), "Invalid");
    }
    let number = location_with("latitude", json!(37.3));
    api.refuses("location", number, json!(["latitude"]), "Expected string, received number");
    for country in ["USA", "us", "ZZ"] {
        let written = location_with("country_code", json!(country));
        api.refuses("location", written, json!(["country_code"]), "Invalid option");
    }
    api.refuses("location", location_with("street", json!("x")), json!([]), "Unrecognized key(s)");
    api.refuses("location", json!(1), json!([]), "Expected object");
}

#[test]
fn several_values_need_an_array() {
    let api = Api::with_things();
    let message = "Multi-select attribute expects an array but received a single value";
    api.refuses("tags", json!("Small"), json!([]), message);
    api.refuses("phones", json!({"original_phone_number": "+15558675309"}), json!([]), message);
    let error = api.create("companies", json!({"domains": "acme.com"}));
    let error = error.refused(400, "validation_type");
    assert_eq!(error["validation_errors"][0]["message"], message);
    let tags = api.thing("tags", json!(["Large", "Small"]));
    assert_eq!(tags[0]["option"]["title"], "Large");
    assert_eq!(api.thing("tags", json!([])), json!([]));
}

#[test]
fn one_value_may_stand_alone_but_not_with_another() {
    let api = Api::with_things();
    api.refuses("select", json!(["Small", "Large"]), json!([]), "at most one value");
    api.refuses("select", json!(["Small", "Small"]), json!([]), "at most one value");
}
