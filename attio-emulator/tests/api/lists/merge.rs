//! Merging records that are on lists.

use serde_json::{Value, json};

use super::{entry_id, new_entry};
use crate::support::Api;

fn merge(api: &Api, primary: &str, secondary: &str) -> String {
    let data = json!({"primary_record_id": primary, "secondary_record_id": secondary});
    let reply = api.post("/v2/objects/companies/records/merge", &json!({"data": data}));
    reply.json()["data"]["new_record_id"].as_str().unwrap().to_owned()
}

#[test]
fn the_entries_of_both_records_move_to_the_new_one() {
    for delayed in [false, true] {
        let api = Api::with_pipeline();
        api.add_list("other");
        let (one, two, three) = (api.company(), api.company(), api.company());
        let first = api.added(&one, json!({"text": "x", "status": "Done", "code": "c"}));
        let second = api.added(&two, json!({"text": "y"}));
        let stays = api.added(&three, json!({}));
        let other = api.post("/v2/lists/other/entries", &new_entry(&two, json!({}))).data();
        if delayed {
            api.attio.delay_next_merge();
        }
        let merged = merge(&api, &one, &two);
        if delayed {
            assert_eq!(api.get_entry(&entry_id(&first)).data(), first);
            api.attio.finish_merges();
        }
        // Only the parent differs.
        for before in [&first, &second] {
            let mut expected: Value = before.clone();
            expected["parent_record_id"] = json!(merged);
            assert_eq!(api.get_entry(&entry_id(before)).data(), expected);
        }
        assert_eq!(api.get_entry(&entry_id(&stays)).data(), stays);
        let ids = [&first, &second, &other].map(entry_id);
        assert_eq!(api.entries_of(&merged), ids);
        for gone in [&one, &two] {
            let path = format!("/v2/objects/companies/records/{gone}/entries");
            api.get(&path).refused(404, "not_found");
            api.add_entry(gone, json!({})).refused(400, "value_not_found");
        }
        // Two entries of the merged record make an assert ambiguous, one does not.
        api.assert_entry(&merged, json!({})).refused(400, "multiple_match_results");
        let put = api.put("/v2/lists/other/entries", &new_entry(&merged, json!({}))).data();
        assert_eq!(put["id"], other["id"]);
        // A filter by the parent finds them.
        let path = json!([["pipeline", "parent_record"], ["companies", "record_id"]]);
        let of = |id: &str| {
            let filter = json!({"path": path, "constraints": {"value": id}});
            api.found_entries(json!({"filter": filter}))
        };
        let mut expected = [&first, &second].map(entry_id);
        expected.sort_unstable();
        assert_eq!(of(&merged), expected);
        assert!(of(&one).is_empty());
        // A unique value stays with its entry.
        let message =
            api.add_entry(&three, json!({"code": "c"})).message(400, "uniqueness_conflict");
        assert!(message.ends_with(&entry_id(&first)), "{message}");
        // The entries go with the merged record.
        assert_eq!(api.delete(&format!("/v2/objects/companies/records/{merged}")).text, "{}");
        assert_eq!(api.found_entries(json!({})), [entry_id(&stays)]);
        assert!(api.attio.entry_ids("other").is_empty());
    }
}

#[test]
fn references_of_entries_lead_to_the_new_record() {
    let api = Api::with_pipeline();
    let (one, two) = (api.company(), api.company());
    let to = |id: &str| json!({"target_object": "companies", "target_record_id": id});
    let id = api.entry(json!({"company": to(&two), "anything": [to(&one), to(&two)]}));
    let merged = merge(&api, &one, &two);
    let values = api.entry_values(&id);
    assert_eq!(values["company"][0]["target_record_id"], json!(merged));
    assert_eq!(values["anything"].as_array().unwrap().len(), 1);
    assert_eq!(values["anything"][0]["target_record_id"], json!(merged));
}

#[test]
fn an_entry_cannot_be_merged() {
    let api = Api::with_pipeline();
    let (one, two) = (api.entry(json!({})), api.entry(json!({})));
    let data = json!({"primary_record_id": one, "secondary_record_id": two});
    let reply = api.post("/v2/objects/companies/records/merge", &json!({"data": data}));
    reply.refused(404, "not_found");
    let reply = api.post("/v2/lists/pipeline/entries/merge", &json!({"data": data}));
    reply.refused(404, "not_found");
}
