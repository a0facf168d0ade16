//! The standard objects.

use serde_json::json;

use crate::support::Api;

#[test]
fn five_objects_are_there() {
    let api = Api::start();
    let objects = api.get("/v2/objects").data();
    let mut slugs: Vec<&str> =
        objects.as_array().unwrap().iter().map(|o| o["api_slug"].as_str().unwrap()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["companies", "deals", "people", "users", "workspaces"]);
    assert_eq!(api.get("/v2/objects/people").data()["singular_noun"], "Person");
    assert_eq!(api.get("/v2/objects/companies").data()["plural_noun"], "Companies");
}

#[test]
fn the_default_statuses_of_deals() {
    let api = Api::start();
    let statuses = api.get("/v2/objects/deals/attributes/stage/statuses").data();
    let titles: Vec<&str> =
        statuses.as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Lead", "In Progress", "Won 🎉", "Lost"]);
}

#[test]
fn a_deal_with_everything() {
    let api = Api::start();
    api.created("companies", json!({"domains": ["acme.com"]}));
    api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
    let deal = api.create(
        "deals",
        json!({
            "name": "Big one", "stage": "Won 🎉", "owner": "ada@example.com", "value": "499.00",
            "associated_people": ["ada@acme.com"], "associated_company": "acme.com",
        }),
    );
    let values = deal.data()["values"].clone();
    assert_eq!(values["value"][0]["currency_value"], 499);
    assert_eq!(values["value"][0]["currency_code"], "USD");
    assert_eq!(values["stage"][0]["status"]["title"], "Won 🎉");
}

#[test]
fn the_flags_of_system_attributes() {
    let api = Api::start();
    for (object, slug, kind, unique, many, required, writable) in [
        ("people", "email_addresses", "email-address", true, true, false, true),
        ("people", "name", "personal-name", false, false, false, true),
        ("people", "avatar_url", "text", false, false, false, false),
        ("companies", "domains", "domain", true, true, false, true),
        ("companies", "record_id", "text", true, false, false, false),
        ("deals", "owner", "actor-reference", false, false, true, true),
        ("users", "user_id", "text", true, false, true, true),
        ("workspaces", "avatar_url", "text", false, false, false, true),
    ] {
        let attribute = api.get(&format!("/v2/objects/{object}/attributes/{slug}")).data();
        assert_eq!(attribute["type"], kind);
        assert_eq!(attribute["is_unique"], unique, "{object}.{slug}");
        assert_eq!(attribute["is_multiselect"], many, "{object}.{slug}");
        assert_eq!(attribute["is_required"], required, "{object}.{slug}");
        assert_eq!(attribute["is_writable"], writable, "{object}.{slug}");
        assert_eq!(attribute["is_system_attribute"], true);
    }
}

#[test]
fn relationships_name_their_other_side() {
    let api = Api::start();
    let company = api.get("/v2/objects/people/attributes/company").data();
    let team = api.get("/v2/objects/companies/attributes/team").data();
    assert_eq!(company["relationship"]["id"], team["id"]);
    assert_eq!(team["relationship"]["id"], company["id"]);
    assert_eq!(company["relationship"]["object_slug"], "companies");
    assert_eq!(company["relationship"]["is_multiselect"], true);
    let allowed = &company["config"]["record_reference"]["allowed_object_ids"];
    assert_eq!(*allowed, json!([api.attio.object_id("companies").unwrap().to_string()]));
    assert_eq!(company["config"]["currency"]["default_currency_code"], json!(null));
}

#[test]
fn members() {
    let api = Api::start();
    let members = api.get("/v2/workspace_members").data();
    assert_eq!(members[0]["email_address"], "ada@example.com");
    assert_eq!(members[0]["access_level"], "admin");
    let id = api.attio.member_id();
    assert_eq!(api.get(&format!("/v2/workspace_members/{id}")).data(), members[0]);
    let none = "50cf242c-7fa3-4cad-87d0-75b1af71c57b";
    let message = api.get(&format!("/v2/workspace_members/{none}")).message(404, "not_found");
    assert_eq!(message, format!("Workspace member with ID \"{none}\" not found."));
}

#[test]
fn there_are_no_lists_yet() {
    let api = Api::start();
    assert_eq!(api.get("/v2/lists").data(), json!([]));
    let message = api.get("/v2/lists/sales").message(404, "not_found");
    assert_eq!(message, "List with slug/ID \"sales\" not found.");
    api.get("/v2/lists/sales/attributes").refused(404, "not_found");
}
