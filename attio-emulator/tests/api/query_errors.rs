//! The refusals of queries and their messages.

use serde_json::{Value, json};

use crate::support::Api;

#[track_caller]
fn refused(api: &Api, object: &str, filter: Value, code: &str) -> Value {
    api.query(object, json!({"filter": filter})).refused(400, code)
}

#[test]
fn an_unknown_attribute_is_named_with_its_path() {
    let api = Api::start();
    let code = "unknown_filter_attribute_slug";
    let filter = json!({"$or": [{"name": "x"}, {"email": "x"}]});
    let error = refused(&api, "people", filter, code);
    assert_eq!(error["message"], "Unknown attribute slug: email.");
    assert_eq!(error["path"], json!(["$or", "1", "email"]));
    let error = refused(&api, "people", json!({"id": "x"}), code);
    assert_eq!(error["path"], json!(["id"]));
    let error = refused(&api, "people", json!({"$nor": []}), code);
    assert_eq!(error["message"], "Unknown attribute slug: $nor.");
}

#[test]
fn not_accepts_only_conditions() {
    let api = Api::start();
    let code = "unknown_filter_attribute_slug";
    for (inside, slug) in [
        (json!({"$or": [{"name": "x"}]}), "$or"),
        (json!({"$and": [{"name": "x"}]}), "$and"),
        (json!({"$not": {"name": "x"}}), "$not"),
        (json!({"path": [["people", "name"]]}), "path"),
    ] {
        let error = refused(&api, "people", json!({"$and": [{"$not": inside}]}), code);
        assert_eq!(error["message"], format!("Unknown attribute slug: {slug}."));
        assert_eq!(error["path"], json!(["$and", "0", "$not", slug]));
    }
}

#[test]
fn an_archived_attribute_is_unknown() {
    let api = Api::with_things();
    api.patch("/v2/objects/things/attributes/text", &json!({"data": {"is_archived": true}})).data();
    refused(&api, "things", json!({"text": "x"}), "unknown_filter_attribute_slug");
}

#[test]
fn an_operator_that_the_property_lacks_is_refused() {
    let api = Api::with_things();
    let parts = r#"("$eq", "$contains", "$starts_with", "$ends_with")"#;
    for (object, filter, operator, field, allowed) in [
        (
            "things",
            json!({"company": {"target_record_id": {"$contains": "x"}}}),
            "$contains",
            "target_record_id",
            r#"("$eq", "$in")"#,
        ),
        ("things", json!({"select": {"$in": ["Small"]}}), "$in", "option", r#"("$eq")"#),
        ("things", json!({"status": {"$in": ["Done"]}}), "$in", "status", r#"("$eq")"#),
        ("things", json!({"checkbox": {"$gt": true}}), "$gt", "value", r#"("$eq")"#),
        ("things", json!({"email": {"$not_empty": true}}), "$not_empty", "email_address", parts),
        (
            "things",
            json!({"number": {"$neq": 1}}),
            "$neq",
            "value",
            r#"("$eq", "$gt", "$gte", "$lt", "$lte")"#,
        ),
        (
            "things",
            json!({"text": {"$not_empty": true}}),
            "$not_empty",
            "value",
            r#"("$eq", "$in", "$contains", "$starts_with", "$ends_with")"#,
        ),
        (
            "things",
            json!({"status": {"active_from": "2023-01-01T00:00:00Z"}}),
            "$eq",
            "active_from",
            r#"("$lt", "$lte", "$gt", "$gte")"#,
        ),
        (
            "people",
            json!({"name": {"first_name": {"$in": ["x"]}}}),
            "$in",
            "first_name",
            r#"("$eq", "$not_empty", "$contains", "$starts_with", "$ends_with")"#,
        ),
        (
            "things",
            json!({"location": {"country_code": {"$contains": "x"}}}),
            "$contains",
            "country_code",
            r#"("$eq", "$starts_with")"#,
        ),
    ] {
        let error = refused(&api, object, filter, "invalid_filter_operator");
        let message = format!(
            "Invalid operator \"{operator}\" for field \"{field}\", must be one of {allowed}"
        );
        assert_eq!(error["message"], message);
    }
}

#[test]
fn a_property_that_the_type_lacks_is_refused() {
    let api = Api::with_things();
    for filter in [
        json!({"phone": {"original_phone_number": "+15558675309"}}),
        json!({"email": {"original_email_address": "a@acme.com"}}),
        json!({"location": {"latitude": "1"}}),
        json!({"text": {"first_name": "x"}}),
        json!({"select": {"title": "Small"}}),
        json!({"currency": {"currency_code": "USD"}}),
    ] {
        refused(&api, "things", filter, "invalid_filter_field");
    }
}

#[test]
fn a_type_without_a_default_property_needs_one_named() {
    let api = Api::with_things();
    for (slug, condition) in [
        ("company", json!("891dcbfc-9141-415d-9b2a-2238a6cc012d")),
        ("owner", json!("x")),
        ("location", json!({"$contains": "x"})),
    ] {
        let error = refused(&api, "things", json!({slug: condition}), "missing_sort_field");
        assert_eq!(error["message"], format!("Filter cannot omit field for Attribute: {slug}."));
    }
    let error = refused(&api, "people", json!({"last_interaction": "x"}), "missing_sort_field");
    assert_eq!(error["message"], "Filter cannot omit field for Attribute: last_interaction.");
}

#[test]
fn invalid_filters_are_refused() {
    let api = Api::with_things();
    for filter in [
        json!({"$and": []}),
        json!({"$or": {}}),
        json!({"$and": [1]}),
        json!({"$or": [{"text": "x"}], "number": 1}),
        json!({"$or": [{"text": "x"}], "$and": [{"text": "x"}]}),
        json!({"$not": []}),
        json!({"$not": {}}),
        json!({"text": null}),
        json!({"text": ["x"]}),
        json!({"text": {}}),
        json!({"text": {"value": {}}}),
        json!({"text": {"value": null}}),
        json!({"text": {"$eq": null}}),
        json!({"text": {"$eq": "x", "value": "x"}}),
        json!({"text": 1}),
        json!({"text": {"$in": "x"}}),
        json!({"text": {"$in": []}}),
        json!({"text": {"$in": [1]}}),
        json!({"number": "1"}),
        json!({"number": {"$gt": "1"}}),
        json!({"currency": "one"}),
        json!({"checkbox": "true"}),
        json!({"date": 2023}),
        json!({"date": "2023"}),
        json!({"date": "2023-01-01T00:00:00Z"}),
        json!({"timestamp": "2023-01-01"}),
        json!({"timestamp": {"$lt": "soon"}}),
        json!({"select": "Enormous"}),
        json!({"status": "Nowhere"}),
        json!({"domain": {"$not_empty": false}}),
        json!({"company": {"target_record_id": "acme"}}),
        json!({"company": {"target_object": "nothing"}}),
        json!({"owner": {"referenced_actor_type": "robot"}}),
        json!({"owner": {"referenced_actor_id": null}}),
    ] {
        let error = refused(&api, "things", filter.clone(), "filter_error");
        assert_eq!(error["message"], "Error in filter.", "{filter}");
        let violation = &error["validation_errors"][0];
        assert!(violation["message"].as_str().is_some_and(|why| !why.is_empty()), "{filter}");
    }
}

#[test]
fn the_shape_of_the_body() {
    let api = Api::start();
    for (body, path) in [
        (json!([]), json!([])),
        (json!({"filter": []}), json!(["filter"])),
        (json!({"filter": null}), json!(["filter"])),
        (json!({"sorts": {}}), json!(["sorts"])),
        (json!({"sorts": [1]}), json!(["sorts", 0])),
        (json!({"sorts": [{"attribute": "name"}]}), json!(["sorts", 0, "direction"])),
        (
            json!({"sorts": [{"attribute": "name", "direction": "up"}]}),
            json!(["sorts", 0, "direction"]),
        ),
        (json!({"sorts": [{"direction": "asc"}]}), json!(["sorts", 0, "attribute"])),
        (
            json!({"sorts": [{"direction": "asc", "attribute": "name", "path": []}]}),
            json!(["sorts", 0]),
        ),
        (json!({"sorts": [{"direction": "asc", "path": []}]}), json!(["sorts", 0, "path"])),
        (
            json!({"sorts": [{"direction": "asc", "attribute": "name", "by": 1}]}),
            json!(["sorts", 0, "by"]),
        ),
        (json!({"sort": []}), json!(["sort"])),
    ] {
        let error = api.query("people", body.clone()).refused(400, "validation_type");
        assert_eq!(error["message"], "Body payload validation error.", "{body}");
        assert_eq!(error["validation_errors"][0]["path"], path, "{body}");
    }
    let nothing = api.request(reqwest::Method::POST, "/v2/objects/people/records/query");
    crate::support::send(nothing).refused(400, "validation_type");
}

#[test]
fn invalid_sorts_are_refused() {
    let api = Api::with_things();
    let sort = |sort: Value| api.query("things", json!({"sorts": [sort]}));
    let reply = sort(json!({"direction": "asc", "attribute": "x"}));
    let message = reply.message(400, "unknown_filter_attribute_slug");
    assert_eq!(message, "Unknown attribute slug: x.");
    let reply = sort(json!({"direction": "asc", "attribute": "company"}));
    let message = reply.message(400, "missing_sort_field");
    assert_eq!(message, "Filter cannot omit field for Attribute: company.");
    sort(json!({"direction": "asc", "attribute": "text", "field": "first_name"}))
        .refused(400, "invalid_filter_field");
}

#[test]
fn an_object_that_does_not_exist() {
    let api = Api::start();
    let message = api.query("nothing", json!({})).message(404, "not_found");
    assert_eq!(message, "The referenced object was not found.");
}
