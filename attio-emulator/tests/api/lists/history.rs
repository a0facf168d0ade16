//! The values of one attribute of an entry, with their history.

use serde_json::{Value, json};

use super::{NOBODY, entry_path};
use crate::support::Api;

fn values(api: &Api, id: &str, slug: &str, query: &str) -> Value {
    api.get(&format!("{}/attributes/{slug}/values{query}", entry_path(id))).data()
}

fn titles(values: &Value, member: &str) -> Vec<String> {
    let all = values.as_array().unwrap().iter();
    all.map(|value| value[member]["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn statuses_and_options_keep_their_history() {
    let api = Api::with_pipeline();
    for (slug, member, all) in [
        ("status", "status", ["To do", "In Progress", "Done"]),
        ("select", "option", ["Small", "Medium", "Large"]),
    ] {
        let company = api.company();
        let id = super::entry_id(&api.added(&company, json!({slug: all[0]})));
        // Each kind of write ends the former value.
        api.append_entry(&id, json!({slug: all[1]})).data();
        api.assert_entry(&company, json!({slug: all[2]})).data();
        let now = values(&api, &id, slug, "");
        assert_eq!(titles(&now, member), all[2..]);
        let history = values(&api, &id, slug, "?show_historic=true");
        assert_eq!(titles(&history, member), all);
        assert_eq!(history[0]["active_until"], history[1]["active_from"]);
        assert_eq!(history[2]["active_until"], json!(null));
        let page = values(&api, &id, slug, "?show_historic=true&limit=1&offset=1");
        assert_eq!(page, json!([history[1]]));
        api.overwrite_entry(&id, json!({slug: []})).data();
        assert_eq!(values(&api, &id, slug, ""), json!([]));
        assert_eq!(values(&api, &id, slug, "?show_historic=true").as_array().unwrap().len(), 3);
    }
}

#[test]
fn the_tags_of_an_entry_keep_their_history() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({"tags": ["Small", "Medium"]}));
    api.overwrite_entry(&id, json!({"tags": ["Large", "Medium"]})).data();
    let mut history = titles(&values(&api, &id, "tags", "?show_historic=true"), "option");
    history.sort_unstable();
    assert_eq!(history, ["Large", "Medium", "Small"]);
    assert_eq!(titles(&values(&api, &id, "tags", ""), "option"), ["Large", "Medium"]);
}

#[test]
fn other_attributes_have_no_history() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({"text": "x"}));
    let attributes = api.get("/v2/lists/pipeline/attributes").data();
    for attribute in attributes.as_array().unwrap() {
        let slug = attribute["api_slug"].as_str().unwrap();
        let has_history = matches!(attribute["type"].as_str(), Some("status" | "select"));
        values(&api, &id, slug, "?show_historic=false");
        let path = format!("{}/attributes/{slug}/values?show_historic=true", entry_path(&id));
        let reply = api.get(&path);
        if has_history {
            reply.data();
        } else {
            let error = reply.refused(400, "validation_type");
            assert_eq!(error["validation_errors"][0]["path"], json!(["show_historic"]));
        }
    }
    assert_eq!(values(&api, &id, "text", "")[0]["value"], "x");
    assert_eq!(values(&api, &id, "entry_id", "")[0]["value"], json!(id));
}

#[test]
fn unknown_names_and_wrong_parameters() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({}));
    let path = entry_path(&id);
    let message = "Attribute with slug/ID \"nothing\" not found.";
    let reply = api.get(&format!("{path}/attributes/nothing/values"));
    assert_eq!(reply.message(404, "not_found"), message);
    let reply = api.get(&format!("{}/attributes/text/values", entry_path(NOBODY)));
    assert!(reply.message(404, "not_found").contains(NOBODY));
    for query in ["show_historic=maybe", "limit=0", "offset=-1"] {
        let reply = api.get(&format!("{path}/attributes/status/values?{query}"));
        assert_eq!(reply.message(400, "validation_type"), "Query params validation error.");
    }
    let attribute = api.attio.attribute_id(super::PIPELINE, "status").unwrap();
    assert_eq!(values(&api, &id, &attribute.to_string(), ""), json!([]));
}
