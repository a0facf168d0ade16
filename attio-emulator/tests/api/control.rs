//! Controlling the emulator in a test: start, seed, stub, inspect, reset.

use attio_emulator::{CannedResponse, Emulator, Fault, StartError};
use attio_schema::{Attribute, Member, Object, Workspace};
use serde_json::json;

use crate::support::Api;

#[tokio::test]
async fn it_serves_the_runtime_that_started_it() {
    let attio = Emulator::start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v2/self", attio.base_url());
    let response = client.get(url).bearer_auth(attio.api_key()).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[test]
fn a_dropped_emulator_stops() {
    let api = Api::start();
    let url = format!("{}/v2/self", api.attio.base_url());
    assert_eq!(api.get("/v2/self").status, 200);
    drop(api);
    assert!(reqwest::blocking::get(url).is_err());
}

#[test]
fn a_taken_port_is_an_error() {
    let attio = Emulator::start_blocking().unwrap();
    let port = attio.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Emulator::builder().port(port).start_blocking().unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error}");
}

#[test]
fn the_number_of_kept_requests_can_be_set() {
    for (kept, expected) in [(3, 3), (1, 1), (0, 1)] {
        let api = Api::with(Emulator::builder().kept_requests(kept));
        (0..5).for_each(|number| drop(api.get(&format!("/v2/{number}"))));
        let paths: Vec<_> = api.attio.requests().into_iter().map(|it| it.path).collect();
        let last: Vec<_> = (5 - expected..5).map(|number| format!("/v2/{number}")).collect();
        assert_eq!(paths, last);
    }
}

#[test]
fn requests_are_kept_without_their_token() {
    let api = Api::with(Emulator::builder().api_key("secret-key"));
    api.create("people", json!({"job_title": "CEO"})).data();
    api.get("/v2/objects?x=1").data();
    let requests = api.attio.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].path.as_str()),
        ("POST", "/v2/objects/people/records")
    );
    assert_eq!(requests[0].body_json(), json!({"data": {"values": {"job_title": "CEO"}}}));
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[0].bearer(), Some("secret-key"));
    assert_eq!(requests[1].query.as_deref(), Some("x=1"));
    assert!(!format!("{requests:?} {:?}", api.attio).contains("secret-key"));
}

#[test]
fn canned_responses_have_their_order_and_number() {
    let api = Api::start();
    let html = CannedResponse::new(503).header("content-type", "text/html").body("<h1>no</h1>");
    api.attio.stub("GET", "/v2/objects", html.times(2));
    api.attio.stub("*", "/v2/", CannedResponse::json(500, &json!({"data": 1})));
    let reply = api.get("/v2/objects");
    assert_eq!((reply.status, reply.text.as_str()), (503, "<h1>no</h1>"));
    assert_eq!(reply.headers["content-type"], "text/html");
    assert!(reply.headers.contains_key("x-attio-execution-id"));
    let reply = api.create("people", json!({}));
    assert_eq!((reply.status, reply.json()), (500, json!({"data": 1})));
    assert_eq!(api.get("/v2/objects").status, 503);
    assert_eq!(api.get("/v2/objects").status, 200);
    api.attio.stub("*", "/", CannedResponse::new(500).always());
    assert_eq!([api.get("/").status, api.get("/").status], [500, 500]);
    api.attio.reset();
    assert_eq!(api.get("/v2/objects").status, 200);
}

#[test]
fn seeded_records_are_the_members() {
    let api = Api::start();
    let id = api.attio.seed("people", &json!({"name": "Lovelace, Ada"})).unwrap();
    let values = api.values("people", &id.to_string());
    let member = api.attio.member_id().to_string();
    let actor = json!({"type": "workspace-member", "id": member});
    assert_eq!(values["name"][0]["created_by_actor"], actor);
    let error = api.attio.seed("people", &json!({"x": 1})).unwrap_err();
    assert_eq!((error.status, error.code.as_str()), (400, "value_not_found"));
}

#[test]
fn a_refused_seed_names_the_object_and_all_mistakes() {
    let api = Api::start();
    let seed = |object: &str, values| api.attio.seed(object, &values).unwrap_err().to_string();
    let text = seed(
        "people",
        json!({"emails": ["a@acme.com"], "job_title": "CTO", "name": {"first": "Ada"}}),
    );
    assert!(
        text.starts_with(
            "cannot seed a record of `people`: 400 value_not_found: Cannot find attribute with slug/ID \
             \"emails\". (did you mean `email_addresses`?); also: An invalid value was passed to attribute \
             with slug \"name\". ["
        ),
        "{text}"
    );
    assert!(!text.contains("job_title"), "{text}");
    let text = seed("people", json!({"zzz": 1}));
    assert!(text.contains("(there are ") && text.contains("`email_addresses`"), "{text}");
    let text = seed("persons", json!({"name": "Ada"}));
    assert!(text.starts_with("cannot seed a record of `persons`: 404 not_found: "), "{text}");
    assert!(text.contains("`people`"), "{text}");
    let text = seed("deals", json!({"name": "x", "stage": "Leed", "owner": "no@acme.com"}));
    assert!(text.contains("(in `stage`, which has \"Lead\", \"In Progress\""), "{text}");
    assert!(text.contains("(in `owner`)") && text.contains("; also: "), "{text}");
    let text = seed("deals", json!({"stage": "Lead"}));
    assert!(text.ends_with("was not provided. (the attribute `name`)"), "{text}");
    let text = seed("people", json!({"company": "acme.com"}));
    assert!(text.ends_with("Record with domains \"acme.com\" not found. (in `company`)"), "{text}");
}

#[test]
fn members_can_be_added() {
    let api = Api::start();
    let member = Member::new("Bob", "Builder", "bob@example.com");
    let id = api.attio.add_member(member.clone()).unwrap();
    assert!(api.attio.add_member(member).is_err());
    let values = json!({"name": "x", "stage": "Lead", "owner": "bob@example.com"});
    let deal = api.create("deals", values).data();
    assert_eq!(deal["values"]["owner"][0]["referenced_actor_id"], id.to_string());
}

#[test]
fn reset_forgets_everything_but_the_token() {
    let api = Api::with_things();
    let key = api.attio.api_key().to_owned();
    let id = api.created("people", json!({"email_addresses": ["a@acme.com"]}));
    api.attio.reset();
    assert!(api.attio.requests().is_empty());
    api.get("/v2/objects/things").refused(404, "not_found");
    api.get(&format!("/v2/objects/people/records/{id}")).refused(404, "not_found");
    assert_eq!(api.attio.api_key(), key);
}

#[test]
fn ids_of_the_schema_are_the_same_each_time() {
    let (one, two) = (Api::with_things(), Api::with_things());
    let (mut one, mut two) = (one.attio.snapshot(), two.attio.snapshot());
    one.sort();
    two.sort();
    assert_eq!(one.to_json(), two.to_json());
}

#[test]
fn a_snapshot_starts_the_same_schema() {
    let first = Api::with_things();
    let snapshot = first.attio.snapshot().to_json();
    let second = Api::with(Emulator::builder().workspace(Workspace::from_json(&snapshot).unwrap()));
    assert_eq!(second.attio.snapshot().to_json(), snapshot);
    second.created("companies", json!({"domains": ["acme.com"]}));
    second.created("things", json!({"select": "Small", "company": "acme.com", "status": "Done"}));
}

#[test]
fn a_schema_written_by_hand_needs_no_ids() {
    let mut notes = Object::new("notes");
    notes.attributes.push(Attribute::new("text", "text"));
    let mut workspace = Workspace::default();
    workspace.objects.push(notes);
    let api = Api::with(Emulator::builder().workspace(workspace));
    let record = api.create("notes", json!({"text": "x"})).data();
    assert_eq!(record["values"]["record_id"][0]["value"], record["id"]["record_id"]);
    api.get("/v2/objects/people").refused(404, "not_found");
}

#[test]
fn a_schema_that_contradicts_itself_is_an_error() {
    let mut workspace = Workspace::default();
    workspace.objects = vec![Object::new("a"), Object::new("a")];
    let error = Emulator::builder().workspace(workspace).start_blocking().unwrap_err();
    assert!(matches!(error, StartError::Schema(_)), "{error}");
    let error = Emulator::builder().snapshot("/nowhere").start_blocking().unwrap_err();
    assert!(matches!(error, StartError::ReadSnapshot { .. }), "{error}");
}

#[test]
fn emulators_share_nothing() {
    let (one, other) = (Api::start(), Api::start());
    assert_ne!(one.attio.base_url(), other.attio.base_url());
    assert_ne!(one.attio.api_key(), other.attio.api_key());
    let invoices = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    one.attio.create_object(&invoices).unwrap();
    let ada = one.created("people", json!({"email_addresses": ["ada@example.com"]}));
    one.attio.inject(Fault::Status(503).always());
    assert_eq!(one.get("/v2/self").status, 503);

    assert_eq!(other.get("/v2/objects/invoices").status, 404);
    assert_eq!(other.get(&format!("/v2/objects/people/records/{ada}")).status, 404);
    // A value that is unique in one is free in the other.
    other.created("people", json!({"email_addresses": ["ada@example.com"]}));
    assert_eq!((one.attio.record_ids("people").len(), other.attio.requests().len()), (1, 3));
}
