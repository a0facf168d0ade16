//! Pages of a query, and saved views.

use std::time::{Duration, SystemTime};

use attio_emulator::{Emulator, LargePages};
use serde_json::{Value, json};

use crate::support::{Api, record_id};

/// Seeds `count` people, each created a second after the previous one.
fn seeded(api: &Api, count: u64) -> Vec<String> {
    let start = SystemTime::now() - Duration::from_secs(count);
    let seed = |i| api.attio.seed_at("people", &json!({}), start + Duration::from_secs(i)).unwrap();
    (0..count).map(|i| seed(i).to_string()).collect()
}

#[test]
fn without_sorts_records_are_in_the_order_of_ids() {
    let api = Api::start();
    let mut ids: Vec<String> = (0..5).map(|_| api.created("people", json!({}))).collect();
    ids.sort_unstable();
    assert_eq!(api.found("people", json!({})), ids);
    api.append("people", &ids[2], json!({"job_title": "CEO"})).data();
    api.delete(&format!("/v2/objects/people/records/{}", ids[1]));
    let left = [&ids[0], &ids[2], &ids[3], &ids[4]];
    assert_eq!(api.found("people", json!({})), left.map(String::as_str));
    let object = api.attio.object_id("people").unwrap().to_string();
    assert_eq!(api.found(&object, json!({"limit": 1})), [ids[0].as_str()]);
}

#[test]
fn a_record_in_a_page_equals_the_single_record() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "\"CEO\" \u{1} ä", "name": "Ada"}));
    let page = api.query("people", json!({})).data();
    assert_eq!(page[0], api.get(&format!("/v2/objects/people/records/{id}")).data());
}

#[test]
fn limit_and_offset_select_a_page() {
    let api = Api::start();
    let made = seeded(&api, 5);
    let mut ids = made.clone();
    ids.sort_unstable();
    let sorts = json!([{"attribute": "created_at", "direction": "desc"}]);
    let mut backwards = made;
    backwards.reverse();
    for (limit, offset) in [(1, 0), (2, 2), (2, 4), (3, 5), (500, 1), (5, 0)] {
        let (from, to) = (offset.min(5), (offset + limit).min(5));
        let page = json!({"limit": limit, "offset": offset});
        assert_eq!(api.found("people", page), ids[from..to]);
        let page = json!({"limit": limit, "offset": offset, "sorts": sorts});
        assert_eq!(api.found("people", page), backwards[from..to]);
    }
    assert_eq!(api.found("people", json!({"limit": 2.0, "offset": 1e0})), ids[1..3]);
}

#[test]
fn a_page_has_at_most_five_hundred() {
    let api = Api::start();
    for _ in 0..501 {
        api.attio.seed("people", &json!({})).unwrap();
    }
    assert_eq!(api.found("people", json!({})).len(), 500);
    assert_eq!(api.found("people", json!({"offset": 500})).len(), 1);
}

#[test]
fn wrong_limits_are_refused() {
    let api = Api::start();
    for (name, value) in [
        ("limit", json!(0)),
        ("limit", json!(-1)),
        ("limit", json!(1.5)),
        ("limit", json!("10")),
        ("limit", json!(null)),
        ("limit", json!(501)),
        ("limit", json!(1e300)),
        ("offset", json!(-1)),
        ("offset", json!(0.5)),
        ("offset", json!("0")),
    ] {
        let error = api.query("people", json!({name: value})).refused(400, "validation_type");
        assert_eq!(error["message"], "Body payload validation error.");
        assert_eq!(error["validation_errors"][0]["path"], json!([name]), "{value}");
    }
}

#[test]
fn large_pages_are_a_switch() {
    for (rule, length) in [(LargePages::Cap, 500), (LargePages::Allow, 501)] {
        let api = Api::with(Emulator::builder().large_pages(rule));
        for _ in 0..501 {
            api.attio.seed("people", &json!({})).unwrap();
        }
        assert_eq!(api.found("people", json!({"limit": 1000})).len(), length);
    }
}

#[test]
fn a_view_gives_its_filter() {
    let api = Api::start();
    let ceo = api.created("people", json!({"job_title": "CEO"}));
    api.created("people", json!({"job_title": "CTO"}));
    let view = api.attio.add_view("people", "Bosses", &json!({"job_title": "CEO"})).unwrap();
    assert_eq!(api.found("people", json!({"filter_view_id": view})), [ceo]);

    let listed = api.get("/v2/objects/people/views").json();
    assert_eq!(listed["data"][0]["id"]["view_id"], json!(view));
    assert_eq!(listed["data"][0]["title"], "Bosses");
    assert_eq!(listed["pagination"], json!({"next_cursor": null}));
    assert_eq!(api.get("/v2/objects/deals/views").data(), json!([]));

    let both = json!({"filter": {}, "filter_view_id": view});
    api.query("people", both).refused(400, "validation_type");
    api.query("companies", json!({"filter_view_id": view})).refused(400, "value_not_found");
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    api.query("people", json!({"filter_view_id": none})).refused(400, "value_not_found");
    api.query("people", json!({"filter_view_id": "x"})).refused(400, "validation_type");
    let error = api.attio.add_view("people", "x", &json!({"x": 1})).unwrap_err();
    assert_eq!(error.code, "unknown_filter_attribute_slug");
    api.attio.reset();
    assert_eq!(api.get("/v2/objects/people/views").data(), json!([]));
}

#[test]
fn views_come_in_pages() {
    let api = Api::start();
    let mut views: Vec<String> = (0..5)
        .map(|i| api.attio.add_view("people", &i.to_string(), &json!({})).unwrap().to_string())
        .collect();
    views.sort();
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/v2/objects/people/views?limit=2{cursor}")).json();
        let ids = page["data"].as_array().unwrap().iter();
        found.extend(ids.map(|view| view["id"]["view_id"].as_str().unwrap().to_owned()));
        match &page["pagination"]["next_cursor"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            _ => break,
        }
    }
    assert_eq!(found, views);
    for query in ["limit=0", "limit=1001", "limit=x", "cursor=x", "show_archived=yes"] {
        let reply = api.get(&format!("/v2/objects/people/views?{query}"));
        assert_eq!(reply.message(400, "validation_type"), "Query params validation error.");
    }
    api.get("/v2/objects/nothing/views").refused(404, "not_found");
}

#[test]
fn a_new_record_is_found_at_once() {
    let api = Api::start();
    let record = api.create("people", json!({"email_addresses": ["ada@acme.com"]})).data();
    let filter = json!({"filter": {"email_addresses": "ada@acme.com"}});
    assert_eq!(api.found("people", filter), [record_id(&record)]);
}

#[test]
fn the_time_of_creation_filters_and_sorts() {
    let api = Api::start();
    let ids = seeded(&api, 4);
    let of = |id: &str| {
        api.get(&format!("/v2/objects/people/records/{id}")).data()["created_at"].clone()
    };
    let second = of(&ids[1]);
    let sorts = |direction: &str| json!([{"attribute": "created_at", "direction": direction}]);
    for (operator, expected) in
        [("$eq", 1..2), ("$gt", 2..4), ("$gte", 1..4), ("$lt", 0..1), ("$lte", 0..2)]
    {
        let filter = json!({"created_at": {operator: second}});
        let mut expected = ids[expected].to_vec();
        let mut found = api.found("people", json!({"filter": filter}));
        found.sort_by_key(|id| ids.iter().position(|other| other == id));
        assert_eq!(found, expected);
        let body = json!({"filter": filter, "sorts": sorts("asc")});
        assert_eq!(api.found("people", body), expected);
        expected.reverse();
        let body = json!({"filter": filter, "sorts": sorts("desc")});
        assert_eq!(api.found("people", body), expected);
    }
    let page = json!({"sorts": sorts("desc"), "limit": 2, "offset": 1});
    assert_eq!(api.found("people", page), [ids[2].as_str(), ids[1].as_str()]);
    // A merged record has the time and the position of its primary.
    let data = json!({"primary_record_id": ids[1], "secondary_record_id": ids[3]});
    let merged = api.post("/v2/objects/people/records/merge", &json!({"data": data})).data();
    let merged = merged["new_record_id"].as_str().unwrap();
    assert_eq!(of(merged), second);
    let expected = [ids[0].as_str(), merged, ids[2].as_str()];
    assert_eq!(api.found("people", json!({"sorts": sorts("asc")})), expected);
    assert_eq!(api.found("people", json!({"filter": {"created_at": second}})), [merged]);
}
