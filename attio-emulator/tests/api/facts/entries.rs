//! Entries of lists.

use attio_emulator::{Emulator, Fault};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::lists::{NOBODY, entry_id, entry_path, mistakes, new_entry};
use crate::oauth::Scene;
use crate::support::{Api, Reply, in_order, send};

const ENTRIES: &str = "/v2/lists/pipeline/entries";

fn post_and_put(api: &Api, body: &Value) -> [Reply; 2] {
    [api.post(ENTRIES, body), api.put(ENTRIES, body)]
}

fn missing(path: Value, expected: &str) -> Value {
    json!({
        "code": "invalid_type", "path": path, "message": "Required", "expected": expected,
        "received": "undefined",
    })
}

#[test]
fn captured_an_entry_needs_three_members() {
    let api = Api::with_pipeline();
    let company = api.company();
    let all = json!([
        missing(json!(["data", "parent_record_id"]), "string"),
        missing(json!(["data", "parent_object"]), "string"),
        missing(json!(["data", "entry_values"]), "object"),
    ]);
    // The two most common mistakes fail in the same way.
    for data in [json!({}), json!({"values": {}}), json!({"record_id": company})] {
        for reply in post_and_put(&api, &json!({"data": data})) {
            let error = reply.refused(400, "validation_type");
            assert_eq!(error["message"], "Body payload validation error.");
            assert_eq!(error["validation_errors"], all, "{data}");
        }
    }
    for (i, name) in ["parent_record_id", "parent_object", "entry_values"].iter().enumerate() {
        let mut body = new_entry(&company, json!({}));
        body["data"].as_object_mut().unwrap().remove(*name);
        for reply in post_and_put(&api, &body) {
            let error = reply.refused(400, "validation_type");
            assert_eq!(error["validation_errors"], json!([all[i]]));
        }
    }
    for reply in post_and_put(&api, &json!({"parent_record_id": company})) {
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["validation_errors"], json!([missing(json!(["data"]), "object")]));
    }
    assert!(api.attio.entry_ids("pipeline").is_empty());
}

#[test]
fn captured_no_values_are_accepted() {
    let api = Api::with_pipeline();
    let (one, two) = (api.company(), api.company());
    let posted = api.added(&one, json!({}));
    let put = api.assert_entry(&two, json!({})).data();
    for (entry, company) in [(&posted, &one), (&put, &two)] {
        assert_eq!(entry["parent_record_id"], json!(company));
        assert_eq!(entry["parent_object"], "companies");
        for (slug, values) in entry["entry_values"].as_object().unwrap() {
            let is_system = ["entry_id", "created_at", "created_by"].contains(&slug.as_str());
            assert_eq!(values.as_array().unwrap().len(), usize::from(is_system), "{slug}");
        }
    }
}

#[test]
fn captured_an_assert_without_values_changes_nothing() {
    let api = Api::with_pipeline();
    let company = api.company();
    let entry = api.added(&company, json!({"text": "x", "tags": ["Small", "Large"]}));
    assert_eq!(api.assert_entry(&company, json!({})).data(), entry);
    assert_eq!(api.get_entry(&entry_id(&entry)).data(), entry);
}

#[test]
fn captured_the_members_of_an_entry_and_of_a_value_have_an_order() {
    let api = Api::with_pipeline();
    let reply = api.add_entry(&api.company(), json!({"text": "x", "number": 1}));
    let members = [
        "id",
        "workspace_id",
        "list_id",
        "entry_id",
        "parent_record_id",
        "parent_object",
        "created_at",
        "entry_values",
        // System attributes first, then the others in the order of the listing.
        "entry_id",
        "active_from",
        "active_until",
        "created_by_actor",
        "type",
        "id",
        "value",
        "attribute_type",
        "created_at",
        "created_by",
        "referenced_actor_type",
        "referenced_actor_id",
        "attribute_type",
        "text",
        "code",
        "number",
    ];
    in_order(&reply.text, &members);
    assert!(!reply.text.contains("web_url") && !reply.text.contains("parent_record\""));
}

#[test]
fn captured_the_times_of_an_entry_are_equal() {
    // Records may have two times, entries have one.
    let builder = Emulator::builder().created_at_differences(500..=1000);
    let api = Api::with_pipeline_of(builder);
    let posted = api.added(&api.company(), json!({"text": "x"}));
    let put = api.assert_entry(&api.company(), json!({"text": "x"})).data();
    for entry in [posted, put] {
        let (at, values) = (&entry["created_at"], &entry["entry_values"]);
        assert_eq!(values["created_at"][0]["value"], *at);
        for slug in ["entry_id", "created_at", "created_by", "text"] {
            assert_eq!(values[slug][0]["active_from"], *at, "{slug}");
            assert_eq!(values[slug][0]["active_until"], json!(null));
        }
        assert_eq!(values["entry_id"][0]["value"], entry["id"]["entry_id"]);
        let actor = json!({"type": "api-token", "id": api.attio.token_id()});
        assert_eq!(values["entry_id"][0]["created_by_actor"], actor);
        assert_eq!(values["created_by"][0]["referenced_actor_type"], "api-token");
        assert_eq!(values["created_by"][0]["referenced_actor_id"], json!(api.attio.token_id()));
    }
}

#[test]
fn captured_an_app_is_the_author_of_its_entries() {
    let app = "5d4e2a1c-7b0f-4a55-9f0e-0c6f3e2b1a99";
    let (scene, token) = Scene::granted_to(app);
    let api = scene.api;
    api.add_list("pipeline");
    let request = api.anonymous(Method::POST, ENTRIES).bearer_auth(token);
    let entry = send(request.json(&new_entry(&api.company(), json!({})))).data();
    let values = &entry["entry_values"];
    assert_eq!(values["entry_id"][0]["created_by_actor"], json!({"type": "app", "id": app}));
    assert_eq!(values["created_by"][0]["referenced_actor_type"], "app");
    assert_eq!(values["created_by"][0]["referenced_actor_id"], app);
}

#[test]
fn captured_an_asserted_entry_has_a_version_5_id() {
    let api = Api::with_pipeline();
    let version = |entry: &Value| entry_id(entry).parse::<Uuid>().unwrap().get_version_num();
    for _ in 0..5 {
        let company = api.company();
        assert_eq!(version(&api.added(&api.company(), json!({}))), 4);
        let put = api.assert_entry(&company, json!({})).data();
        assert_eq!(version(&put), 5);
        // It is not known whether a second assert after a deletion makes the same ID.
        api.delete(&entry_path(&entry_id(&put)));
        let again = api.assert_entry(&company, json!({})).data();
        assert_eq!(version(&again), 5);
        assert_ne!(again["id"], put["id"]);
    }
}

#[test]
fn captured_entries_without_sorts_come_in_ascending_order_of_their_ids() {
    let api = Api::with_pipeline();
    let mut ids: Vec<String> = (0..30)
        .map(|i| match i % 2 {
            0 => api.entry(json!({})),
            _ => entry_id(&api.assert_entry(&api.company(), json!({})).data()),
        })
        .collect();
    assert!(!ids.is_sorted());
    ids.sort_unstable();
    for query in [json!({}), json!({"filter": {}}), json!({"filter": {"text": {"$contains": ""}}})]
    {
        let expected = if query["filter"]["text"].is_null() { ids.clone() } else { Vec::new() };
        assert_eq!(api.found_entries(query.clone()), expected, "{query}");
    }
    let mut pages = Vec::new();
    for offset in (0..30).step_by(7) {
        pages.extend(api.found_entries(json!({"limit": 7, "offset": offset})));
    }
    assert_eq!(pages, ids);
}

#[test]
fn captured_unknown_members_are_ignored_where_the_parent_is_given() {
    let api = Api::with_pipeline();
    for (i, put) in [false, true].into_iter().enumerate() {
        let company = api.company();
        let mut body = new_entry(&company, json!({"text": "x"}));
        body["data"]["status_title"] = json!("Done");
        body["data"]["values"] = json!({"status": "Done"});
        body["other"] = json!(1);
        let reply = if put { api.put(ENTRIES, &body) } else { api.post(ENTRIES, &body) };
        let entry = reply.data();
        assert_eq!(entry["entry_values"]["status"], json!([]));
        assert_eq!(entry["entry_values"]["text"][0]["value"], "x");
        assert_eq!(api.attio.entry_ids("pipeline").len(), i + 1);
    }
}

#[test]
fn document_an_update_takes_only_values() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({"text": "x"}));
    let path = entry_path(&id);
    let both = |body: &Value| [api.patch(&path, body), api.put(&path, body)];
    for reply in both(&json!({"data": {"entry_values": {"text": "y"}, "status_title": "Done"}})) {
        let error = reply.refused(400, "validation_type");
        assert_eq!(mistakes(&error), [json!(["data", "status_title"])]);
        assert_eq!(error["validation_errors"][0]["code"], "unrecognized_keys");
    }
    for reply in both(&json!({"data": {"values": {"text": "y"}}})) {
        let error = reply.refused(400, "validation_type");
        assert_eq!(mistakes(&error), [json!(["data", "entry_values"]), json!(["data", "values"])]);
    }
    assert_eq!(api.entry_values(&id)["text"][0]["value"], "x");
}

#[test]
fn document_the_parent_of_an_entry_cannot_change() {
    let api = Api::with_pipeline();
    let company = api.company();
    let id = entry_id(&api.added(&company, json!({"text": "x"})));
    let message = "The parent record for a list entry cannot be updated once created.";
    let path = entry_path(&id);
    for data in [
        json!({"parent_record_id": api.company(), "entry_values": {"text": "y"}}),
        json!({"parent_object": "people", "entry_values": {"text": "y"}}),
        // Even if it is the same one, or nothing else is given.
        json!({"parent_record_id": company, "parent_object": "companies", "entry_values": {}}),
        json!({"parent_record_id": null}),
    ] {
        let body = json!({"data": data});
        for reply in [api.patch(&path, &body), api.put(&path, &body)] {
            assert_eq!(reply.message(400, "immutable_value"), message, "{data}");
        }
    }
    assert_eq!(api.entry_values(&id)["text"][0]["value"], "x");
}

#[test]
fn document_a_record_can_be_on_a_list_twice() {
    let api = Api::with_pipeline();
    let company = api.company();
    let (one, two) = (api.added(&company, json!({})), api.added(&company, json!({})));
    assert_ne!(one["id"], two["id"]);
    assert_eq!(api.entries_of(&company), [entry_id(&one), entry_id(&two)]);
    // An assert cannot choose between them.
    let message = "Multiple entries were founds for the given parent record. Please remove \
                   duplicates or use the update or create entry endpoints instead.";
    let reply = api.assert_entry(&company, json!({"text": "x"}));
    assert_eq!(reply.message(400, "multiple_match_results"), message);
    assert_eq!(api.entry_values(&entry_id(&one))["text"], json!([]));
    assert_eq!(api.delete(&entry_path(&entry_id(&one))).text, "{}");
    let asserted = api.assert_entry(&company, json!({"text": "x"})).data();
    assert_eq!(asserted["id"], two["id"]);
    assert_eq!(asserted["entry_values"]["text"][0]["value"], "x");
}

#[test]
fn document_the_parent_has_to_exist() {
    let api = Api::with_pipeline();
    let message = format!("Parent record with slug/ID \"{NOBODY}\" not found.");
    // A record of another object is not found either.
    let person = api.created("people", json!({}));
    for (parent, message) in [
        (NOBODY, message),
        (&person, format!("Parent record with slug/ID \"{person}\" not found.")),
    ] {
        for reply in post_and_put(&api, &new_entry(parent, json!({}))) {
            assert_eq!(reply.message(400, "value_not_found"), message);
        }
    }
}

#[test]
fn chosen_the_parent_is_of_the_lists_object() {
    let api = Api::with_pipeline();
    let company = api.company();
    let person = api.created("people", json!({}));
    for (object, record) in [("people", &person), ("nothing", &company), ("", &company)] {
        let mut body = new_entry(record, json!({}));
        body["data"]["parent_object"] = json!(object);
        for reply in post_and_put(&api, &body) {
            let error = reply.refused(400, "validation_type");
            assert_eq!(mistakes(&error), [json!(["data", "parent_object"])]);
            let message = error["validation_errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(&format!("\"{object}\"")), "{message}");
        }
    }
    // The object is named by its ID, or the record in upper case.
    let mut body = new_entry(&company.to_uppercase(), json!({}));
    body["data"]["parent_object"] = json!(api.attio.object_id("companies"));
    assert_eq!(api.post(ENTRIES, &body).data()["parent_object"], "companies");
}

#[test]
fn document_the_parent_is_given_by_its_id() {
    let api = Api::with_pipeline();
    api.created("companies", json!({"domains": ["acme.com"]}));
    for parent in [json!("acme.com"), json!(""), json!(1), json!(null), json!(["x"])] {
        let mut body = new_entry(NOBODY, json!({}));
        body["data"]["parent_record_id"] = parent.clone();
        for reply in post_and_put(&api, &body) {
            let error = reply.refused(400, "validation_type");
            assert_eq!(mistakes(&error), [json!(["data", "parent_record_id"])], "{parent}");
        }
    }
    let mut body = new_entry(NOBODY, json!([]));
    body["data"]["parent_object"] = json!(["companies"]);
    for reply in post_and_put(&api, &body) {
        let error = reply.refused(400, "validation_type");
        let expected = [json!(["data", "parent_object"]), json!(["data", "entry_values"])];
        assert_eq!(mistakes(&error), expected);
        assert_eq!(error["validation_errors"][0]["received"], "array");
    }
}

#[test]
fn captured_a_malformed_uuid_in_the_path_is_400() {
    let api = Api::with_pipeline();
    let body = json!({"data": {"entry_values": {}}});
    let path = entry_path("not-a-uuid");
    for reply in [
        api.get(&path),
        api.patch(&path, &body),
        api.put(&path, &body),
        api.delete(&path),
        api.get(&format!("{path}/attributes/text/values")),
    ] {
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["message"], "Query params validation error.");
        assert_eq!(mistakes(&error), [json!(["entry_id"])]);
    }
}

#[test]
fn document_the_messages_for_a_list_that_does_not_exist() {
    let api = Api::with_pipeline();
    let entries = "/v2/lists/enterprise_sales/entries";
    let entry = format!("{entries}/{NOBODY}");
    let new = new_entry(&api.company(), json!({}));
    let change = json!({"data": {"entry_values": {}}});
    for (reply, message) in [
        (
            api.post(&format!("{entries}/query"), &json!({})),
            "List with slug/ID \"enterprise_sales\" not found.",
        ),
        (api.post(entries, &new), "Could not find list with slug/ID \"enterprise_sales\"."),
        (api.put(entries, &new), "List with slug/ID \"enterprise_sales\" was not found."),
        (api.get(&entry), "List with slug/ID \"enterprise_sales\" not found."),
        (api.patch(&entry, &change), "List with slug/ID \"enterprise_sales\" not found."),
        (api.put(&entry, &change), "List with slug/ID \"enterprise_sales\" not found."),
        (api.delete(&entry), "List with slug/ID \"enterprise_sales\" not found."),
        (
            api.get(&format!("{entry}/attributes/text/values")),
            "List with slug/ID \"enterprise_sales\" not found.",
        ),
    ] {
        assert_eq!(reply.message(404, "not_found"), message);
    }
}

#[test]
fn chosen_the_message_for_an_entry_that_does_not_exist_has_its_id() {
    let api = Api::with_pipeline();
    api.add_list("other");
    let id = api.entry(json!({}));
    let change = json!({"data": {"entry_values": {}}});
    // An entry of another list is not found either.
    for (list, id) in [("pipeline", NOBODY), ("other", &id)] {
        let path = format!("/v2/lists/{list}/entries/{id}");
        for reply in [
            api.get(&path),
            api.patch(&path, &change),
            api.put(&path, &change),
            api.delete(&path),
            api.get(&format!("{path}/attributes/entry_id/values")),
        ] {
            let message = reply.message(404, "not_found");
            assert!(message.contains(id), "{message}");
        }
    }
    let path = entry_path(&id);
    assert_eq!(api.delete(&path).text, "{}");
    api.delete(&path).refused(404, "not_found");
}

#[test]
fn captured_entries_are_listed_by_a_query_only() {
    let api = Api::with_pipeline();
    for path in [ENTRIES, "/v2/lists/nothing/entries"] {
        let message = format!("Could not find endpoint \"GET {path}\".");
        for query in ["", "?limit=5"] {
            let reply = api.get(&format!("{path}{query}"));
            assert_eq!(reply.message(404, "not_found"), message);
        }
    }
    let path = "/v2/lists/pipeline/records";
    let message = format!("Could not find endpoint \"POST {path}\".");
    assert_eq!(api.post(path, &json!({})).message(404, "not_found"), message);
}

#[test]
fn captured_a_mistake_in_a_value_is_located_in_the_body() {
    let api = Api::with_pipeline();
    let (company, id) = (api.company(), api.entry(json!({})));
    for (values, path) in [
        (json!({"number": "x"}), json!(["data", "entry_values", "number"])),
        (
            json!({"location": {"locality": 1}}),
            json!(["data", "entry_values", "location", "line_1"]),
        ),
        (json!({"tags": "Small"}), json!(["data", "entry_values", "tags"])),
        (json!({"entry_id": "x"}), json!(["data", "entry_values", "entry_id"])),
    ] {
        for reply in [
            api.add_entry(&company, values.clone()),
            api.assert_entry(&company, values.clone()),
            api.append_entry(&id, values.clone()),
            api.overwrite_entry(&id, values.clone()),
        ] {
            let error = reply.refused(400, "validation_type");
            assert_eq!(mistakes(&error)[0], path);
            let slug = values.as_object().unwrap().keys().next().unwrap();
            let message = format!("An invalid value was passed to attribute with slug \"{slug}\".");
            assert_eq!(error["message"], message);
        }
    }
}

#[test]
fn captured_deleting_a_record_deletes_its_entries() {
    let api = Api::with_pipeline();
    api.add_list("other");
    let company = api.company();
    let id = entry_id(&api.added(&company, json!({"code": "mine"})));
    api.added(&company, json!({}));
    api.post("/v2/lists/other/entries", &new_entry(&company, json!({}))).data();
    let stays = api.entry(json!({}));
    assert_eq!(api.delete(&format!("/v2/objects/companies/records/{company}")).text, "{}");
    api.get_entry(&id).refused(404, "not_found");
    assert_eq!(api.found_entries(json!({})), [stays]);
    assert!(api.attio.entry_ids("other").is_empty());
    // Their unique values are free.
    api.added(&api.company(), json!({"code": "mine"}));
}

#[test]
fn document_deleting_an_entry_leaves_the_record() {
    let api = Api::with_pipeline();
    let company = api.company();
    let id = entry_id(&api.added(&company, json!({})));
    let reply = api.delete(&entry_path(&id));
    assert_eq!((reply.status, reply.text.as_str()), (200, "{}"));
    api.get(&format!("/v2/objects/companies/records/{company}")).data();
    assert!(api.entries_of(&company).is_empty());
}

#[test]
fn document_missing_permissions() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({}));
    let path = entry_path(&id);
    let list = "/v2/lists/pipeline";
    let attributes = format!("{list}/attributes");
    for (method, path, action) in [
        (Method::POST, ENTRIES, "create entries in this list"),
        // Presumably the same.
        (Method::PUT, ENTRIES, "create entries in this list"),
        (Method::PATCH, path.as_str(), "update entries in this list"),
        (Method::PUT, path.as_str(), "update entries in this list"),
        (Method::DELETE, path.as_str(), "delete entries in this list"),
        (Method::POST, &attributes, "create this attribute"),
        (Method::POST, &format!("{attributes}/select/options"), "create this select option"),
        (Method::POST, &format!("{attributes}/status/statuses"), "create this status"),
        (Method::PATCH, list, "update this list"),
    ] {
        api.attio.inject(Fault::Forbidden.once());
        let reply = send(api.request(method.clone(), path).json(&json!({})));
        let message = format!("You do not have the necessary permissions to {action}.");
        assert_eq!(reply.message(403, "unauthorized"), message, "{method} {path}");
    }
    assert_eq!(api.attio.entry_ids("pipeline").len(), 1);
}

#[test]
fn captured_the_headers_of_lists_and_entries() {
    let api = Api::with_pipeline();
    let company = api.company();
    let added = api.add_entry(&company, json!({}));
    let id = entry_id(&added.data());
    for (reply, is_accurate) in [
        (added, true),
        (api.assert_entry(&company, json!({})), true),
        (api.get_entry(&id), true),
        (api.append_entry(&id, json!({})), true),
        (api.query_entries(json!({})), true),
        (api.get("/v2/lists/pipeline"), true),
        (api.get("/v2/lists"), true),
        (api.delete(&entry_path(&id)), true),
        (api.get_entry(&id), false),
    ] {
        assert_eq!(reply.headers.contains_key("x-accurate-at"), is_accurate, "{}", reply.text);
        assert!(reply.headers.contains_key("x-attio-execution-id"));
    }
}

#[test]
fn captured_the_score_of_a_query_of_entries() {
    let api = Api::with_pipeline();
    for _ in 0..5 {
        api.entry(json!({}));
    }
    let score = |body| {
        let reply = api.query_entries(body);
        reply.headers["x-attio-record-query-score"].to_str().unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(score(json!({})), 0);
    let sorts = json!([{"direction": "asc", "attribute": "created_at"}]);
    assert_eq!(score(json!({"sorts": sorts, "limit": 100})), 84);
}

#[test]
fn chosen_the_id_of_the_parent_is_not_an_attribute() {
    let api = Api::with_pipeline();
    let company = api.company();
    api.added(&company, json!({}));
    for slug in ["parent_record_id", "parent_record", "record_id", "parent_object"] {
        let reply = api.query_entries(json!({"filter": {slug: company}}));
        let message = reply.message(400, "unknown_filter_attribute_slug");
        assert_eq!(message, format!("Unknown attribute slug: {slug}."));
        assert_eq!(reply.json()["path"], json!([slug]));
    }
}

#[test]
fn document_the_entries_of_a_record_have_four_members() {
    let api = Api::with_pipeline();
    let company = api.company();
    let entry = api.added(&company, json!({"text": "x"}));
    let reply = api.get(&format!("/v2/objects/companies/records/{company}/entries"));
    in_order(&reply.text, &["list_id", "list_api_slug", "entry_id", "created_at"]);
    let expected = json!([{
        "list_id": api.attio.list_id("pipeline"), "list_api_slug": "pipeline",
        "entry_id": entry["id"]["entry_id"], "created_at": entry["created_at"],
    }]);
    assert_eq!(reply.data(), expected);
}

#[test]
fn document_an_assert_sets_multi_selects_to_exactly_these_values() {
    let api = Api::with_pipeline();
    let company = api.company();
    let values = json!({"text": "x", "tags": ["Small", "Medium"], "phones": ["+15558675309"]});
    api.added(&company, values);
    let entry = api.assert_entry(&company, json!({"tags": ["Large", "Small"]})).data();
    let values = &entry["entry_values"];
    let titles: Vec<_> =
        values["tags"].as_array().unwrap().iter().map(|v| &v["option"]["title"]).collect();
    assert_eq!(titles, ["Large", "Small"]);
    // Attributes that are not named stay.
    assert_eq!(values["text"][0]["value"], "x");
    assert_eq!(values["phones"].as_array().unwrap().len(), 1);
    // An empty list clears.
    let entry = api.assert_entry(&company, json!({"tags": [], "text": []})).data();
    assert_eq!(entry["entry_values"]["tags"], json!([]));
    assert_eq!(entry["entry_values"]["text"], json!([]));
}

#[test]
fn document_a_merge_in_progress_concerns_the_parent() {
    let api = Api::with_pipeline();
    let (one, two) = (api.company(), api.company());
    let id = entry_id(&api.added(&one, json!({})));
    api.attio.delay_next_merge();
    let data = json!({"primary_record_id": one, "secondary_record_id": two});
    let merge = api.post("/v2/objects/companies/records/merge", &json!({"data": data}));
    assert_eq!(merge.status, 202);
    let merged = merge.json()["data"]["new_record_id"].as_str().unwrap().to_owned();
    for parent in [&one, &two, &merged] {
        api.assert_entry(parent, json!({})).refused(400, "merge_in_progress");
    }
    api.append_entry(&id, json!({})).refused(400, "merge_in_progress");
    api.overwrite_entry(&id, json!({})).refused(400, "merge_in_progress");
    // Reads of the entry are not mentioned, nor are POST and DELETE.
    api.get_entry(&id).data();
    assert_eq!(api.found_entries(json!({})), [id.as_str()]);
    api.added(&one, json!({}));
    api.add_entry(&merged, json!({})).refused(400, "value_not_found");
    assert_eq!(api.delete(&entry_path(&id)).text, "{}");
    api.attio.finish_merges();
    api.assert_entry(&merged, json!({"text": "x"})).data();
    assert_eq!(api.attio.entry_ids("pipeline").len(), 1);
}
