//! Merging two records.

use serde_json::{Value, json};

use crate::support::{Api, Reply};

fn merge(api: &Api, object: &str, primary: &str, secondary: &str) -> Reply {
    let data = json!({"primary_record_id": primary, "secondary_record_id": secondary});
    api.post(&format!("/v2/objects/{object}/records/merge"), &json!({"data": data}))
}

fn merged(api: &Api, object: &str, primary: &str, secondary: &str) -> String {
    let answer = merge(api, object, primary, secondary).data();
    answer["new_record_id"].as_str().unwrap().to_owned()
}

fn targets(values: &Value, slug: &str) -> Vec<String> {
    let list = values[slug].as_array().unwrap().iter();
    list.map(|value| value["target_record_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_primary_wins_and_the_secondary_fills_gaps() {
    let api = Api::start();
    let first = json!({"name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"]});
    let first = api.created("people", first);
    let created_at =
        api.get(&format!("/v2/objects/people/records/{first}")).data()["created_at"].clone();
    let second = json!({
        "name": "Byron, Ada", "email_addresses": ["a@acme.com"], "job_title": "Countess",
        "phone_numbers": ["+15558675309"],
    });
    let second = api.created("people", second);
    let id = merged(&api, "people", &first, &second);
    assert!(id != first && id != second);
    let record = api.get(&format!("/v2/objects/people/records/{id}")).data();
    assert_eq!(record["created_at"], created_at);
    let values = &record["values"];
    assert_eq!(values["record_id"][0]["value"], json!(id));
    assert_eq!(values["name"][0]["last_name"], "Lovelace");
    assert_eq!(values["email_addresses"].as_array().unwrap().len(), 1);
    assert_eq!(values["job_title"][0]["value"], "Countess");
    assert_eq!(values["phone_numbers"].as_array().unwrap().len(), 1);

    // The address that was dropped is free, the other one is not.
    api.created("people", json!({"email_addresses": ["a@acme.com"]}));
    let reply = api.create("people", json!({"email_addresses": ["ada@acme.com"]}));
    assert!(reply.message(400, "uniqueness_conflict").ends_with(&id));
    let filter = json!({"filter": {"email_addresses": "ada@acme.com"}});
    assert_eq!(api.found("people", filter), [id]);
}

#[test]
fn both_inputs_are_gone() {
    let api = Api::start();
    let (one, two) = (api.created("people", json!({})), api.created("people", json!({})));
    let id = merged(&api, "people", &one, &two);
    for gone in [&one, &two] {
        let path = format!("/v2/objects/people/records/{gone}");
        let message = format!("Record with ID \"{gone}\" not found.");
        assert_eq!(api.get(&path).message(404, "not_found"), message);
        api.append("people", gone, json!({})).refused(404, "not_found");
        api.delete(&path).refused(404, "not_found");
    }
    assert_eq!(api.found("people", json!({})), [id.as_str()]);
    merge(&api, "people", &one, &two).refused(404, "not_found");
}

#[test]
fn references_lead_to_the_new_record() {
    let api = Api::with_things();
    let one = api.created("companies", json!({"domains": ["one.com"]}));
    let two = api.created("companies", json!({"domains": ["two.com"]}));
    let ada = api.created("people", json!({"company": "one.com"}));
    let bob = api.created("people", json!({"company": "two.com"}));
    let to = |id: &str| json!({"target_object": "companies", "target_record_id": id});
    let thing =
        api.created("things", json!({"company": to(&two), "anything": [to(&one), to(&two)]}));
    let id = merged(&api, "companies", &one, &two);
    for person in [&ada, &bob] {
        assert_eq!(targets(&api.values("people", person), "company"), [id.as_str()]);
    }
    let mut team = targets(&api.values("companies", &id), "team");
    team.sort_by_key(|id| *id != ada);
    assert_eq!(team, [ada.as_str(), bob.as_str()]);
    let values = api.values("things", &thing);
    assert_eq!(targets(&values, "company"), [id.as_str()]);
    assert_eq!(targets(&values, "anything"), [id.as_str()]);
    let filter = json!({"company": {"target_record_id": id}});
    api.finds("people", filter, &[&ada, &bob]);
    // The relationship still works.
    api.delete(&format!("/v2/objects/companies/records/{id}"));
    assert_eq!(api.values("people", &ada)["company"], json!([]));
}

#[test]
fn a_reference_to_one_record_stays_the_primarys_on_both_sides() {
    let api = Api::start();
    let one = api.created("companies", json!({"domains": ["one.com"]}));
    let two = api.created("companies", json!({"domains": ["two.com"]}));
    let ada = api.created("people", json!({"company": "one.com"}));
    let bob = api.created("people", json!({"company": "two.com"}));
    let id = merged(&api, "people", &ada, &bob);
    assert_eq!(targets(&api.values("people", &id), "company"), [one.as_str()]);
    assert_eq!(targets(&api.values("companies", &one), "team"), [id.as_str()]);
    assert_eq!(targets(&api.values("companies", &two), "team"), [""; 0]);
}

#[test]
fn the_history_of_the_primary_is_kept() {
    let api = Api::start();
    let one = api.created("people", json!({"job_title": "CTO"}));
    api.append("people", &one, json!({"job_title": "CEO"})).data();
    let two = api.created("people", json!({"job_title": "x"}));
    let id = merged(&api, "people", &one, &two);
    let path =
        format!("/v2/objects/people/records/{id}/attributes/job_title/values?show_historic=true");
    let all = api.get(&path).data();
    let titles: Vec<&str> =
        all.as_array().unwrap().iter().map(|value| value["value"].as_str().unwrap()).collect();
    assert_eq!(titles, ["CTO", "CEO"]);
}

#[test]
fn invalid_merges_are_refused() {
    let api = Api::start();
    let one = api.created("people", json!({}));
    let company = api.created("companies", json!({}));
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    merge(&api, "people", &one, &one).refused(400, "self_merge");
    for (primary, secondary) in [(one.as_str(), none), (none, one.as_str()), (&one, &company)] {
        merge(&api, "people", primary, secondary).refused(404, "not_found");
    }
    let message = merge(&api, "nothing", &one, none).message(404, "not_found");
    assert_eq!(message, "Object with slug/ID \"nothing\" not found.");
    for data in [
        json!({}),
        json!({"primary_record_id": one}),
        json!({"primary_record_id": one, "secondary_record_id": "x"}),
        json!({"primary_record_id": one, "secondary_record_id": none, "x": 1}),
    ] {
        let reply = api.post("/v2/objects/people/records/merge", &json!({"data": data}));
        reply.refused(400, "validation_type");
    }
    api.get(&format!("/v2/objects/people/records/{one}")).data();
}

#[test]
fn a_merge_can_be_delayed() {
    let api = Api::start();
    let one = json!({"email_addresses": ["one@acme.com"]});
    let one = api.created("people", one);
    let two = api.created("people", json!({"job_title": "CEO"}));
    api.attio.delay_next_merge();
    let reply = merge(&api, "people", &one, &two);
    assert_eq!(reply.status, 202);
    let id = reply.json()["data"]["new_record_id"].as_str().unwrap().to_owned();
    for record in [&one, &two, &id] {
        let path = format!("/v2/objects/people/records/{record}");
        api.get(&path).refused(404, "merge_in_progress");
        let values = format!("{path}/attributes/name/values");
        api.get(&values).refused(404, "merge_in_progress");
        api.append("people", record, json!({})).refused(400, "merge_in_progress");
        api.overwrite("people", record, json!({})).refused(400, "merge_in_progress");
        api.delete(&path).refused(400, "merge_in_progress");
    }
    let values = json!({"email_addresses": ["one@acme.com"]});
    api.assert("people", "email_addresses", values).refused(400, "merge_in_progress");
    merge(&api, "people", &one, &two).refused(400, "merge_in_progress");

    api.attio.finish_merges();
    let values = api.values("people", &id);
    assert_eq!(values["job_title"][0]["value"], "CEO");
    api.get(&format!("/v2/objects/people/records/{one}")).refused(404, "not_found");
    // Only one merge was delayed.
    let three = api.created("people", json!({}));
    merged(&api, "people", &id, &three);
}
