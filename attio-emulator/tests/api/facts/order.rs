//! The order of listings.

use std::time::{Duration, SystemTime};

use attio_emulator::{Emulator, Seed};
use serde_json::{Value, json};

use crate::support::{Api, record_id};

/// Milliseconds since a fixed day.
fn millis(time: &Value) -> i64 {
    let time = time.as_str().unwrap();
    let number = |from: usize, to: usize| time[from..to].parse::<i64>().unwrap();
    let year = i32::try_from(number(0, 4)).unwrap();
    let month = time::Month::try_from(u8::try_from(number(5, 7)).unwrap()).unwrap();
    let day = u8::try_from(number(8, 10)).unwrap();
    let day = time::Date::from_calendar_date(year, month, day).unwrap().to_julian_day();
    let seconds = ((i64::from(day) * 24 + number(11, 13)) * 60 + number(14, 16)) * 60;
    (seconds + number(17, 19)) * 1000 + number(20, 23)
}

fn seeded(api: &Api, count: usize) -> Vec<String> {
    (0..count)
        .map(|i| {
            api.attio.seed("people", &json!({"job_title": i.to_string()})).unwrap().to_string()
        })
        .collect()
}

#[test]
fn captured_records_without_sorts_come_in_ascending_order_of_their_ids() {
    let api = Api::start();
    let mut ids = seeded(&api, 40);
    ids.sort_unstable();
    let queries =
        [json!({}), json!({"filter": {}}), json!({"filter": {"job_title": {"$contains": ""}}})];
    for query in queries {
        assert_eq!(api.found("people", query.clone()), ids, "{query}");
    }
    let mut pages = Vec::new();
    for offset in (0..40).step_by(7) {
        pages.extend(api.found("people", json!({"limit": 7, "offset": offset})));
    }
    assert_eq!(pages, ids);
}

#[test]
fn captured_records_found_by_an_index_are_in_ascending_order_too() {
    let api = Api::start();
    let emails: Vec<String> = (0..20).map(|i| format!("p{i}@example.com")).collect();
    let mut ids: Vec<String> = emails
        .iter()
        .map(|email| api.created("people", json!({"email_addresses": [email]})))
        .collect();
    ids.sort_unstable();
    let any: Vec<Value> = emails.iter().map(|email| json!({"email_addresses": email})).collect();
    assert_eq!(api.found("people", json!({"filter": {"$or": any}})), ids);
}

#[test]
fn chosen_records_that_are_equal_by_the_sorts_come_in_ascending_order_of_their_ids() {
    let api = Api::start();
    let at = SystemTime::now() - Duration::from_secs(60);
    let mut ids: Vec<String> =
        (0..20).map(|_| api.attio.seed_at("people", &json!({}), at).unwrap().to_string()).collect();
    ids.sort_unstable();
    for direction in ["asc", "desc"] {
        let sorts = json!([{"attribute": "created_at", "direction": direction}]);
        assert_eq!(api.found("people", json!({"sorts": sorts})), ids, "{direction}");
    }
}

#[test]
fn captured_objects_come_in_ascending_order_of_their_ids() {
    let api = Api::start();
    api.add_things();
    let objects = api.get("/v2/objects").data();
    let objects = objects.as_array().unwrap();
    let ids: Vec<&str> = objects.iter().map(|o| o["id"]["object_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 6);
    assert!(ids.is_sorted(), "{ids:?}");
}

#[test]
fn captured_attributes_come_in_the_order_in_which_they_were_made() {
    let api = Api::with_things();
    let attributes = api.get("/v2/objects/things/attributes").data();
    let attributes = attributes.as_array().unwrap();
    let slugs: Vec<&str> = attributes.iter().map(|a| a["api_slug"].as_str().unwrap()).collect();
    let made = ["text", "code", "number", "serial", "checkbox", "currency", "date", "timestamp"];
    let found: Vec<&str> = slugs.into_iter().filter(|slug| made.contains(slug)).collect();
    assert_eq!(found, made);
}

#[test]
fn captured_sorts_and_filters_by_created_at_go_by_the_attribute() {
    let api = Api::start();
    let start = SystemTime::now() - Duration::from_secs(1000);
    let at = |seconds| start + Duration::from_secs(seconds);
    // The order by the record's own time is the reverse of the order by its attribute.
    let ids: Vec<String> = (0..10)
        .map(|i| {
            let seed = Seed::new().created_at(at(i)).attribute_created_at(at(100 - i));
            api.attio.seed_with("people", &json!({}), &seed).unwrap().to_string()
        })
        .collect();
    let sorted = |direction| {
        let sorts = json!([{"attribute": "created_at", "direction": direction}]);
        api.query("people", json!({"sorts": sorts})).data()
    };
    let ids_of = |records: &Value| -> Vec<String> {
        records.as_array().unwrap().iter().map(record_id).collect()
    };
    let (up, down) = (sorted("asc"), sorted("desc"));
    assert_eq!(ids_of(&down), ids);
    assert_eq!(ids_of(&up), ids.iter().rev().cloned().collect::<Vec<_>>());
    let middle = up[4]["values"]["created_at"][0]["value"].as_str().unwrap();
    let filter = json!({"filter": {"created_at": {"$gte": middle}}});
    let mut found = api.found("people", filter);
    let mut expected: Vec<String> = ids[..6].to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn captured_the_two_times_of_a_record_can_differ_by_a_range() {
    let range = -290..=36_000;
    let api = Api::with(Emulator::builder().created_at_differences(range.clone()));
    let mut differences = Vec::new();
    for i in 0..50 {
        let record = match i % 2 {
            0 => api.create("people", json!({})).data(),
            _ => {
                api.assert("companies", "domains", json!({"domains": [format!("a{i}.com")]})).data()
            }
        };
        let attribute = millis(&record["values"]["created_at"][0]["value"]);
        differences.push(millis(&record["created_at"]) - attribute);
    }
    assert!(differences.iter().all(|difference| range.contains(difference)), "{differences:?}");
    assert!(differences.iter().max() > Some(&1000), "{differences:?}");
    // They are the same in each run.
    let again = Api::with(Emulator::builder().created_at_differences(range));
    let record = again.create("people", json!({})).data();
    let attribute = millis(&record["values"]["created_at"][0]["value"]);
    assert_eq!(millis(&record["created_at"]) - attribute, differences[0]);
}

#[test]
fn captured_the_two_times_of_a_record_are_equal_over_the_api() {
    let api = Api::start();
    for _ in 0..20 {
        let record = api.create("people", json!({})).data();
        assert_eq!(record["created_at"], record["values"]["created_at"][0]["value"]);
        assert_eq!(record["created_at"], record["values"]["created_at"][0]["active_from"]);
    }
}
