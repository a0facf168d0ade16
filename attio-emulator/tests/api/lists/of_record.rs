//! The list entries of a record.

use attio_emulator::{Emulator, Seed};
use serde_json::json;

use super::{NOBODY, new_entry};
use crate::support::Api;

#[test]
fn a_record_without_entries() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let path = format!("/v2/objects/people/records/{id}/entries");
    assert_eq!(api.get(&path).data(), json!([]));
    assert_eq!(api.get(&format!("{path}?limit=1000&offset=5")).data(), json!([]));
    for query in ["limit=0", "limit=1001", "limit=x", "offset=-1", "limit=1.5"] {
        let reply = api.get(&format!("{path}?{query}"));
        assert_eq!(reply.message(400, "validation_type"), "Query params validation error.");
    }
}

#[test]
fn unknown_names_are_404() {
    let api = Api::start();
    let message =
        api.get(&format!("/v2/objects/people/records/{NOBODY}/entries")).message(404, "not_found");
    assert_eq!(message, format!("Record with ID \"{NOBODY}\" not found."));
    api.get(&format!("/v2/objects/nothing/records/{NOBODY}/entries")).refused(404, "not_found");
    api.get("/v2/objects/people/records/x/entries").refused(400, "validation_type");
}

/// Chosen: in the order of their creation, as far as Attio's is unknown.
#[test]
fn limit_and_offset_page_through_all_lists() {
    let api = Api::with_pipeline();
    api.add_list("other");
    let company: uuid::Uuid = api.company().parse().unwrap();
    let start = std::time::SystemTime::now() - std::time::Duration::from_secs(1000);
    let ids: Vec<String> = (0..120)
        .map(|i| {
            let list = if i % 3 == 0 { "other" } else { "pipeline" };
            let seed = Seed::new().created_at(start + std::time::Duration::from_secs(i));
            api.attio.seed_entry_with(list, company, &json!({}), &seed).unwrap().to_string()
        })
        .collect();
    // The entries of another record do not count.
    api.entry(json!({}));
    let path = format!("/v2/objects/companies/records/{company}/entries");
    let found = |query: &str| -> Vec<String> {
        let entries = api.get(&format!("{path}{query}")).data();
        let entries = entries.as_array().unwrap().iter();
        entries.map(|entry| entry["entry_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(""), ids[..100]);
    assert_eq!(found("?limit=1000"), ids);
    assert_eq!(found("?limit=1.0&offset=2.0"), ids[2..3]);
    assert_eq!(found("?offset=110"), ids[110..]);
    assert!(found("?offset=120").is_empty());
    let pages: Vec<_> =
        (0..120).step_by(50).flat_map(|i| found(&format!("?limit=50&offset={i}"))).collect();
    assert_eq!(pages, ids);
}

#[test]
fn entries_of_hidden_lists_are_left_out() {
    let api = Api::with_pipeline_of(Emulator::builder());
    let mut member = attio_schema::Member::default();
    member.email_address = "other@example.com".to_owned();
    let other = api.attio.add_member(member).unwrap();
    let access = json!([{"workspace_member_id": other, "level": "full-access"}]);
    let hidden = json!({
        "api_slug": "hidden", "parent_object": "companies", "workspace_access": null,
        "workspace_member_access": access,
    });
    api.attio.create_list(&hidden).unwrap();
    let company = api.company();
    let id = company.parse().unwrap();
    for list in ["hidden", "pipeline", "hidden", "pipeline"] {
        api.attio.seed_entry(list, id, &json!({})).unwrap();
    }
    let path = format!("/v2/objects/companies/records/{company}/entries");
    let entries = api.get(&path).data();
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| entry["list_api_slug"] == "pipeline"));
    // The offset counts what the token sees.
    assert_eq!(api.get(&format!("{path}?offset=1")).data(), json!([entries[1]]));
    api.post("/v2/lists/hidden/entries", &new_entry(&company, json!({}))).refused(404, "not_found");
}
