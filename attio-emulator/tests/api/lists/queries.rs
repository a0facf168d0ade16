//! Filters, sorts and views of entries.

use attio_emulator::TargetName;
use serde_json::{Value, json};

use super::{NOBODY, PIPELINE, entry_id};
use crate::support::Api;

fn path(steps: Value) -> Value {
    Value::Array(
        [vec![json!(["pipeline", "parent_record"])], steps.as_array().unwrap().clone()].concat(),
    )
}

fn along(steps: Value, constraints: Value) -> Value {
    json!({"path": path(steps), "constraints": constraints})
}

/// Checks that a filter finds these entries, in any order.
#[track_caller]
fn finds(api: &Api, filter: Value, ids: &[&str]) {
    let mut found = api.found_entries(json!({"filter": filter}));
    found.sort_by_key(|id| ids.iter().position(|other| other == id));
    assert_eq!(found, ids, "{filter}");
}

#[track_caller]
fn refuses(api: &Api, filter: Value, code: &str) {
    api.query_entries(json!({"filter": filter})).refused(400, code);
}

/// Three companies on the list, each with a person in its team.
struct Scene {
    api: Api,
    companies: [String; 3],
    entries: [String; 3],
}

fn scene() -> Scene {
    let api = Api::with_pipeline();
    let make = |name: &str, values: Value| {
        let domain = format!("{name}.com");
        let company = api.created("companies", json!({"name": name, "domains": [domain]}));
        let person = json!({"name": format!("Lovelace, {name}"), "company": domain});
        api.created("people", person);
        let entry = entry_id(&api.added(&company, values));
        (company, entry)
    };
    let a = make("acme", json!({"text": "One", "number": 3, "status": "Done", "tags": ["Small"]}));
    let b = make("bolt", json!({"text": "two", "number": 1, "status": "To do"}));
    let c = make("core", json!({"text": "Three", "tags": ["Small", "Large"], "checkbox": true}));
    Scene { api, companies: [a.0, b.0, c.0], entries: [a.1, b.1, c.1] }
}

#[test]
fn by_the_attributes_of_the_list() {
    let Scene { api, entries: [a, b, c], .. } = scene();
    finds(&api, json!({"status": "Done"}), &[&a]);
    finds(&api, json!({"text": {"$contains": "T"}}), &[&b, &c]);
    finds(&api, json!({"number": {"$gte": 1, "$lt": 3}}), &[&b]);
    finds(&api, json!({"tags": "Small"}), &[&a, &c]);
    finds(&api, json!({"$not": {"tags": "Small"}}), &[&b]);
    finds(&api, json!({"$or": [{"status": "To do"}, {"checkbox": true}]}), &[&b, &c]);
    finds(&api, json!({"$and": [{"tags": "Small"}, {"status": "Done"}]}), &[&a]);
    finds(&api, json!({"path": [["pipeline", "status"]], "constraints": "Done"}), &[&a]);
    let status = api.attio.attribute_id(PIPELINE, "status").unwrap().to_string();
    finds(&api, json!({status: "Done"}), &[&a]);
    refuses(&api, json!({"status": "Nothing"}), "filter_error");
    refuses(&api, json!({"nothing": 1}), "unknown_filter_attribute_slug");
    refuses(&api, json!({"status": {"$contains": "x"}}), "invalid_filter_operator");
    refuses(&api, json!({"text": {"other": "x"}}), "invalid_filter_field");
    // An attribute of the parent is no attribute of the list.
    refuses(&api, json!({"domains": "acme.com"}), "unknown_filter_attribute_slug");
}

#[test]
fn by_a_reference_of_the_list() {
    let Scene { api, companies: [one, two, _], entries: [a, b, _] } = scene();
    let to = |id: &str| json!({"target_object": "companies", "target_record_id": id});
    api.append_entry(&a, json!({"company": to(&two), "anything": [to(&one), to(&two)]})).data();
    api.append_entry(&b, json!({"company": to(&one), "owner": "ada@example.com"})).data();
    finds(&api, json!({"company": to(&two)}), &[&a]);
    finds(&api, json!({"company": {"target_record_id": {"$in": [one, two]}}}), &[&a, &b]);
    finds(&api, json!({"anything": to(&one)}), &[&a]);
    let hop = json!([["pipeline", "company"], ["companies", "domains"]]);
    let filter = json!({"path": hop, "constraints": {"domain": "acme.com"}});
    finds(&api, filter, &[&b]);
    let owner = json!({
        "referenced_actor_type": "workspace-member",
        "referenced_actor_id": api.attio.member_id(),
    });
    finds(&api, json!({"owner": owner}), &[&b]);
}

#[test]
fn by_the_system_attributes() {
    let Scene { api, entries: [a, b, c], .. } = scene();
    finds(&api, json!({"entry_id": a}), &[&a]);
    finds(&api, json!({"entry_id": {"$in": [a, c, NOBODY]}}), &[&a, &c]);
    finds(&api, json!({"entry_id": {"$contains": "-"}}), &[&a, &b, &c]);
    finds(&api, json!({"entry_id": NOBODY}), &[]);
    finds(&api, json!({"created_at": {"$gt": "2020-01-01T00:00:00Z"}}), &[&a, &b, &c]);
    finds(&api, json!({"created_at": {"$lt": "2020-01-01T00:00:00Z"}}), &[]);
    let token = api.attio.token_id();
    let by = json!({"referenced_actor_type": "api-token", "referenced_actor_id": token});
    finds(&api, json!({"created_by": by}), &[&a, &b, &c]);
    // The ID of an entry of another list finds nothing, nor does that of a record.
    api.add_list("other");
    let other = api.attio.seed_entry("other", api.company().parse().unwrap(), &json!({})).unwrap();
    finds(&api, json!({"entry_id": other}), &[]);
}

#[test]
fn by_the_parent() {
    let Scene { api, companies: [one, two, three], entries: [a, b, c] } = scene();
    let second = entry_id(&api.added(&one, json!({})));
    finds(&api, along(json!([["companies", "record_id"]]), json!({"value": one})), &[&a, &second]);
    let any = json!({"$in": [one, two, NOBODY]});
    finds(&api, along(json!([["companies", "record_id"]]), any), &[&a, &b, &second]);
    let by_domain = along(json!([["companies", "domains"]]), json!({"domain": "bolt.com"}));
    finds(&api, by_domain.clone(), &[&b]);
    finds(&api, along(json!([["companies", "name"]]), json!("CORE")), &[&c]);
    // Further references: from the company to its team, and from a person back.
    let steps = json!([["companies", "team"], ["people", "name"]]);
    finds(&api, along(steps, json!({"first_name": {"$contains": "bolt"}})), &[&b]);
    let steps = json!([["companies", "team"], ["people", "company"], ["companies", "record_id"]]);
    finds(&api, along(steps, json!(three)), &[&c]);
    let steps = json!([["companies", "team"]]);
    let constraints = json!({"target_object": "people", "target_record_id": NOBODY});
    finds(&api, along(steps, constraints), &[]);
    // Together with other conditions.
    finds(&api, json!({"$and": [by_domain, {"status": "Done"}]}), &[]);
    finds(&api, json!({"$or": [by_domain, {"status": "Done"}]}), &[&a, &b]);
    // By IDs instead of slugs.
    let ids = json!([
        [api.attio.list_id("pipeline"), "parent_record"],
        [api.attio.object_id("companies"), api.attio.attribute_id("companies", "domains")],
    ]);
    finds(&api, json!({"path": ids, "constraints": {"domain": "acme.com"}}), &[&a, &second]);
}

#[test]
fn wrong_paths_through_the_parent() {
    let Scene { api, companies: [one, ..], .. } = scene();
    for steps in [
        // The path ends at the parent.
        json!([]),
        // The list is not one of people, or leads to no such object.
        json!([["people", "name"]]),
        json!([["nothing", "name"]]),
        // A list is no object.
        json!([["pipeline", "text"]]),
        // A string refers to no record.
        json!([["companies", "name"], ["people", "name"]]),
    ] {
        refuses(&api, along(steps, json!("x")), "filter_error");
    }
    for (steps, slug) in [
        (json!([["companies", "nothing"]]), "nothing"),
        (json!([["companies", "parent_record"], ["companies", "name"]]), "parent_record"),
        (json!([["companies", "team"], ["people", "nothing"]]), "nothing"),
    ] {
        let reply = api.query_entries(json!({"filter": along(steps.clone(), json!("x"))}));
        let message = reply.message(400, "unknown_filter_attribute_slug");
        assert_eq!(message, format!("Unknown attribute slug: {slug}."), "{steps}");
    }
    for first in [json!(["companies", "parent_record"]), json!(["other", "parent_record"])] {
        let filter = json!({
            "path": [first, ["companies", "record_id"]], "constraints": {"value": one},
        });
        refuses(&api, filter, "filter_error");
    }
    // A query of records does not know parents.
    let filter = along(json!([["companies", "record_id"]]), json!({"value": one}));
    api.query("companies", json!({"filter": filter})).refused(400, "filter_error");
    let filter = json!({
        "path": [["companies", "parent_record"], ["companies", "name"]], "constraints": "x",
    });
    api.query("companies", json!({"filter": filter})).refused(400, "unknown_filter_attribute_slug");
}

#[test]
fn archived_attributes_are_unknown() {
    let Scene { api, .. } = scene();
    let data = json!({"api_slug": "extra", "type": "text"});
    api.attio.create_attribute("companies", &data).unwrap();
    let change = json!({"data": {"is_archived": true}});
    api.patch("/v2/objects/companies/attributes/extra", &change).data();
    api.patch("/v2/lists/pipeline/attributes/text", &change).data();
    let steps = json!([["companies", "extra"]]);
    refuses(&api, along(steps.clone(), json!("x")), "unknown_filter_attribute_slug");
    refuses(&api, json!({"text": "x"}), "unknown_filter_attribute_slug");
    for sort in [
        json!({"direction": "asc", "path": path(steps)}),
        json!({"direction": "asc", "attribute": "text"}),
    ] {
        let reply = api.query_entries(json!({"sorts": [sort]}));
        reply.refused(400, "unknown_filter_attribute_slug");
    }
}

#[test]
fn sorts_by_the_list_and_by_the_parent() {
    let Scene { api, companies: [one, ..], entries: [a, b, c] } = scene();
    let sorted = |sorts: Value| api.found_entries(json!({"sorts": sorts}));
    let by = |slug: &str, direction: &str| json!({"direction": direction, "attribute": slug});
    assert_eq!(sorted(json!([by("text", "asc")])), [&a, &c, &b].map(String::as_str));
    assert_eq!(sorted(json!([by("number", "desc")])), [&a, &b, &c].map(String::as_str));
    // Statuses in their own order; entries without a value come last.
    assert_eq!(sorted(json!([by("status", "asc")])), [&b, &a, &c].map(String::as_str));
    assert_eq!(sorted(json!([by("status", "desc")])), [&a, &b, &c].map(String::as_str));
    let by_parent = |steps: Value, direction: &str| {
        let mut sort = json!({"direction": direction, "path": path(steps)});
        sort["field"] = json!("value");
        sort
    };
    let name = |direction| by_parent(json!([["companies", "name"]]), direction);
    assert_eq!(sorted(json!([name("desc")])), [&c, &b, &a].map(String::as_str));
    assert_eq!(sorted(json!([name("asc")])), [&a, &b, &c].map(String::as_str));
    // Two entries of one company are equal, then by their IDs.
    let mut twice = [a.clone(), entry_id(&api.added(&one, json!({})))];
    twice.sort_unstable();
    let expected = [&twice[0], &twice[1], &b, &c].map(String::as_str);
    assert_eq!(sorted(json!([name("asc")])), expected);
    // Further references.
    let team = json!([["companies", "team"], ["people", "name"]]);
    let sort = json!({"direction": "desc", "path": path(team), "field": "first_name"});
    let expected = [&c, &b, &twice[0], &twice[1]].map(String::as_str);
    assert_eq!(sorted(json!([sort])), expected);
    for wrong in
        [json!([]), json!([["people", "name"]]), json!([["companies", "name"], ["x", "y"]])]
    {
        let sort = json!({"direction": "asc", "path": path(wrong)});
        let reply = api.query_entries(json!({"sorts": [sort]}));
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["validation_errors"][0]["path"], json!(["sorts", 0, "path"]));
    }
}

#[test]
fn pages_and_bodies() {
    let Scene { api, .. } = scene();
    for i in 0..7 {
        api.added(&api.company(), json!({"number": i}));
    }
    let sorts = json!([{"direction": "asc", "attribute": "number"}]);
    let all = api.found_entries(json!({"sorts": sorts}));
    assert_eq!(all.len(), 10);
    let mut pages = Vec::new();
    for offset in (0..10).step_by(4) {
        pages.extend(api.found_entries(json!({"sorts": sorts, "limit": 4, "offset": offset})));
    }
    assert_eq!(pages, all);
    assert!(api.found_entries(json!({"offset": 10})).is_empty());
    for wrong in [
        json!({"limit": 0}),
        json!({"limit": 501}),
        json!({"offset": -1}),
        json!({"filter": []}),
        json!({"sorts": {}}),
        json!({"x": 1}),
        json!([]),
        json!({"filter": {}, "filter_view_id": NOBODY}),
    ] {
        api.query_entries(wrong).refused(400, "validation_type");
    }
}

#[test]
fn a_view_gives_its_filter() {
    let Scene { api, entries: [a, b, _], .. } = scene();
    let filter = along(json!([["companies", "name"]]), json!({"$contains": "b"}));
    let by_name = api.attio.add_view(PIPELINE, "By name", &filter).unwrap();
    let done = api.attio.add_view(PIPELINE, "Done", &json!({"status": "Done"})).unwrap();
    assert_eq!(api.found_entries(json!({"filter_view_id": by_name})), [b.as_str()]);
    let entry = api.query_entries(json!({"filter_view_id": done})).data();
    assert_eq!(entry, json!([api.get_entry(&a).data()]));
    // The views of other lists and of objects do not exist here.
    api.add_list("other");
    let other = api.attio.add_view(TargetName::List("other"), "All", &json!({})).unwrap();
    let company = api.attio.add_view("companies", "All", &json!({})).unwrap();
    for view in [other.to_string(), company.to_string(), NOBODY.to_owned()] {
        let reply = api.query_entries(json!({"filter_view_id": view}));
        reply.refused(400, "value_not_found");
    }
    api.query_entries(json!({"filter_view_id": "x"})).refused(400, "validation_type");
    api.query("companies", json!({"filter_view_id": done})).refused(400, "value_not_found");
    // Pages of views.
    let views = |query: &str| api.get(&format!("/v2/lists/pipeline/views{query}")).json();
    let first = views("?limit=1");
    let cursor = first["pagination"]["next_cursor"].as_str().unwrap();
    let second = views(&format!("?limit=1&cursor={cursor}"));
    assert_eq!(second["pagination"]["next_cursor"], json!(null));
    let mut ids = [by_name, done].map(|id| id.to_string());
    ids.sort_unstable();
    let found = [&first, &second].map(|page| page["data"][0]["id"]["view_id"].clone());
    assert_eq!(found, ids.map(Value::from));
}

/// A snapshot of a workspace may list `parent_record` among the attributes.
#[test]
fn a_schema_with_an_attribute_parent_record_keeps_the_path_to_the_parent() {
    let Scene { api, .. } = scene();
    let mut schema = api.attio.snapshot();
    let list = &mut schema.lists.as_mut().unwrap()[0];
    let mut parent = attio_schema::Attribute::new("parent_record", "record-reference");
    parent.is_system_attribute = true;
    parent.is_writable = false;
    list.attributes.push(parent);
    let api = Api::with(attio_emulator::Emulator::builder().workspace(schema));
    let company = api.company();
    let entry = api.added(&company, json!({}));
    // As captured, it is not one of the values.
    assert!(entry["entry_values"].get("parent_record").is_none());
    let entry = entry_id(&entry);
    let filter = along(json!([["companies", "record_id"]]), json!({"value": company}));
    finds(&api, filter, &[&entry]);
}
