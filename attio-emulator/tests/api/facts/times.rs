//! The format of times, and records seeded in the past.

use std::time::{Duration, SystemTime};

use attio_emulator::{Actor, Seed};
use regex::Regex;
use serde_json::json;
use uuid::Uuid;

use crate::support::Api;

#[test]
fn captured_times_have_milliseconds_padded_to_nine_digits() {
    let api = Api::with_things();
    let id = api.created("people", json!({"email_addresses": ["a@example.com"]}));
    api.append(
        "people",
        &id,
        json!({"email_addresses": ["b@example.com"], "job_title": "Engineer"}),
    );
    api.overwrite("people", &id, json!({"email_addresses": []}));
    api.attio.add_view("people", "All", &json!({})).unwrap();
    let time = Regex::new(r#""(\d{4}-\d\d-\d\dT[^"]+)""#).unwrap();
    let millis = Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000000Z$").unwrap();
    let record = format!("/v2/objects/people/records/{id}");
    for (path, least) in [
        (record.clone(), 6),
        (format!("{record}/attributes/email_addresses/values?show_historic=true"), 4),
        ("/v2/objects".to_owned(), 6),
        ("/v2/objects/things/attributes".to_owned(), 10),
        ("/v2/objects/people/views".to_owned(), 1),
        ("/v2/workspace_members".to_owned(), 1),
    ] {
        let text = api.get(&path).text;
        let times: Vec<&str> =
            time.captures_iter(&text).map(|c| c.get(1).unwrap().as_str()).collect();
        assert!(times.len() >= least, "{path}: {text}");
        for time in times {
            assert!(millis.is_match(time), "{path}: {time}");
        }
    }
}

#[test]
fn document_a_timestamp_that_was_written_keeps_its_nanoseconds() {
    let api = Api::with_things();
    let written = "2023-01-01T15:00:00.123456789Z";
    assert_eq!(api.payload("timestamp", json!(written)), json!({"value": written}));
}

#[test]
fn a_record_can_be_seeded_in_the_past_and_by_others() {
    let api = Api::start();
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let (app, token) = (Uuid::new_v4(), Uuid::new_v4());
    let member = api.attio.member_id();
    for (actor, kind, id) in [
        (Actor::member(member), "workspace-member", json!(member)),
        (Actor::token(token), "api-token", json!(token)),
        (Actor::app(app), "app", json!(app)),
        (Actor::system(), "system", json!(null)),
    ] {
        let seed = Seed::new().created_at(hour_ago).by(actor);
        let record = api.attio.seed_with("people", &json!({"job_title": "x"}), &seed).unwrap();
        let record = api.get(&format!("/v2/objects/people/records/{record}")).data();
        let values = &record["values"];
        let author = json!({"type": kind, "id": id});
        let created_at = record["created_at"].as_str().unwrap();
        let now = api.create("companies", json!({})).data()["created_at"].clone();
        assert!(created_at < now.as_str().unwrap());
        for slug in ["job_title", "created_at", "created_by", "record_id"] {
            assert_eq!(values[slug][0]["created_by_actor"], author, "{slug}");
            assert_eq!(values[slug][0]["active_from"], record["created_at"], "{slug}");
        }
        assert_eq!(values["created_at"][0]["value"], record["created_at"]);
        let created_by = &values["created_by"][0];
        assert_eq!(created_by["referenced_actor_type"], kind);
        assert_eq!(created_by["referenced_actor_id"], id);
    }
}

#[test]
fn a_seed_that_is_refused_stores_nothing() {
    let api = Api::start();
    let seed = |time| api.attio.seed_at("companies", &json!({"domains": ["a.com"]}), time);
    seed(SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(seed(SystemTime::now()).unwrap_err().code, "uniqueness_conflict");
    let actor = Actor::system();
    let refused = api.attio.seed_as("companies", &json!({"domains": ["a.com"]}), actor);
    assert_eq!(refused.unwrap_err().code, "uniqueness_conflict");
    assert_eq!(api.attio.record_ids("companies").len(), 1);
}
