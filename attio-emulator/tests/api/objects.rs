//! Creating and updating objects.

use serde_json::json;

use crate::support::Api;

fn invoices() -> serde_json::Value {
    json!({"data": {"api_slug": "invoices", "singular_noun": "Invoice", "plural_noun": "Invoices"}})
}

#[test]
fn a_new_object_has_a_name_and_the_system_attributes() {
    let api = Api::start();
    let object = api.post("/v2/objects", &invoices()).data();
    assert_eq!(object["api_slug"], "invoices");
    assert_eq!(api.get("/v2/objects/invoices").data(), object);
    let attributes = api.get("/v2/objects/invoices/attributes").data();
    let slugs: Vec<&str> =
        attributes.as_array().unwrap().iter().map(|a| a["api_slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["record_id", "name", "created_at", "created_by"]);
    let record = api.create("invoices", json!({"name": "One"})).data();
    assert_eq!(record["values"]["name"][0]["value"], "One");
}

#[test]
fn slugs_and_nouns_must_be_unused() {
    let api = Api::start();
    api.post("/v2/objects", &invoices()).data();
    let message = "Failed to create object. Please ensure your api_slug and names are unique.";
    assert_eq!(api.post("/v2/objects", &invoices()).message(409, "slug_conflict"), message);
    let other =
        json!({"data": {"api_slug": "other", "singular_noun": "Invoice", "plural_noun": "Others"}});
    api.post("/v2/objects", &other).refused(409, "slug_conflict");
}

#[test]
fn wrong_shapes_are_refused() {
    let api = Api::start();
    for (data, path) in [
        (json!({"singular_noun": "X", "plural_noun": "Xs"}), json!(["data", "api_slug"])),
        (json!({"api_slug": "x", "plural_noun": "Xs"}), json!(["data", "singular_noun"])),
        (
            json!({"api_slug": "x", "singular_noun": "", "plural_noun": "Xs"}),
            json!(["data", "singular_noun"]),
        ),
        (
            json!({"api_slug": "X Y", "singular_noun": "X", "plural_noun": "Xs"}),
            json!(["data", "api_slug"]),
        ),
    ] {
        let error = api.post("/v2/objects", &json!({"data": data})).refused(400, "validation_type");
        assert_eq!(error["validation_errors"][0]["path"], path);
    }
}

#[test]
fn an_object_can_be_renamed() {
    let api = Api::start();
    let before = api.post("/v2/objects", &invoices()).data();
    let data = json!({"data": {"api_slug": "bills", "singular_noun": "Bill"}});
    let after = api.patch("/v2/objects/invoices", &data).data();
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["plural_noun"], "Invoices");
    api.get("/v2/objects/invoices").refused(404, "not_found");
    api.get("/v2/objects/bills").data();
}

#[test]
fn an_update_needs_something_and_a_free_slug() {
    let api = Api::start();
    api.post("/v2/objects", &invoices()).data();
    let reply = api.patch("/v2/objects/invoices", &json!({"data": {}}));
    assert_eq!(
        reply.message(400, "validation_type"),
        "You passed an empty payload. Please ensure you are updating at least one property in your \
         request."
    );
    let reply = api.patch("/v2/objects/invoices", &json!({"data": {"api_slug": "people"}}));
    assert_eq!(
        reply.message(409, "slug_conflict"),
        "Failed to update object. Please ensure api_slug is unique."
    );
    let reply = api.patch("/v2/objects/nothing", &json!({"data": {"api_slug": "x"}}));
    assert_eq!(reply.message(404, "not_found"), "Object with slug/ID \"nothing\" not found.");
}

#[test]
fn an_own_object_can_be_deleted_with_its_records() {
    let api = Api::with_things();
    let data = json!({
        "api_slug": "thing", "type": "record-reference",
        "relationship": {"object": "things", "title": "Deals", "api_slug": "deals", "is_multiselect": true},
    });
    api.attio.create_attribute("deals", &data).unwrap();
    api.created("things", json!({"code": "a"}));
    let reply = api.delete("/v2/objects/things");
    assert_eq!((reply.status, reply.text.as_str()), (200, "{}"));
    api.delete("/v2/objects/things").refused(404, "not_found");
    api.get("/v2/objects/deals/attributes/thing").refused(404, "not_found");
    api.add_things();
    api.created("things", json!({"code": "a"}));
}

#[test]
fn a_standard_object_cannot_be_deleted() {
    let api = Api::start();
    api.delete("/v2/objects/people").refused(400, "system_edit_unauthorized");
}
