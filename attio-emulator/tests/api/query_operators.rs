//! Every property and every operator of the filter table once, as raw JSON.

use serde_json::{Value, json};

use crate::support::Api;

/// A thing with all values, and one without any.
fn api() -> (Api, String) {
    let api = Api::with_things();
    api.created("things", json!({}));
    let acme = api.created("companies", json!({"domains": ["app.acme.com"], "name": "Acme"}));
    let id = api.created(
        "things",
        json!({
            "text": "Hello World", "code": "X-1", "number": 1.5, "checkbox": false,
            "currency": "12.50", "date": "2023-05-06", "timestamp": "2023-05-06T07:08:09.5Z",
            "rating": 3, "status": "In Progress", "select": "Small", "tags": ["Small", "Large"],
            "company": {"target_object": "companies", "target_record_id": acme},
            "owner": "ada@example.com", "crew": ["ada@example.com"],
            "location": {
                "line_1": "1 Infinite Loop", "line_2": "Two", "line_3": "Three", "line_4": "Four",
                "locality": "Cupertino", "region": "CA", "postcode": "95014",
                "country_code": "US", "latitude": null, "longitude": null,
            },
            "domain": "app.attio.com", "email": "Alice@app.attio.com",
            "phone": "+15558675309", "phones": ["+442079460958", "+15558675309"],
        }),
    );
    (api, id)
}

#[track_caller]
fn finds(api: &Api, id: &str, slug: &str, condition: &Value) {
    let filter = json!({"filter": {slug: condition}});
    assert_eq!(api.found("things", filter), [id], "{slug}: {condition}");
}

#[track_caller]
fn finds_none(api: &Api, slug: &str, condition: &Value) {
    let filter = json!({"filter": {slug: condition}});
    assert_eq!(api.found("things", filter), [""; 0], "{slug}: {condition}");
}

/// The conditions find the thing with the first operand, but not with the second.
#[track_caller]
fn both(api: &Api, id: &str, slug: &str, property: &str, cases: &[(&str, Value, Value)]) {
    for (operator, yes, no) in cases {
        finds(api, id, slug, &json!({property: {*operator: yes}}));
        finds_none(api, slug, &json!({property: {*operator: no}}));
    }
}

fn parts(equal: &str, part: &str, start: &str, end: &str) -> Vec<(&'static str, Value, Value)> {
    vec![
        ("$eq", json!(equal), json!(part)),
        ("$contains", json!(part), json!("zz")),
        ("$starts_with", json!(start), json!(part)),
        ("$ends_with", json!(end), json!(part)),
    ]
}

#[test]
fn text() {
    let (api, id) = api();
    for slug in ["text", "code"] {
        let (text, part) = if slug == "text" { ("hello WORLD", "O W") } else { ("x-1", "-") };
        let (start, end) = if slug == "text" { ("HELL", "ld") } else { ("x", "1") };
        both(&api, &id, slug, "value", &parts(text, part, start, end));
        let within = [("$in", json!(["a", text]), json!(["a", "b"]))];
        both(&api, &id, slug, "value", &within);
        finds(&api, &id, slug, &json!(text));
        finds(&api, &id, slug, &json!({"$eq": text}));
        finds(&api, &id, slug, &json!({"$starts_with": start, "$ends_with": end}));
        finds(&api, &id, slug, &json!({"value": text}));
    }
}

#[test]
fn record_id() {
    let (api, id) = api();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    finds(&api, &id, "record_id", &json!(id));
    finds(&api, &id, "record_id", &json!({"$eq": id.to_uppercase()}));
    finds(&api, &id, "record_id", &json!({"$in": [none, id]}));
    finds(&api, &id, "record_id", &json!({"$starts_with": id[..30]}));
    finds_none(&api, "record_id", &json!(none));
    finds_none(&api, "record_id", &json!("no uuid"));
    finds_none(&api, "record_id", &json!(id.replace('-', "")));
}

fn order(low: Value, equal: Value, high: Value) -> Vec<(&'static str, Value, Value)> {
    vec![
        ("$eq", equal.clone(), low.clone()),
        ("$gt", low.clone(), equal.clone()),
        ("$gte", equal.clone(), high.clone()),
        ("$lt", high, equal.clone()),
        ("$lte", equal, low),
    ]
}

#[test]
fn number_rating_and_currency() {
    let (api, id) = api();
    both(&api, &id, "number", "value", &order(json!(1), json!(1.5), json!(2)));
    both(&api, &id, "rating", "value", &order(json!(2), json!(3.0), json!(4)));
    let amounts = order(json!(12.4999), json!(12.5), json!("12.5001"));
    both(&api, &id, "currency", "currency_value", &amounts);
    for (slug, value) in [("number", json!(1.5)), ("rating", json!(3)), ("currency", json!("12.5"))]
    {
        finds(&api, &id, slug, &value);
    }
    finds(&api, &id, "number", &json!({"$gte": 1, "$lt": 2}));
    finds_none(&api, "number", &json!({"$gte": 1, "$lt": 1.5}));
}

#[test]
fn a_unique_number() {
    let (api, _) = api();
    let id = api.created("things", json!({"serial": 7}));
    both(&api, &id, "serial", "value", &order(json!(6), json!(7.0), json!(8)));
}

#[test]
fn date_and_timestamp() {
    let (api, id) = api();
    let days = order(json!("2023-05-05"), json!("2023-05-06"), json!("2023-05-07"));
    both(&api, &id, "date", "value", &days);
    let instants = order(
        json!("2023-05-06T07:08:09.499999999Z"),
        json!("2023-05-06T09:08:09.5+02:00"),
        json!("2023-05-06T07:08:10"),
    );
    both(&api, &id, "timestamp", "value", &instants);
    finds(&api, &id, "date", &json!("2023-05-06"));
    finds(&api, &id, "timestamp", &json!("2023-05-06T07:08:09.500Z"));
}

#[test]
fn checkbox() {
    let (api, id) = api();
    both(&api, &id, "checkbox", "value", &[("$eq", json!(false), json!(true))]);
    finds(&api, &id, "checkbox", &json!(false));
}

#[test]
fn select_and_status() {
    let (api, id) = api();
    let title = |slug: &str, title: &str| {
        let kind = if slug == "status" { "statuses" } else { "options" };
        let all = api.get(&format!("/v2/objects/things/attributes/{slug}/{kind}")).data();
        let all = all.as_array().unwrap().clone();
        let found = all.into_iter().find(|choice| choice["title"] == title).unwrap();
        let member = if slug == "status" { "status_id" } else { "option_id" };
        found["id"][member].clone()
    };
    for (slug, property, yes, no) in [
        ("select", "option", "Small", "Large"),
        ("tags", "option", "Large", "Medium"),
        ("status", "status", "In Progress", "Done"),
    ] {
        both(&api, &id, slug, property, &[("$eq", json!(yes), json!(no))]);
        both(&api, &id, slug, property, &[("$eq", title(slug, yes), title(slug, no))]);
        finds(&api, &id, slug, &json!(yes));
        finds(&api, &id, slug, &title(slug, yes));
        finds(&api, &id, slug, &json!({"$eq": yes}));
    }
    let (past, future) = (json!("2020-01-01T00:00:00Z"), json!("2120-01-01T00:00:00Z"));
    let since = [
        ("$gt", past.clone(), future.clone()),
        ("$gte", past.clone(), future.clone()),
        ("$lt", future.clone(), past.clone()),
        ("$lte", future.clone(), past.clone()),
    ];
    both(&api, &id, "status", "active_from", &since);
    let combined = json!({"active_from": {"$lt": future}, "status": "In Progress"});
    finds(&api, &id, "status", &combined);
    finds_none(&api, "status", &json!({"active_from": {"$lt": future}, "status": "Done"}));
}

#[test]
fn record_reference() {
    let (api, id) = api();
    let acme = api.attio.record_ids("companies")[0].to_string();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let companies = api.attio.object_id("companies").unwrap().to_string();
    both(&api, &id, "company", "target_object", &[("$eq", json!("companies"), json!("people"))]);
    finds(&api, &id, "company", &json!({"target_object": companies}));
    let records = [("$eq", json!(acme), json!(none)), ("$in", json!([none, acme]), json!([none]))];
    both(&api, &id, "company", "target_record_id", &records);
    let full = json!({"target_object": {"$eq": "companies"}, "target_record_id": {"$eq": acme}});
    finds(&api, &id, "company", &full);
    let other = json!({"target_object": "people", "target_record_id": acme});
    finds_none(&api, "company", &other);
}

#[test]
fn actor_reference() {
    let (api, id) = api();
    let ada = api.attio.member_id().to_string();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    for slug in ["owner", "crew"] {
        let kinds = [("$eq", json!("workspace-member"), json!("api-token"))];
        both(&api, &id, slug, "referenced_actor_type", &kinds);
        both(&api, &id, slug, "referenced_actor_id", &[("$eq", json!(ada), json!(none))]);
        let full = json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": ada});
        finds(&api, &id, slug, &full);
    }
}

#[test]
fn location() {
    let (api, id) = api();
    for (property, text) in [
        ("line_1", "1 infinite loop"),
        ("line_2", "two"),
        ("line_3", "three"),
        ("line_4", "four"),
        ("locality", "cupertino"),
        ("region", "ca"),
        ("postcode", "95014"),
    ] {
        let (start, end) = (&text[..1], &text[text.len() - 1..]);
        let cases = [
            ("$eq", json!(text), json!(start)),
            ("$contains", json!(end), json!("zz")),
            ("$starts_with", json!(start), json!(end)),
            ("$ends_with", json!(end), json!(start)),
        ];
        both(&api, &id, "location", property, &cases);
    }
    let country = [("$eq", json!("us"), json!("U")), ("$starts_with", json!("U"), json!("S"))];
    both(&api, &id, "location", "country_code", &country);
}

#[test]
fn domain() {
    let (api, id) = api();
    let domain = parts("APP.attio.com", "attio", "app", ".com");
    both(&api, &id, "domain", "domain", &domain);
    both(&api, &id, "domain", "root_domain", &parts("attio.com", "tio", "attio", "com"));
    for property in ["domain", "root_domain"] {
        finds(&api, &id, "domain", &json!({property: {"$not_empty": true}}));
    }
    finds(&api, &id, "domain", &json!("app.attio.com"));
    finds(&api, &id, "domain", &json!({"$not_empty": true}));
    let acme = api.attio.record_ids("companies")[0].to_string();
    let filter = json!({"filter": {"domains": "app.ACME.com"}});
    assert_eq!(api.found("companies", filter), [acme]);
}

#[test]
fn email_address() {
    let (api, id) = api();
    let address = parts("alice@APP.attio.com", "@app", "ALICE", "attio.com");
    both(&api, &id, "email", "email_address", &address);
    both(&api, &id, "email", "email_domain", &parts("app.attio.com", "attio", "app", "com"));
    both(&api, &id, "email", "email_root_domain", &parts("attio.com", "tio", "attio", "com"));
    both(&api, &id, "email", "email_local_specifier", &parts("alice", "lic", "al", "ce"));
    finds(&api, &id, "email", &json!("Alice@app.attio.com"));
    let ada = api.created("people", json!({"email_addresses": ["x@y.com", "ada@acme.com"]}));
    let filter = json!({"filter": {"email_addresses": "ADA@acme.com"}});
    assert_eq!(api.found("people", filter), [ada]);
}

#[test]
fn phone_number() {
    let (api, id) = api();
    for slug in ["phone", "phones"] {
        let number = parts("+15558675309", "5867", "+155", "309");
        both(&api, &id, slug, "phone_number", &number);
        let country = [("$eq", json!("US"), json!("DE")), ("$not_empty", json!(true), json!(true))];
        both(&api, &id, slug, "country_code", &country[..1]);
        finds(&api, &id, slug, &json!({"country_code": {"$not_empty": true}}));
        finds(&api, &id, slug, &json!("+15558675309"));
        finds(&api, &id, slug, &json!("15558675309"));
        finds_none(&api, slug, &json!("5558675309"));
    }
}

#[test]
fn personal_name() {
    let (api, _) = api();
    let name =
        json!({"first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada B. Lovelace"});
    let ada = api.created("people", json!({"name": name}));
    api.created("people", json!({"name": {"first_name": "", "last_name": "", "full_name": "x"}}));
    api.created("people", json!({}));
    let finds = |condition: Value, count: usize| {
        let found = api.found("people", json!({"filter": {"name": condition.clone()}}));
        assert_eq!(found.len(), count, "{condition}");
        assert!(count != 1 || found == [ada.as_str()], "{condition}");
    };
    finds(json!("ada b. lovelace"), 1);
    finds(json!({"$not_empty": true}), 2);
    for (property, cases) in [
        ("full_name", parts("ada b. LOVELACE", "B.", "ada", "lace")),
        ("first_name", parts("ADA", "d", "ad", "da")),
        ("last_name", parts("lovelace", "vel", "love", "lace")),
    ] {
        for (operator, yes, no) in cases {
            finds(json!({property: {operator: yes}}), 1);
            finds(json!({property: {operator: no}}), 0);
        }
    }
    finds(json!({"first_name": {"$not_empty": true}}), 1);
    finds(json!({"last_name": {"$not_empty": true}}), 1);
    finds(json!({"first_name": "Ada", "last_name": {"$starts_with": "Love"}}), 1);
}

#[test]
fn interaction() {
    let (api, _) = api();
    api.created("people", json!({}));
    let (id, at) = ("891dcbfc-9141-415d-9b2a-2238a6cc012d", "2023-01-01T00:00:00Z");
    for condition in [
        json!({"owner_member_id": {"$eq": id}}),
        json!({"owner_member_id": {"$not_empty": true}}),
        json!({"interaction_type": {"$eq": "email"}}),
        json!({"interaction_type": {"$not_empty": true}}),
        json!({"interacted_at": {"$gt": at}}),
        json!({"interacted_at": {"$gte": at}}),
        json!({"interacted_at": {"$lt": at}}),
        json!({"interacted_at": {"$lte": at}}),
    ] {
        let filter = json!({"filter": {"last_interaction": condition}});
        assert_eq!(api.found("people", filter), [""; 0]);
    }
}

#[test]
fn several_values_match_when_one_does() {
    let (api, id) = api();
    finds(&api, &id, "tags", &json!("Small"));
    finds(&api, &id, "tags", &json!("Large"));
    // All properties are tested on the same value.
    finds(&api, &id, "phones", &json!({"country_code": "GB", "phone_number": "+442079460958"}));
    finds_none(&api, "phones", &json!({"country_code": "GB", "phone_number": "+15558675309"}));
    let apart = json!({"$and": [
        {"phones": {"country_code": "GB"}}, {"phones": {"phone_number": "+15558675309"}},
    ]});
    assert_eq!(api.found("things", json!({"filter": apart})), [id]);
}
