//! Faults, canned responses and the rate limit, for requests of entries.

use std::time::Duration;

use attio_emulator::{
    CannedResponse, Emulator, Fault, Foreign, Injection, Operation, RateLimit, RetryAfter,
};
use serde_json::{Value, json};

use super::{entry_id, entry_path, new_entry};
use crate::support::{Api, Reply};

const ENTRIES: &str = "/v2/lists/pipeline/entries";

/// Requests of each kind of operation, on one entry.
fn ask(api: &Api, kind: Operation, id: &str) -> Reply {
    let (path, change) = (entry_path(id), json!({"data": {"entry_values": {"text": "new"}}}));
    match kind {
        Operation::Create => api.add_entry(&api.company(), json!({"text": "new"})),
        Operation::Assert => api.assert_entry(&api.company(), json!({"text": "new"})),
        Operation::Get => api.get(&path),
        Operation::Append => api.patch(&path, &change),
        Operation::Overwrite => api.put(&path, &change),
        Operation::Delete => api.delete(&path),
        Operation::Query => api.query_entries(json!({})),
        other => panic!("{other:?}"),
    }
}

const KINDS: [Operation; 7] = [
    Operation::Get,
    Operation::Query,
    Operation::Create,
    Operation::Assert,
    Operation::Append,
    Operation::Overwrite,
    Operation::Delete,
];

#[test]
fn a_fault_on_an_operation_matches_its_entry_requests() {
    for kind in KINDS {
        let api = Api::with_pipeline();
        let id = api.entry(json!({"text": "old"}));
        api.attio.inject(Fault::Status(503).once().on(kind));
        for other in KINDS {
            let status = if other == kind { 503 } else { 200 };
            assert_eq!(ask(&api, other, &id).status, status, "{other:?} under a fault on {kind:?}");
            let last = api.attio.requests().pop().unwrap();
            assert_eq!(last.applied(), other != kind, "{other:?}");
        }
    }
    // Reads and writes, as for records.
    for (kind, reads) in [(Operation::Read, true), (Operation::Write, false)] {
        let api = Api::with_pipeline();
        let id = api.entry(json!({}));
        api.attio.inject(Fault::Status(503).always().on(kind));
        for other in KINDS {
            let is_read = matches!(other, Operation::Get | Operation::Query);
            let status = if is_read == reads { 503 } else { 200 };
            assert_eq!(ask(&api, other, &id).status, status, "{other:?} under a fault on {kind:?}");
        }
    }
}

/// Sends without reading the document's opinion of the response.
fn raw(api: &Api, body: &Value) -> Result<reqwest::blocking::Response, reqwest::Error> {
    let client = reqwest::blocking::Client::builder().no_proxy().timeout(Duration::from_secs(1));
    let request = client.build().unwrap().post(format!("{}{ENTRIES}", api.attio.base_url()));
    request.bearer_auth(api.attio.api_key()).json(body).send()
}

/// Every fault, with whether the create of an entry is applied.
#[test]
fn every_fault_applies_to_entries_as_to_records() {
    let long = Duration::from_secs(5);
    let faults = [
        (Fault::DropBeforeReading, false),
        (Fault::DropBeforeApplying, false),
        (Fault::ApplyThenDrop, true),
        (Fault::RefuseStream, false),
        (Fault::ResetBeforeApplying, false),
        (Fault::ApplyThenReset, true),
        (Fault::GoAway, false),
        (Fault::ApplyThenGoAway, true),
        (Fault::ApplyThenGoAwayError, true),
        (Fault::GoSilent, false),
        (Fault::ApplyThenGoSilent, true),
        (Fault::Status(503), false),
        (Fault::Foreign(Foreign::Html(503)), false),
        (Fault::Foreign(Foreign::Empty(200)), false),
        (Fault::Foreign(Foreign::NoContent), false),
        (Fault::ApplyThenStatus(503), true),
        (Fault::ApplyThenForeign(Foreign::Html(503)), true),
        (Fault::ApplyThenForeign(Foreign::Empty(200)), true),
        (Fault::ApplyThenForeign(Foreign::NoContent), true),
        (Fault::Foreign(Foreign::Envelope), false),
        (Fault::ApplyThenForeign(Foreign::Envelope), true),
        (Fault::Redirect("http://127.0.0.1:9".to_owned()), false),
        (Fault::Unauthorized, false),
        (Fault::Forbidden, false),
        (Fault::ConcurrentWrite, false),
        (Fault::RateLimited(RetryAfter::NextSecond), false),
        (Fault::Truncated, true),
        (Fault::InvalidJson, true),
        (Fault::WrongContentType, true),
        (Fault::Oversized(100_000), true),
        (Fault::DeepNesting(1000), true),
        (Fault::ApplyThenStall(long), true),
        (Fault::SlowDrip(long), true),
    ];
    for (fault, applied) in faults {
        let api = Api::with_pipeline();
        let company = api.company();
        api.attio.inject(fault.clone().once());
        drop(raw(&api, &new_entry(&company, json!({"text": "x"}))));
        let requests = api.attio.requests();
        assert_eq!(requests[0].faults, std::slice::from_ref(&fault));
        assert_eq!(requests[0].applied(), applied, "{fault:?}");
        assert_eq!(api.attio.entry_ids("pipeline").len(), usize::from(applied), "{fault:?}");
        // The next request succeeds.
        assert_eq!(api.entries_of(&company).len(), usize::from(applied));
    }
}

#[test]
fn a_stalled_create_is_applied_later() {
    let api = Api::with_pipeline();
    let company = api.company();
    api.attio.inject(Fault::StallThenApply(Duration::from_millis(1500)).once());
    assert!(raw(&api, &new_entry(&company, json!({}))).unwrap_err().is_timeout());
    assert!(api.attio.entry_ids("pipeline").is_empty());
    while api.attio.entry_ids("pipeline").is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(api.entries_of(&company).len(), 1);
}

#[test]
fn somebody_else_edits_or_deletes_an_entry_after_a_write() {
    let api = Api::with_pipeline();
    let edit = |attribute: &str, value: &str| Fault::EditAfter {
        attribute: attribute.to_owned(),
        value: value.to_owned(),
    };
    let company = api.company();
    let mut id = String::new();
    for (kind, was) in [("post", "a"), ("put", "b"), ("patch", "c"), ("overwrite", "d")] {
        api.attio.inject(edit("text", "other").once());
        let values = json!({"text": was});
        let reply = match kind {
            "post" => api.add_entry(&company, values),
            "put" => api.assert_entry(&company, values),
            "patch" => api.append_entry(&id, values),
            _ => api.overwrite_entry(&id, values),
        };
        let entry = reply.data();
        id = entry_id(&entry);
        assert_eq!(entry["entry_values"]["text"][0]["value"], was, "{kind}");
        let stored = &api.entry_values(&id)["text"][0];
        assert_eq!(stored["value"], "other", "{kind}");
        assert_eq!(stored["created_by_actor"]["type"], "workspace-member");
    }
    api.attio.inject(edit("number", "7").once());
    api.append_entry(&id, json!({})).data();
    assert_eq!(api.entry_values(&id)["number"][0]["value"], 7);
    // `{record_id}` is the ID of the entry. An edit that the API would refuse is skipped.
    api.attio.inject(edit("code", "{record_id}").once());
    api.append_entry(&id, json!({})).data();
    assert_eq!(api.entry_values(&id)["code"][0]["value"], json!(id));
    for attribute in ["nothing", "entry_id", "status"] {
        api.attio.inject(edit(attribute, "x").once());
        api.append_entry(&id, json!({})).data();
    }
    api.attio.inject(Fault::DeleteAfter.once());
    api.append_entry(&id, json!({})).data();
    api.get_entry(&id).refused(404, "not_found");
    api.attio.inject(Fault::DeleteAfter.once());
    let gone = entry_id(&api.assert_entry(&company, json!({})).data());
    api.get_entry(&gone).refused(404, "not_found");
    assert!(api.entries_of(&company).is_empty());
    api.get(&format!("/v2/objects/companies/records/{company}")).data();
}

#[test]
fn an_error_with_the_status_of_a_success_is_about_the_entry() {
    let api = Api::with_pipeline();
    let path = entry_path(&api.entry(json!({})));
    api.attio.inject(Fault::Foreign(Foreign::Envelope).once());
    // The document has no such response.
    let reply = api.request(reqwest::Method::GET, &path).send().unwrap();
    assert_eq!(reply.status(), 200);
    let message = reply.json::<Value>().unwrap()["message"].clone();
    let message = message.as_str().unwrap().to_owned();
    assert_eq!(
        message,
        api.get(&entry_path(super::NOBODY))
            .message(404, "not_found")
            .replace(super::NOBODY, path.rsplit('/').next().unwrap())
    );
}

#[test]
fn the_textual_form_of_a_fault_selects_entries_by_their_path() {
    let api = Api::with_pipeline();
    let injection: Injection = "status=503@create@/v2/lists/*/entries".parse().unwrap();
    api.attio.inject(injection);
    assert_eq!(api.create("people", json!({})).status, 200);
    assert_eq!(api.add_entry(&api.company(), json!({})).status, 503);
}

#[test]
fn a_canned_response_replaces_an_entry() {
    let api = Api::with_pipeline();
    let body =
        json!({"status_code": 403, "type": "auth_error", "code": "billing_error", "message": "x"});
    api.attio.stub("POST", "/v2/lists", CannedResponse::json(403, &body).times(1));
    let data = json!({
        "name": "x", "api_slug": "x", "parent_object": "people", "workspace_access": "full-access",
        "workspace_member_access": [],
    });
    api.post("/v2/lists", &json!({"data": data})).refused(403, "billing_error");
    api.post("/v2/lists", &json!({"data": data})).data();
}

#[test]
fn a_query_of_entries_counts_as_a_read() {
    let builder = Emulator::builder().rate_limit(RateLimit::sliding_window(1_000_000, 0));
    let api = Api::with_pipeline_of(builder);
    let company = api.company();
    let id = api.attio.seed_entry("pipeline", company.parse().unwrap(), &json!({})).unwrap();
    let id = id.to_string();
    for kind in KINDS {
        let is_read = matches!(kind, Operation::Get | Operation::Query);
        assert_eq!(ask(&api, kind, &id).status, if is_read { 200 } else { 429 }, "{kind:?}");
    }
    api.entries_of(&company);
    api.get("/v2/lists").data();
    let counts = api.attio.rate_limit_counts();
    assert_eq!((counts.reads, counts.refused_reads), (4, 0));
    assert_eq!((counts.writes, counts.refused_writes), (0, 5));
}
