//! The form of records, values, attributes and statuses.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Api, in_order, record_id};

/// The path of a record's page, with `ID` in place of its ID.
fn address(record: &Value) -> String {
    let url = record["web_url"].as_str().unwrap();
    let path: Vec<&str> = url.split('/').skip(3).collect();
    path.join("/").replace(&record_id(record), "ID")
}

#[test]
fn captured_the_address_of_people_companies_and_deals() {
    let api = Api::start();
    assert_eq!(address(&api.create("people", json!({})).data()), "emulator/person/ID");
    assert_eq!(address(&api.create("companies", json!({})).data()), "emulator/company/ID");
    let deal = json!({"name": "x", "stage": "Lead", "owner": "ada@example.com"});
    assert_eq!(address(&api.create("deals", deal).data()), "emulator/deals/record/ID");
}

#[test]
fn chosen_the_address_of_custom_objects_users_and_workspaces() {
    let api = Api::with_things();
    // The address of a view that begins like this was captured.
    assert_eq!(
        address(&api.create("things", json!({})).data()),
        "emulator/custom/things/record/ID"
    );
    let user = json!({"user_id": "1", "primary_email_address": "u@acme.com"});
    assert_eq!(address(&api.create("users", user).data()), "emulator/users/record/ID");
    let workspace = api.create("workspaces", json!({"workspace_id": "1"})).data();
    assert_eq!(address(&workspace), "emulator/workspaces/record/ID");
}

#[test]
fn captured_the_members_of_a_record_and_of_a_value_have_an_order() {
    let api = Api::start();
    let reply = api.create("people", json!({"job_title": "CTO"}));
    in_order(&reply.text, &["id", "created_at", "web_url", "values", "record_id", "name"]);
    let value = reply.text.split("\"job_title\":").nth(1).unwrap();
    in_order(
        value,
        &[
            "active_from",
            "active_until",
            "created_by_actor",
            "type",
            "id",
            "value",
            "attribute_type",
        ],
    );
}

#[test]
fn captured_values_are_in_the_order_of_the_attributes_and_empty_ones_are_there() {
    let api = Api::start();
    for object in ["people", "companies"] {
        let text = api.create(object, json!({})).text;
        let values = text.split("\"values\":").nth(1).unwrap();
        let attributes = api.get(&format!("/v2/objects/{object}/attributes")).data();
        let attributes = attributes.as_array().unwrap();
        let slugs: Vec<&str> = attributes.iter().map(|a| a["api_slug"].as_str().unwrap()).collect();
        in_order(values, &slugs);
    }
    let text = api.create("companies", json!({})).text;
    let captured = [
        "record_id",
        "domains",
        "name",
        "description",
        "team",
        "categories",
        "primary_location",
        "logo_url",
        "angellist",
        "facebook",
        "instagram",
        "linkedin",
        "twitter",
        "twitter_follower_count",
        "estimated_arr_usd",
        "funding_raised_usd",
        "foundation_date",
        "employee_range",
        "associated_deals",
        "associated_workspaces",
        "created_at",
        "created_by",
    ];
    in_order(text.split("\"values\":").nth(1).unwrap(), &captured);
}

#[test]
fn captured_the_code_of_a_currency_comes_before_its_amount() {
    let api = Api::with_things();
    let reply = api.create("things", json!({"currency": 99}));
    let value = reply.text.split("\"currency\":").nth(1).unwrap();
    in_order(value, &["currency_code", "currency_value", "attribute_type"]);
}

#[test]
fn captured_the_members_of_a_status_have_an_order() {
    let api = Api::with_things();
    let members = ["id", "title", "is_archived", "target_time_in_status", "celebration_enabled"];
    in_order(&api.get("/v2/objects/things/attributes/status/statuses").text, &members);
    let reply = api.create("things", json!({"status": "Done"}));
    in_order(reply.text.split("\"status\":[").nth(1).unwrap(), &members);
}

#[test]
fn captured_the_id_of_an_asserted_record_has_version_5_and_of_a_created_one_version_4() {
    let api = Api::start();
    let version = |record: &Value| Uuid::parse_str(&record_id(record)).unwrap().get_version_num();
    let values = json!({"domains": ["acme.com"]});
    let made = api.assert("companies", "domains", values.clone()).data();
    assert_eq!(version(&made), 5);
    assert_eq!(version(&api.create("companies", json!({})).data()), 4);
    // If deleted and asserted again, it is another record.
    api.delete(&format!("/v2/objects/companies/records/{}", record_id(&made)));
    let again = api.assert("companies", "domains", values).data();
    assert_ne!(record_id(&again), record_id(&made));
}

#[test]
fn captured_an_equal_assert_makes_no_history() {
    let api = Api::start();
    let values = json!({"email_addresses": ["a@example.com"], "job_title": "CTO"});
    let first = api.assert("people", "email_addresses", values.clone()).data();
    std::thread::sleep(std::time::Duration::from_millis(5));
    let again = api.assert("people", "email_addresses", values).data();
    for slug in ["email_addresses", "job_title"] {
        assert_eq!(first["values"][slug], again["values"][slug], "{slug}");
    }
}

#[test]
fn captured_a_single_select_takes_an_array_of_one_and_a_bare_value() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    for (written, read) in [(json!([{"value": "a"}]), "a"), (json!("b"), "b"), (json!(["c"]), "c")]
    {
        let stored = api.append("people", &id, json!({"job_title": written})).data();
        assert_eq!(stored["values"]["job_title"][0]["value"], read);
    }
}

#[test]
fn captured_values_added_by_the_system_are_not_in_order_of_time() {
    let api = Api::start();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let people: Vec<String> =
        (0..12).map(|_| api.created("people", json!({"company": "acme.com"}))).collect();
    let team = api.values("companies", &acme)["team"].clone();
    let team: Vec<&str> =
        team.as_array().unwrap().iter().map(|v| v["target_record_id"].as_str().unwrap()).collect();
    assert_ne!(team, people);
    let (mut all, mut found) = (people.clone(), team.clone());
    all.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, all);
}

#[test]
fn captured_titles_of_the_connection_attributes() {
    let api = Api::start();
    for object in ["people", "companies"] {
        for (slug, title) in [
            ("strongest_connection_strength", "Connection strength"),
            ("strongest_connection_user", "Strongest connection"),
        ] {
            let attribute = api.get(&format!("/v2/objects/{object}/attributes/{slug}")).data();
            assert_eq!(attribute["title"], title, "{object}");
        }
    }
}

#[test]
fn captured_which_enriched_attributes_can_be_written() {
    let api = Api::start();
    for (object, slug, is_writable) in [
        ("companies", "estimated_arr_usd", true),
        ("companies", "funding_raised_usd", true),
        ("companies", "foundation_date", true),
        ("companies", "employee_range", true),
        ("companies", "logo_url", false),
        ("people", "avatar_url", false),
        ("people", "twitter_follower_count", false),
        ("companies", "twitter_follower_count", false),
    ] {
        let attribute = api.get(&format!("/v2/objects/{object}/attributes/{slug}")).data();
        assert_eq!(attribute["is_writable"], is_writable, "{object}.{slug}");
    }
}

#[test]
fn captured_the_options_of_a_status_attribute_are_an_empty_list() {
    let api = Api::with_things();
    let path = "/v2/objects/things/attributes";
    assert_eq!(api.get(&format!("{path}/status/options")).data(), json!([]));
    assert_eq!(api.get("/v2/objects/deals/attributes/stage/options").data(), json!([]));
    let message = "This attribute is not a select attribute.";
    let new = json!({"data": {"title": "x"}});
    let reply = api.post(&format!("{path}/status/options"), &new);
    assert_eq!(reply.message(400, "validation_type"), message);
}

#[test]
fn captured_a_delete_is_an_empty_object() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let reply = api.delete(&format!("/v2/objects/people/records/{id}"));
    assert_eq!((reply.status, reply.text.as_str()), (200, "{}"));
}
