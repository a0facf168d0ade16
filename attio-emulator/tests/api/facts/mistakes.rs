//! `validation_errors` lists all mistakes, not just the first.

use serde_json::{Value, json};

use crate::support::{Api, Reply};

/// The paths of the mistakes, each as one string.
fn paths(error: &Value) -> Vec<String> {
    let step = |step: &Value| step.as_str().map_or_else(|| step.to_string(), str::to_owned);
    let path = |violation: &Value| {
        violation["path"].as_array().unwrap().iter().map(step).collect::<Vec<_>>().join(".")
    };
    error["validation_errors"].as_array().unwrap().iter().map(path).collect()
}

#[track_caller]
fn refused(reply: &Reply, message: &str) -> Value {
    let error = reply.refused(400, "validation_type");
    assert_eq!(error["message"], message);
    error
}

const BODY: &str = "Body payload validation error.";

#[test]
fn captured_a_name_as_a_value_has_three_mistakes() {
    let api = Api::start();
    let reply = api.create("people", json!({"name": {"value": "Ada"}}));
    let error = refused(&reply, "An invalid value was passed to attribute with slug \"name\".");
    assert_eq!(paths(&error), ["first_name", "last_name", "full_name"]);
    for mistake in error["validation_errors"].as_array().unwrap() {
        assert_eq!(mistake["code"], "invalid_type");
        assert_eq!(mistake["message"], "Required");
        assert_eq!(
            (&mistake["expected"], &mistake["received"]),
            (&json!("string"), &json!("undefined"))
        );
    }
}

#[test]
fn captured_an_attribute_has_seven_mistakes_in_the_order_of_its_members() {
    let api = Api::with_things();
    let data = json!({"title": "A title"});
    let path = "/v2/objects/things/attributes";
    let expected =
        ["description", "api_slug", "type", "is_required", "is_unique", "is_multiselect", "config"];
    let prefixed = expected.map(|name| format!("data.{name}"));
    let error = refused(&api.post(path, &json!({"data": data})), BODY);
    assert_eq!(paths(&error), prefixed);
    // The same for other mistakes and for another order of the members.
    let data = json!({
        "config": [], "is_multiselect": "x", "is_unique": 1, "is_required": null, "type": "nothing",
        "api_slug": 7, "description": false, "title": "A title",
    });
    let error = refused(&api.post(path, &json!({"data": data})), BODY);
    assert_eq!(paths(&error), prefixed);
    let type_ = &error["validation_errors"][2];
    assert_eq!(type_["code"], "invalid_option");
}

#[test]
fn chosen_other_bodies_have_all_their_mistakes_too() {
    let api = Api::with_things();
    let error = refused(&api.post("/v2/objects", &json!({"data": {}})), BODY);
    assert_eq!(paths(&error), ["data.api_slug", "data.singular_noun", "data.plural_noun"]);
    let data = json!({"api_slug": 1, "singular_noun": ""});
    let error = refused(&api.patch("/v2/objects/things", &json!({"data": data})), BODY);
    assert_eq!(paths(&error), ["data.api_slug", "data.singular_noun"]);
    let data = json!({"title": 1, "is_archived": "no", "x": 1, "y": 1});
    let attribute = "/v2/objects/things/attributes/text";
    let error = refused(&api.patch(attribute, &json!({"data": data})), BODY);
    assert_eq!(paths(&error), ["data.title", "data.is_archived", "data.x", "data.y"]);
    let statuses = "/v2/objects/things/attributes/status/statuses";
    let data = json!({"celebration_enabled": 1, "target_time_in_status": "x"});
    let error = refused(&api.post(statuses, &json!({"data": data})), BODY);
    let expected = ["data.title", "data.celebration_enabled", "data.target_time_in_status"];
    assert_eq!(paths(&error), expected);
    let error = refused(
        &api.patch(&format!("{statuses}/Done"), &json!({"data": {"title": 1, "is_archived": 1}})),
        BODY,
    );
    assert_eq!(paths(&error), ["data.title", "data.is_archived"]);
    let error = refused(&api.post("/v2/objects/people/records/merge", &json!({"data": {}})), BODY);
    assert_eq!(paths(&error), ["data.primary_record_id", "data.secondary_record_id"]);
    let error = refused(&api.post("/v2/objects/people/records", &json!({"data": {"x": 1}})), BODY);
    assert_eq!(paths(&error), ["data.values", "data.x"]);
    let query = json!({"limit": 0, "offset": -1, "sorts": [{}, {"attribute": "name"}], "x": 1});
    let error = refused(&api.query("people", query), BODY);
    let expected = ["sorts.0.direction", "sorts.1.direction", "limit", "offset", "x"];
    assert_eq!(paths(&error), expected);
    let error = refused(&api.post("/v2/objects/records/search", &json!({"limit": 30})), BODY);
    assert_eq!(paths(&error), ["query", "objects", "request_as", "limit"]);
}

#[test]
fn chosen_a_location_and_several_values_have_all_their_mistakes_too() {
    let api = Api::with_things();
    let error = api.create("things", json!({"location": {"locality": 1}}));
    let error = error.refused(400, "validation_type");
    let members = [
        "line_1",
        "line_2",
        "line_3",
        "line_4",
        "locality",
        "region",
        "postcode",
        "country_code",
        "latitude",
        "longitude",
    ];
    assert_eq!(paths(&error), members);
    let error = api.create("things", json!({"phones": ["1", "+15558675309", 7]}));
    assert_eq!(paths(&error.refused(400, "validation_type")).len(), 2);
    // The message names one attribute: the first one.
    let error = api.create("things", json!({"number": "x", "text": 1}));
    let error = error.refused(400, "validation_type");
    assert_eq!(error["message"], "An invalid value was passed to attribute with slug \"number\".");
    assert_eq!(paths(&error).len(), 1);
}

#[test]
fn chosen_the_parameters_of_a_query_have_all_their_mistakes_too() {
    let api = Api::start();
    let reply = api.get("/v2/objects/people/attributes?limit=0&offset=x");
    let error = refused(&reply, "Query params validation error.");
    assert_eq!(paths(&error), ["limit", "offset"]);
}

#[test]
fn captured_integral_floats_are_integers() {
    let api = Api::start();
    let all = api.get("/v2/objects/people/attributes").data();
    let page = api.get("/v2/objects/people/attributes?limit=1.0&offset=2.0").data();
    assert_eq!(page, json!([all[2]]));
    api.get("/v2/objects/people/attributes?limit=1.5").refused(400, "validation_type");
}
