//! Filters and sorts through references.

use serde_json::{Value, json};

use crate::support::Api;

struct World {
    api: Api,
    ada: String,
    bob: String,
    big: String,
    small: String,
}

/// Ada works at Acme, Bob at Other. The big deal is with Acme and Bob, the small one with Other.
fn world() -> World {
    let api = Api::with_things();
    api.created("companies", json!({"name": "Acme", "domains": ["acme.com"]}));
    api.created("companies", json!({"name": "Other", "domains": ["other.com"]}));
    let ada = json!({"email_addresses": ["ada@acme.com"], "company": "acme.com"});
    let ada = api.created("people", ada);
    let bob = json!({"email_addresses": ["bob@other.com"], "company": "other.com"});
    let bob = api.created("people", bob);
    api.created("people", json!({}));
    let deal = |name: &str, company: &str, people: Value| {
        let values = json!({
            "name": name, "stage": "Lead", "owner": "ada@example.com",
            "associated_company": company, "associated_people": people,
        });
        api.created("deals", values)
    };
    let big = deal("Big", "acme.com", json!(["bob@other.com", "ada@acme.com"]));
    let small = deal("Small", "other.com", json!([]));
    World { api, ada, bob, big, small }
}

#[test]
fn one_step_and_two() {
    let World { api, ada, big, small, .. } = world();
    let find = |object: &str, path: Value, constraints: Value| {
        api.found(object, json!({"filter": {"path": path, "constraints": constraints}}))
    };
    let path = json!([["people", "company"], ["companies", "domains"]]);
    assert_eq!(
        find("people", path.clone(), json!({"domain": {"$eq": "acme.com"}})),
        [ada.as_str()]
    );
    assert_eq!(find("people", path.clone(), json!("acme.com")), [ada.as_str()]);
    assert_eq!(find("people", path, json!({"$ends_with": ".com"})).len(), 2);
    let path = json!([["people", "company"], ["companies", "name"]]);
    assert_eq!(find("people", path, json!({"$contains": "ACM"})), [ada.as_str()]);
    let path =
        json!([["deals", "associated_people"], ["people", "company"], ["companies", "name"]]);
    assert_eq!(find("deals", path.clone(), json!("other")), [big.as_str()]);
    assert_eq!(find("deals", path, json!("acme")), [big.as_str()]);
    // A path of one step equals a condition.
    assert_eq!(find("deals", json!([["deals", "name"]]), json!("small")), [small]);
    // By IDs.
    let id = |object: &str| api.attio.object_id(object).unwrap();
    let attribute = |object: &str, slug: &str| api.attio.attribute_id(object, slug).unwrap();
    let path = json!([
        [id("people"), attribute("people", "company")],
        [id("companies"), attribute("companies", "domains")],
    ]);
    assert_eq!(find("people", path, json!("acme.com")), [ada]);
}

#[test]
fn a_reference_at_the_end_of_a_path() {
    let World { api, ada, big, .. } = world();
    let path = json!([["deals", "associated_people"], ["people", "record_id"]]);
    let filter = json!({"path": path, "constraints": {"$in": [ada]}});
    assert_eq!(api.found("deals", json!({"filter": filter})), [big.as_str()]);
    let path = json!([["deals", "associated_people"]]);
    let filter = json!({"path": path, "constraints": {"target_record_id": ada}});
    assert_eq!(api.found("deals", json!({"filter": filter})), [big]);
}

#[test]
fn paths_work_inside_of_logic() {
    let World { api, ada, bob, .. } = world();
    let path = |domain: &str| {
        json!({
            "path": [["people", "company"], ["companies", "domains"]],
            "constraints": {"domain": {"$eq": domain}},
        })
    };
    let filter = json!({"$or": [path("acme.com"), path("other.com")]});
    api.finds("people", filter, &[&ada, &bob]);
    let filter = json!({"$and": [path("acme.com"), {"email_addresses": {"$contains": "ada"}}]});
    assert_eq!(api.found("people", json!({"filter": filter})), [ada.as_str()]);
    let filter = json!({"$and": [path("acme.com"), {"$or": [path("other.com")]}]});
    assert_eq!(api.found("people", json!({"filter": filter})), [""; 0]);
}

#[test]
fn a_reference_to_any_object_is_followed_to_the_one_named() {
    let World { api, ada, .. } = world();
    let to_ada = json!([{"target_object": "people", "target_record_id": ada}]);
    let thing = api.created("things", json!({"anything": to_ada}));
    let path = json!([["things", "anything"], ["people", "email_addresses"]]);
    let filter = json!({"path": path, "constraints": "ada@acme.com"});
    assert_eq!(api.found("things", json!({"filter": filter})), [thing]);
    let path = json!([["things", "anything"], ["companies", "name"]]);
    let filter = json!({"path": path, "constraints": {"$contains": ""}});
    assert_eq!(api.found("things", json!({"filter": filter})), [""; 0]);
}

#[test]
fn sorts_follow_paths() {
    let World { api, ada, bob, .. } = world();
    let none = api.attio.record_ids("people")[2].to_string();
    let sorted = |direction: &str| {
        let path = json!([["people", "company"], ["companies", "name"]]);
        api.found("people", json!({"sorts": [{"direction": direction, "path": path}]}))
    };
    assert_eq!(sorted("asc"), [ada.as_str(), bob.as_str(), none.as_str()]);
    assert_eq!(sorted("desc"), [bob.as_str(), ada.as_str(), none.as_str()]);
}

#[test]
fn broken_paths_are_refused() {
    let World { api, .. } = world();
    let path = |path: Value| json!({"path": path, "constraints": "x"});
    for filter in [
        path(json!([])),
        path(json!([["people"]])),
        path(json!([["people", 1]])),
        path(json!(["people", "name"])),
        path(json!([["companies", "name"]])),
        path(json!([["people", "job_title"], ["companies", "name"]])),
        path(json!([["people", "company"], ["deals", "name"]])),
        path(json!([["people", "company"], ["nothing", "name"]])),
        json!({"path": [["people", "name"]]}),
        json!({"path": [["people", "name"]], "constraints": "x", "name": "x"}),
    ] {
        let error = api.query("people", json!({"filter": filter.clone()}));
        assert_eq!(error.message(400, "filter_error"), "Error in filter.", "{filter}");
    }
    let filter = path(json!([["people", "company"], ["companies", "x"]]));
    let error = api.query("people", json!({"filter": filter}));
    let error = error.refused(400, "unknown_filter_attribute_slug");
    assert_eq!(error["message"], "Unknown attribute slug: x.");
    assert_eq!(error["path"], json!(["path", "1", "1"]));
}
