//! The order of query results.

use serde_json::{Value, json};

use crate::support::Api;

/// The codes of the things in the order of these sorts.
#[track_caller]
fn sorted(api: &Api, sorts: Value) -> String {
    let records = api.query("things", json!({"sorts": sorts})).data();
    let records = records.as_array().unwrap().clone();
    let code = |record: &Value| record["values"]["code"][0]["value"].as_str().unwrap().to_owned();
    records.iter().map(code).collect()
}

#[test]
fn by_attribute_in_both_directions_without_a_value_last() {
    let api = Api::with_things();
    for (code, text, number) in
        [("a", json!("b"), json!(2)), ("b", json!([]), json!([])), ("c", json!("A"), json!(10))]
    {
        api.created("things", json!({"code": code, "text": text, "number": number}));
    }
    let by = |slug: &str, direction: &str| json!([{"attribute": slug, "direction": direction}]);
    // Strings are sorted without case, numbers by value.
    assert_eq!(sorted(&api, by("text", "asc")), "cab");
    assert_eq!(sorted(&api, by("text", "desc")), "acb");
    assert_eq!(sorted(&api, by("number", "asc")), "acb");
    assert_eq!(sorted(&api, by("number", "desc")), "cab");
    let id = api.attio.attribute_id("things", "number").unwrap().to_string();
    assert_eq!(sorted(&api, by(&id, "desc")), "cab");
}

#[test]
fn earlier_sorts_come_first_and_the_id_decides_at_last() {
    let api = Api::with_things();
    let mut ids =
        [("a", "x", 1), ("b", "y", 2), ("c", "x", 2), ("d", "X", 2)].map(|(code, text, number)| {
            let values = json!({"code": code, "text": text, "number": number});
            (api.created("things", values), code)
        });
    let equal = if ids[2] < ids[3] { "cd" } else { "dc" };
    ids.sort_unstable();
    let by_id: String = ids.iter().map(|(_, code)| *code).collect();
    let text = json!({"attribute": "text", "direction": "asc"});
    let number = json!({"attribute": "number", "direction": "desc"});
    assert_eq!(sorted(&api, json!([text, number])), format!("{equal}ab"));
    assert_eq!(sorted(&api, json!([number, text])), format!("{equal}ba"));
    assert_eq!(sorted(&api, json!([])), by_id);
}

#[test]
fn every_type_sorts_by_its_property() {
    let api = Api::with_things();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let place = |locality: &str| {
        json!({
            "line_1": null, "line_2": null, "line_3": null, "line_4": null, "locality": locality,
            "region": null, "postcode": null, "country_code": null, "latitude": null,
            "longitude": null,
        })
    };
    api.created(
        "things",
        json!({
            "code": "a", "checkbox": true, "currency": 10, "date": "2024", "timestamp": "2024",
            "rating": 5, "status": "Done", "select": "Large", "tags": ["Large", "Small"],
            "domain": "b.com", "email": "b@a.com", "phone": "+442079460958",
            "location": place("Rome"), "company": "acme.com",
        }),
    );
    // Times have milliseconds.
    std::thread::sleep(std::time::Duration::from_millis(2));
    api.created(
        "things",
        json!({
            "code": "b", "checkbox": false, "currency": "9.5", "date": "2023", "timestamp": "2023",
            "rating": 1, "status": "To do", "select": "Small", "tags": ["Small", "Large"],
            "domain": "a.com", "email": "a@b.com", "phone": "+15558675309",
            "location": place("Oslo"),
        }),
    );
    for (slug, field) in [
        ("checkbox", None),
        ("currency", None),
        ("currency", Some("currency_value")),
        ("date", None),
        ("timestamp", None),
        ("rating", Some("value")),
        ("status", None),
        ("select", Some("option")),
        ("tags", None),
        ("domain", None),
        ("email", None),
        ("phone", None),
        ("location", Some("locality")),
    ] {
        let mut sort = json!({"attribute": slug, "direction": "asc"});
        if let Some(field) = field {
            sort["field"] = json!(field);
        }
        assert_eq!(sorted(&api, json!([sort])), "ba", "{slug}");
        sort["direction"] = json!("desc");
        assert_eq!(sorted(&api, json!([sort])), "ab", "{slug}");
    }
    let local = json!({"attribute": "email", "direction": "asc", "field": "email_domain"});
    assert_eq!(sorted(&api, json!([local])), "ab");
    let since = json!({"attribute": "status", "direction": "desc", "field": "active_from"});
    assert_eq!(sorted(&api, json!([since])), "ba");
    for field in ["target_object", "target_record_id"] {
        let sort = json!({"attribute": "company", "direction": "desc", "field": field});
        assert_eq!(sorted(&api, json!([sort])), "ab", "{acme}");
    }
    let made = json!({"attribute": "created_at", "direction": "desc"});
    assert_eq!(sorted(&api, json!([made])), "ba");
}

#[test]
fn names_sort_by_their_parts() {
    let api = Api::start();
    let ada = api.created("people", json!({"name": "Lovelace, Ada"}));
    let bob = api.created("people", json!({"name": "Abel, Bob"}));
    let by = |field: Option<&str>| {
        let mut sort = json!({"attribute": "name", "direction": "asc"});
        if let Some(field) = field {
            sort["field"] = json!(field);
        }
        api.found("people", json!({"sorts": [sort]}))
    };
    assert_eq!(by(Some("last_name")), [bob.as_str(), ada.as_str()]);
    assert_eq!(by(Some("first_name")), [ada.as_str(), bob.as_str()]);
    assert_eq!(by(None), [ada.as_str(), bob.as_str()]);
}
