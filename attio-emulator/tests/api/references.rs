//! References to records and to members; relationships.

use serde_json::{Value, json};

use crate::support::{Api, bare};

fn company(id: &str) -> Value {
    json!({"target_object": "companies", "target_record_id": id})
}

fn targets(values: &Value, slug: &str) -> Vec<String> {
    let list = values[slug].as_array().unwrap().iter();
    list.map(|value| value["target_record_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_record_is_named_by_id_by_a_unique_value_or_in_short() {
    let api = Api::with_things();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let object = api.attio.object_id("companies").unwrap().to_string();
    let domains = api.attio.attribute_id("companies", "domains").unwrap().to_string();
    for written in [
        company(&acme),
        json!({"target_object": object, "target_record_id": acme}),
        json!({"target_object": "companies", "domains": [{"domain": "ACME.com"}]}),
        json!({"target_object": "companies", domains: [{"domain": "acme.com"}]}),
        json!("acme.com"),
    ] {
        assert_eq!(api.payload("company", written), company(&acme));
    }
}

#[test]
fn every_standard_object_but_deals_has_a_short_form() {
    let api = Api::start();
    let person = api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
    let user =
        json!({"user_id": "u1", "primary_email_address": "u@acme.com", "person": "ada@acme.com"});
    let user = api.create("users", user).data();
    assert_eq!(targets(&user["values"], "person"), [person]);
    let workspace = api.created("workspaces", json!({"workspace_id": "w1", "users": ["u1"]}));
    let other =
        json!({"user_id": "u2", "primary_email_address": "v@acme.com", "workspace": ["w1"]});
    let other = api.create("users", other).data();
    assert_eq!(targets(&other["values"], "workspace"), [workspace]);
}

#[test]
fn a_unique_text_or_number_of_an_own_object_names_a_record() {
    let api = Api::with_things();
    let thing =
        api.created("things", json!({"code": "a", "serial": 7, "phones": ["+15558675309"]}));
    for matching in [
        json!({"target_object": "things", "code": [{"value": "a"}]}),
        json!({"target_object": "things", "serial": [{"value": 7}]}),
        json!({"target_object": "things", "phones": [{"original_phone_number": "+15558675309"}]}),
        json!({"target_object": "things", "record_id": [{"value": thing}]}),
    ] {
        let read = json!({"target_object": "things", "target_record_id": thing});
        assert_eq!(bare(&api.thing("anything", json!([matching]))[0]), read);
    }
}

#[test]
fn a_target_must_exist_and_nothing_is_stored_otherwise() {
    let api = Api::with_things();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let message = format!("Record with ID \"{none}\" not found.");
    api.finds_nothing("company", company(none), &message);
    api.finds_nothing("company", json!("acme.com"), "Record with domains \"acme.com\" not found.");
    let person = api.created("people", json!({}));
    let message = format!("Record with ID \"{person}\" not found.");
    api.finds_nothing("company", company(&person), &message);
    let unknown = json!([{"target_object": "nothing", "target_record_id": none}]);
    api.finds_nothing("anything", unknown, "Object with slug/ID \"nothing\" not found.");
    let unknown = json!([{"target_object": "people", "x": [{"value": "x"}]}]);
    api.finds_nothing("anything", unknown, "Cannot find attribute with slug/ID \"x\".");
}

#[test]
fn references_refuse_wrong_shapes() {
    let api = Api::with_things();
    let acme = api.created("companies", json!({"domains": ["acme.com"], "name": "Acme"}));
    let person = api.created("people", json!({}));
    // Outside of `allowed_objects`.
    let other = json!({"target_object": "people", "target_record_id": person});
    api.refuses("company", other, json!(["target_object"]), "not allowed");
    // There is no shorthand for a record ID.
    api.refuses("company", json!(acme), json!([]), "Invalid domain");
    // All members are required, and no others are allowed.
    api.refuses("company", json!({"target_record_id": acme}), json!(["target_object"]), "Required");
    let bare = json!({"target_object": "companies"});
    api.refuses("company", bare, json!(["target_record_id"]), "Required");
    let extra = json!({"target_object": "companies", "target_record_id": acme, "x": 1});
    api.refuses("company", extra, json!([]), "Unrecognized key(s)");
    let wrong = json!({"target_object": "companies", "target_record_id": "acme"});
    api.refuses("company", wrong, json!(["target_record_id"]), "Invalid uuid");
    // By a unique attribute: exactly one value in an array.
    for value in [json!("acme.com"), json!([]), json!([{"domain": "a.com"}, {"domain": "b.com"}])] {
        let written = json!({"target_object": "companies", "domains": value});
        let reply = api.create("things", json!({"company": written}));
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["validation_errors"][0]["path"], json!(["domains"]));
    }
    let not_unique = json!({"target_object": "companies", "name": [{"value": "Acme"}]});
    api.refuses("company", not_unique, json!(["name"]), "not a unique attribute");
    // The shorthand requires a single object, which must be a standard one.
    api.refuses("anything", json!(["acme.com"]), json!([]), "Expected object");
}

#[test]
fn members_are_named_by_id_or_address() {
    let api = Api::with_things();
    let id = api.attio.member_id().to_string();
    let read = json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": id});
    for written in [
        read.clone(),
        json!({"workspace_member_email_address": "ada@example.com"}),
        json!("Ada@example.com"),
    ] {
        assert_eq!(api.payload("owner", written.clone()), read);
        assert_eq!(bare(&api.thing("crew", json!([written]))[0]), read);
    }
}

#[test]
fn actor_references_refuse() {
    let api = Api::with_things();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let unknown = json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": none});
    api.finds_nothing("owner", unknown, &format!("Workspace member with ID \"{none}\" not found."));
    let message = "Workspace member with email address \"bob@example.com\" not found.";
    api.finds_nothing("owner", json!("bob@example.com"), message);
    for kind in ["api-token", "system", "app"] {
        let written = json!({"referenced_actor_type": kind, "referenced_actor_id": none});
        api.refuses("owner", written, json!(["referenced_actor_type"]), "Invalid option");
    }
    let half = json!({"referenced_actor_type": "workspace-member"});
    api.refuses("owner", half, json!(["referenced_actor_id"]), "Required");
    let extra = json!({"workspace_member_email_address": "ada@example.com", "x": 1});
    api.refuses("owner", extra, json!([]), "Unrecognized key(s)");
}

#[test]
fn both_sides_of_a_relationship_are_kept() {
    let api = Api::start();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let other = api.created("companies", json!({"domains": ["other.com"]}));
    let ada = api.created("people", json!({"company": "acme.com"}));
    let bob = api.created("people", json!({"company": "acme.com"}));
    let mut both = [ada.clone(), bob.clone()];
    both.sort_unstable();
    assert_eq!(targets(&api.values("companies", &acme), "team"), both);

    // From the "one" side: a person has one company.
    api.append("people", &ada, json!({"company": "other.com"})).data();
    assert_eq!(targets(&api.values("companies", &acme), "team"), [bob.as_str()]);
    assert_eq!(targets(&api.values("companies", &other), "team"), [ada.as_str()]);

    // From the "many" side: the person leaves the other company.
    let team = json!([{"target_object": "people", "target_record_id": ada}]);
    api.append("companies", &acme, json!({"team": team})).data();
    assert_eq!(targets(&api.values("people", &ada), "company"), [acme.as_str()]);
    assert_eq!(targets(&api.values("companies", &other), "team"), [""; 0]);
    assert_eq!(targets(&api.values("companies", &acme), "team"), [ada.clone(), bob.clone()]);

    // A reference removed on one side is gone on the other.
    api.overwrite("companies", &acme, json!({"team": []})).data();
    assert_eq!(targets(&api.values("people", &bob), "company"), [""; 0]);
}

#[test]
fn one_to_one_is_kept_on_both_sides() {
    let api = Api::with_things();
    let data = json!({
        "api_slug": "next", "type": "record-reference",
        "relationship": {
            "object": "things", "title": "Previous", "api_slug": "previous", "is_multiselect": false,
        },
    });
    api.attio.create_attribute("things", &data).unwrap();
    let to = |id: &str| json!({"target_object": "things", "target_record_id": id});
    let a = api.created("things", json!({}));
    let b = api.created("things", json!({"previous": to(&a)}));
    assert_eq!(targets(&api.values("things", &a), "next"), [b.as_str()]);
    let c = api.created("things", json!({"next": to(&b)}));
    assert_eq!(targets(&api.values("things", &a), "next"), [""; 0]);
    assert_eq!(targets(&api.values("things", &b), "previous"), [c.as_str()]);
    api.append("things", &c, json!({"next": to(&c)})).data();
    assert_eq!(targets(&api.values("things", &c), "previous"), [c]);
    assert_eq!(targets(&api.values("things", &b), "previous"), [""; 0]);
}

#[test]
fn references_to_a_deleted_record_are_gone() {
    let api = Api::with_things();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let ada = api.created("people", json!({"company": "acme.com"}));
    let thing = api.created("things", json!({"company": "acme.com"}));
    api.delete(&format!("/v2/objects/companies/records/{acme}"));
    assert_eq!(api.values("people", &ada)["company"], json!([]));
    assert_eq!(api.values("things", &thing)["company"], json!([]));
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    api.append("people", &ada, json!({"company": "acme.com"})).data();
    api.delete(&format!("/v2/objects/people/records/{ada}"));
    assert_eq!(api.values("companies", &acme)["team"], json!([]));
}
