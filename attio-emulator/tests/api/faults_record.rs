//! Edits and deletions by others right after a record is written, and values in another form.

use attio_emulator::{Emulator, Fault, Injection, Operation};
use serde_json::{Value, json};

use crate::support::{Api, record_id};

fn edit(attribute: &str, value: &str) -> Fault {
    Fault::EditAfter { attribute: attribute.to_owned(), value: value.to_owned() }
}

#[test]
fn an_edit_comes_between_the_write_and_its_response() {
    let api = Api::with_things();
    for (attribute, value, written, read) in [
        ("code", "other", json!("mine"), json!("other")),
        ("number", "7", json!(1), json!(7)),
        ("rating", "2", json!(1), json!(2)),
        ("checkbox", "true", json!(false), json!(true)),
        ("text", "7", json!("x"), json!("7")),
    ] {
        api.attio.inject(edit(attribute, value).once());
        let created = api.create("things", json!({attribute: written})).data();
        assert_eq!(created["values"][attribute][0]["value"], written);
        let id = record_id(&created);
        let stored = &api.values("things", &id)[attribute][0];
        assert_eq!(stored["value"], read, "{attribute}");
        assert_eq!(stored["created_by_actor"]["type"], "workspace-member");
        let path = format!("/v2/objects/things/records/{id}/attributes/{attribute}/values");
        let history = api.get(&format!("{path}?show_historic=true")).data();
        assert_eq!(history.as_array().unwrap().len(), 2);
        // The edit applied to one request.
        api.overwrite("things", &id, json!({attribute: written})).data();
        assert_eq!(api.values("things", &id)[attribute][0]["value"], written);
    }
}

#[test]
fn edits_replace_all_values_and_combine_with_other_faults() {
    let api = Api::start();
    api.attio.inject(edit("email_addresses", "c@example.com").once().on(Operation::Assert));
    api.attio.inject(edit("job_title", "Other").once());
    api.attio.inject(Fault::ApplyThenStatus(503).once());
    let values = json!({"email_addresses": ["a@example.com", "b@example.com"]});
    assert_eq!(api.assert("people", "email_addresses", values).status, 503);
    let id = api.attio.record_ids("people")[0].to_string();
    let values = api.values("people", &id);
    let emails: Vec<&Value> =
        values["email_addresses"].as_array().unwrap().iter().map(|v| &v["email_address"]).collect();
    assert_eq!(emails, ["c@example.com"]);
    assert_eq!(values["job_title"][0]["value"], "Other");
    let faults = &api.attio.requests()[0].faults;
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(api.attio.requests()[0].applied());
}

#[test]
fn an_edit_that_attio_would_refuse_is_not_made() {
    let api = Api::start();
    api.created("companies", json!({"domains": ["taken.com"]}));
    for (attribute, value, mine) in
        [("domains", "taken.com", "a.com"), ("nothing", "x", "b.com"), ("record_id", "x", "c.com")]
    {
        api.attio.inject(edit(attribute, value).once());
        let id = api.created("companies", json!({"domains": [mine]}));
        assert_eq!(api.values("companies", &id)["domains"][0]["domain"], mine);
    }
    // A request that writes no record uses up the fault without an effect.
    api.attio.inject(edit("name", "x").once());
    api.get("/v2/objects").data();
    let refused = api.create("companies", json!({"domains": ["taken.com"]}));
    refused.refused(400, "uniqueness_conflict");
}

#[test]
fn a_record_is_deleted_as_soon_as_it_is_written() {
    let api = Api::start();
    api.attio.inject(Fault::DeleteAfter.times(2));
    let id = api.created("people", json!({}));
    api.get(&format!("/v2/objects/people/records/{id}")).refused(404, "not_found");
    assert!(api.attio.record_ids("people").is_empty());
}

#[test]
fn the_textual_forms() {
    let read = |text: &str| text.parse::<Injection>().unwrap();
    let edit = edit("email_addresses", "a@b.com:1%");
    let form = edit.to_string();
    assert_eq!(form, "edit-after=email_addresses=a%40b.com%3A1%25");
    assert_eq!(read(&form), edit.clone().always());
    assert_eq!(read(&format!("{form}:once@create")), edit.once().on(Operation::Create));
    assert_eq!(read("delete-after:0.5"), Fault::DeleteAfter.with_probability(0.5));
}

#[test]
fn chosen_unique_texts_are_stored_in_another_form() {
    let api = Api::with(Emulator::builder().stores_other_forms(true));
    api.add_things();
    let id = api.created("things", json!({"code": "  ab\u{fb01} ", "text": " as it is "}));
    let values = api.values("things", &id);
    assert_eq!(values["code"][0]["value"], "ABFI");
    assert_eq!(values["text"][0]["value"], " as it is ");
    for same in ["ABFI", "abfi", "abﬁ", " Abfi\t"] {
        let message = api.create("things", json!({"code": same}));
        let message = message.message(400, "uniqueness_conflict");
        assert!(message.contains(&id), "{message}");
        let again = api.assert("things", "code", json!({"code": same})).data();
        assert_eq!(record_id(&again), id);
    }
    // Off by default.
    let api = Api::with_things();
    assert_eq!(api.payload("code", json!(" ab ")), json!({"value": " ab "}));
}

#[test]
fn chosen_international_domains_are_stored_in_their_ascii_form() {
    let api = Api::start();
    let id = api.created("companies", json!({"domains": ["Bücher.de"]}));
    assert_eq!(api.values("companies", &id)["domains"][0]["domain"], "xn--bcher-kva.de");
    for same in ["bücher.de", "xn--bcher-kva.de", "https://BÜCHER.de/x"] {
        api.create("companies", json!({"domains": [same]})).refused(400, "uniqueness_conflict");
    }
}
