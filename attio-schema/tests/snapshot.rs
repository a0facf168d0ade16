//! The snapshot: writing, reading back, and rejecting.
#![cfg(feature = "json")]

use attio_schema::{
    Attribute, DefaultValue, List, Member, MemberAccess, Object, Relationship, SchemaError,
    SelectOption, Status, Workspace,
};
use serde_json::json;

/// A workspace that uses every property.
fn workspace() -> Workspace {
    let mut deals = Object::new("deals");
    deals.id = "97052eb9-e65e-443f-a297-f2d9a4a7f795".to_owned();
    deals.singular_noun = Some("Deal".to_owned());
    deals.created_at = Some("2022-11-21T13:22:49.061281000Z".to_owned());

    let mut stage = Attribute::new("stage", "status");
    stage.is_required = true;
    stage.created_at = deals.created_at.clone();
    let mut won = Status::new("Won 🎉");
    won.celebration_enabled = true;
    won.target_time_in_status = Some("P0Y0M1DT0H0M0S".to_owned());
    // Not in alphabetical order: the order of statuses is meaningful.
    stage.statuses = vec![won, Status::new("Lost")];

    let mut value = Attribute::new("value", "currency");
    value.description = Some("What it is worth".to_owned());
    value.config.currency.default_currency_code = Some("EUR".to_owned());
    value.config.currency.display_type = Some("symbol".to_owned());
    value.is_default_value_enabled = true;
    value.default_value = Some(DefaultValue::Static {
        template: vec![json!({"currency_value": 5, "attribute_type": "currency"})],
    });

    let mut company = Attribute::new("company", "record-reference");
    company.config.record_reference.allowed_object_ids = Some(vec!["ab12".to_owned()]);
    let mut other = Relationship::default();
    other.object_id = "ab12".to_owned();
    other.attribute_id = "cd34".to_owned();
    other.is_multiselect = Some(true);
    company.relationship = Some(other);

    let mut owner = Attribute::new("owner", "actor-reference");
    owner.default_value = Some(DefaultValue::Dynamic { template: "current-user".to_owned() });
    let mut tags = Attribute::new("tags", "select");
    tags.options = vec![SelectOption::new("B"), SelectOption::new("A")];
    let newer = Attribute::new("newer", "hologram");

    deals.attributes = vec![stage, value, company, owner, tags, newer];
    let mut nameless = Object::new("x");
    nameless.api_slug = None;

    let mut workspace = Workspace::default();
    workspace.slug = Some("acme".to_owned());
    workspace.objects = vec![deals, Object::new("companies"), nameless];
    let mut sales = List::new("sales", "companies");
    sales.id = "6d02".to_owned();
    sales.created_at = workspace.objects[0].created_at.clone();
    let mut phase = Attribute::new("phase", "status");
    phase.created_at = sales.created_at.clone();
    phase.statuses = vec![Status::new("Open"), Status::new("Closed")];
    sales.attributes = vec![phase, Attribute::new("budget", "currency")];
    let mut hiring = List::new("hiring", "people");
    hiring.parent_objects.push("companies".to_owned());
    hiring.workspace_access = None;
    hiring.workspace_member_access = vec![
        MemberAccess::new("b1", "read-only"),
        MemberAccess::new("a1", "full-access"),
        MemberAccess::default(),
    ];
    workspace.lists = Some(vec![sales, hiring]);
    workspace.members = vec![Member::new("Ada", "Lovelace", "ada@example.com")];
    workspace
}

#[test]
fn only_times_and_order_are_lost() {
    let mut expected = workspace();
    expected.sort();
    for object in &mut expected.objects {
        object.created_at = None;
        object.attributes.iter_mut().for_each(|attribute| attribute.created_at = None);
    }
    for list in expected.lists.iter_mut().flatten() {
        list.created_at = None;
        list.attributes.iter_mut().for_each(|attribute| attribute.created_at = None);
    }
    let json = workspace().to_json();
    assert_eq!(Workspace::from_json(&json).expect("a snapshot"), expected);
}

#[test]
fn it_is_pretty_and_sorted_and_ends_with_a_newline() {
    let json = workspace().to_json();
    assert!(json.starts_with("{\n  \"version\": 1,\n  \"workspace\": {\n    \"slug\": \"acme\"\n"));
    assert!(json.ends_with("}\n"));
    let place = |text: &str| json.find(text).unwrap_or_else(|| panic!("{text} is not there"));
    assert!(place("\"companies\"") < place("\"deals\""));
    assert!(place("\"company\"") < place("\"newer\""));
    assert!(place("\"newer\"") < place("\"owner\""));
    assert!(place("Won 🎉") < place("Lost"));
    assert!(place("\"objects\"") < place("\"lists\"") && place("\"lists\"") < place("\"members\""));
    assert!(place("\"hiring\"") < place("\"sales\"") && place("\"a1\"") < place("\"b1\""));
    assert!(place("\"budget\"") < place("\"phase\"") && place("\"Open\"") < place("\"Closed\""));
    assert!(json.contains("\"workspace_access\": null"), "a private list: {json}");
}

#[test]
fn lists_that_are_not_known_differ_from_no_lists() {
    let mut workspace = workspace();
    for lists in [None, Some(Vec::new())] {
        workspace.lists = lists.clone();
        let json = workspace.to_json();
        assert_eq!(json.contains("\"lists\": []"), lists.is_some(), "{json}");
        assert_eq!(json.contains("\"lists\""), lists.is_some(), "{json}");
        assert_eq!(Workspace::from_json(&json).expect("a snapshot").lists, lists);
    }
    let old = r#"{"version": 1, "objects": [], "lists": null}"#;
    assert_eq!(Workspace::from_json(old).expect("a snapshot").lists, None);
}

#[test]
fn writing_what_was_read_changes_nothing() {
    let json = workspace().to_json();
    assert_eq!(Workspace::from_json(&json).expect("a snapshot").to_json(), json);
}

#[test]
fn times_are_not_written() {
    let json = workspace().to_json();
    assert!(!json.contains("created_at") && !json.contains("2022"));
}

#[test]
fn unknown_types_and_unknown_members_are_no_error() {
    let json = r#"{"version": 1, "hologram": true, "objects": [{"id": "a", "api_slug": "b", "x": 1,
        "attributes": [{"id": "c", "api_slug": "d", "type": "hologram", "x": 1}]}]}"#;
    let workspace = Workspace::from_json(json).expect("a snapshot");
    let attribute = workspace.attribute("b", "d").expect("the attribute");
    assert_eq!((attribute.type_name.as_str(), attribute.attribute_type()), ("hologram", None));
    assert!(attribute.is_writable);
}

#[test]
fn invalid_json_is_an_error() {
    let error = Workspace::from_json("{").expect_err("no JSON");
    assert!(matches!(error, SchemaError::NotJson(_)));
    assert!(error.to_string().starts_with("this is not JSON: "));
}

#[test]
fn a_newer_version_is_an_error_with_a_remedy() {
    let error = Workspace::from_json(r#"{"version": 2, "objects": "new form"}"#).expect_err("new");
    assert!(matches!(error, SchemaError::NewerVersion { found: 2 }));
    let message = error.to_string();
    assert!(message.contains("version 2") && message.contains("update attio-rs"), "{message}");
}

#[test]
fn a_missing_member_is_named_with_its_path() {
    for (json, message) in [
        ("[]", "`(document)` is not an object"),
        ("{}", "`version` is missing"),
        (r#"{"version": "1"}"#, "`version` is not a whole number"),
        (r#"{"version": 1}"#, "`objects` is missing"),
        (r#"{"version": 1, "objects": {}}"#, "`objects` is not an array"),
        (r#"{"version": 1, "objects": [{}]}"#, "`objects[0].id` is missing"),
        (r#"{"version": 1, "objects": [], "lists": {}}"#, "`lists` is not an array"),
        (
            r#"{"version": 1, "objects": [], "lists": [{"id": "a", "api_slug": "b"}]}"#,
            "`lists[0].parent_object` is missing",
        ),
        (
            r#"{"version": 1, "objects": [{"id": "a", "attributes": [{"id": "b", "api_slug": "c"}]}]}"#,
            "`objects[0].attributes[0].type` is missing",
        ),
        (
            r#"{"version": 1, "objects": [{"id": "a", "attributes": [{"id": "b", "api_slug": 1}]}]}"#,
            "`objects[0].attributes[0].api_slug` is not a string",
        ),
    ] {
        let error = Workspace::from_json(json).expect_err(json);
        assert_eq!(error.to_string(), message);
    }
}
