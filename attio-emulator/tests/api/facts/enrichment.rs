//! The company that Attio sets for a person after its creation.

use std::time::{Duration, Instant};

use attio_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::support::{Api, record_id};

fn builder() -> Builder {
    Emulator::builder().enrichment(true)
}

/// Waits for the links, in a test without a runtime.
fn wait(api: &Api) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let links =
        async { tokio::time::timeout(Duration::from_secs(10), api.attio.all_enriched()).await };
    runtime.block_on(links).unwrap();
}

const SYSTEM: fn() -> Value = || json!({"type": "system", "id": null});

#[test]
fn captured_the_system_links_a_person_to_its_company_later() {
    let api = Api::with(builder());
    let began = Instant::now();
    let values = json!({"email_addresses": ["ada@acme.com", "ada@other.com"]});
    let created = api.create("people", values).data();
    assert_eq!(created["values"]["company"], json!([]));
    assert!(api.attio.record_ids("companies").is_empty());
    wait(&api);
    assert!(began.elapsed() >= Duration::from_millis(200));
    let id = record_id(&created);
    let company = &api.values("people", &id)["company"][0];
    assert_eq!(company["created_by_actor"], SYSTEM());
    assert!(company["active_from"].as_str() > created["created_at"].as_str());
    let companies = api.attio.record_ids("companies");
    assert_eq!(companies.len(), 1);
    assert_eq!(company["target_record_id"], companies[0].to_string());
    let record = api.get(&format!("/v2/objects/companies/records/{}", companies[0])).data();
    let values = &record["values"];
    assert_eq!(values["domains"][0]["domain"], "acme.com");
    assert_eq!(values["name"][0]["value"], "Acme");
    assert_eq!(values["team"][0]["target_record_id"], id);
    for slug in ["domains", "name", "team", "created_by", "record_id"] {
        assert_eq!(values[slug][0]["created_by_actor"], SYSTEM(), "{slug}");
    }
    assert!(values["name"][0]["active_from"].as_str() >= record["created_at"].as_str());
    let path = format!("/v2/objects/people/records/{id}/attributes/company/values");
    let history = api.get(&format!("{path}?show_historic=true")).data();
    assert_eq!(history.as_array().unwrap().len(), 1);
}

#[test]
fn captured_a_company_with_the_domain_is_found() {
    let api = Api::with(builder());
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let asserted = json!({"email_addresses": ["bob@acme.com"]});
    let bob = record_id(&api.assert("people", "email_addresses", asserted.clone()).data());
    let ada = api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
    // No new person.
    api.assert("people", "email_addresses", asserted).data();
    wait(&api);
    for person in [&ada, &bob] {
        let company = &api.values("people", person)["company"][0];
        assert_eq!(company["target_record_id"], acme);
    }
    assert_eq!(api.attio.record_ids("companies").len(), 1);
    assert_eq!(api.values("companies", &acme)["team"].as_array().unwrap().len(), 2);
}

#[test]
fn chosen_some_people_are_not_linked() {
    let api = Api::with(builder());
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let values = json!({"email_addresses": ["a@other.com"], "company": "acme.com"});
    let own = api.created("people", values);
    api.created("people", json!({"job_title": "CTO"}));
    api.attio.seed("people", &json!({"email_addresses": ["b@seeded.com"]})).unwrap();
    // Another writer was faster.
    let late = api.created("people", json!({"email_addresses": ["c@late.com"]}));
    api.append("people", &late, json!({"company": "acme.com"})).data();
    let gone = api.created("people", json!({"email_addresses": ["d@gone.com"]}));
    api.delete(&format!("/v2/objects/people/records/{gone}"));
    wait(&api);
    for person in [own, late] {
        assert_eq!(api.values("people", &person)["company"][0]["target_record_id"], acme);
    }
    assert_eq!(api.attio.record_ids("companies").len(), 1);
}

#[test]
fn chosen_enrichment_is_off_by_default_and_ends_with_a_reset() {
    let person = json!({"email_addresses": ["a@acme.com"]});
    let api = Api::start();
    let id = api.created("people", person.clone());
    wait(&api);
    assert_eq!(api.values("people", &id)["company"], json!([]));
    let api = Api::with(builder());
    api.created("people", person.clone());
    api.attio.reset();
    let id = api.attio.seed("people", &person).unwrap().to_string();
    wait(&api);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(api.values("people", &id)["company"], json!([]));
    assert!(api.attio.record_ids("companies").is_empty());
    // Dropped during the wait.
    let api = Api::with(builder());
    api.created("people", person);
    drop(api);
}
