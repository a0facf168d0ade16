//! API responses of several ages.
#![cfg(feature = "json")]

use attio_schema::{AttributeType, DefaultValue, SchemaError, api};

#[test]
fn objects() {
    let objects = api::objects(
        r#"{"data": [{"id": {"workspace_id": "14be", "object_id": "9705"}, "api_slug": "people",
            "singular_noun": "Person", "plural_noun": null,
            "created_at": "2022-11-21T13:22:49.061281000Z", "is_new": true}]}"#,
    )
    .expect("objects");
    assert_eq!(objects[0].id, "9705");
    assert_eq!(objects[0].api_slug.as_deref(), Some("people"));
    assert_eq!(objects[0].plural_noun, None);
    assert_eq!(objects[0].created_at.as_deref(), Some("2022-11-21T13:22:49.061281000Z"));
}

const ATTRIBUTE: &str = r#"{"data": [{
    "id": {"workspace_id": "14be", "object_id": "9705", "attribute_id": "4125"},
    "title": "Company", "description": null, "api_slug": "company", "type": "record-reference",
    "is_system_attribute": true, "is_writable": true, "is_required": false, "is_unique": false,
    "is_multiselect": false, "is_default_value_enabled": false, "is_archived": false,
    "default_value": null,
    "relationship": {
        "id": {"workspace_id": "14be", "object_id": "ab12", "attribute_id": "cd34"},
        "object_slug": "companies", "title": "Team", "api_slug": "team", "is_multiselect": true},
    "created_at": "2022-11-21T13:22:49.061281000Z",
    "config": {"currency": {"default_currency_code": null, "display_type": null},
               "record_reference": {"allowed_object_ids": ["ab12"]}}}]}"#;

#[test]
fn an_attribute_with_all_sixteen_members() {
    let attribute = &api::attributes(ATTRIBUTE).expect("attributes")[0];
    assert_eq!(attribute.id, "4125");
    assert_eq!(attribute.attribute_type(), Some(AttributeType::RecordReference));
    assert!(attribute.is_system_attribute && attribute.is_writable);
    let relationship = attribute.relationship.as_ref().expect("a relationship");
    assert_eq!(
        (relationship.object_id.as_str(), relationship.attribute_id.as_str()),
        ("ab12", "cd34")
    );
    assert_eq!(relationship.api_slug.as_deref(), Some("team"));
    assert_eq!(relationship.is_multiselect, Some(true));
    let allowed = attribute.config.record_reference.allowed_object_ids.as_deref();
    assert_eq!(allowed, Some(&["ab12".to_owned()][..]));
    assert_eq!(attribute.config.currency.default_currency_code, None);
}

#[test]
fn a_relationship_of_2025_has_ids_only() {
    let attribute = api::attribute(
        r#"{"data": {"id": {"attribute_id": "1"}, "api_slug": "company", "type": "record-reference",
            "relationship": {"id": {"workspace_id": "a", "object_id": "b", "attribute_id": "c"}}}}"#,
    )
    .expect("an attribute");
    let relationship = attribute.relationship.expect("a relationship");
    assert_eq!((relationship.object_id.as_str(), relationship.object_slug), ("b", None));
}

#[test]
fn default_values() {
    let read = |default: &str| {
        let answer = format!(
            r#"{{"data": {{"id": {{"attribute_id": "1"}}, "api_slug": "a", "type": "date",
                "default_value": {default}}}}}"#
        );
        api::attribute(&answer).expect("an attribute").default_value
    };
    assert_eq!(read("null"), None);
    let template = "P1M".to_owned();
    let dynamic = read(r#"{"type": "dynamic", "template": "P1M"}"#);
    assert_eq!(dynamic, Some(DefaultValue::Dynamic { template }));
    let fixed = read(
        r#"{"type": "static", "template": [{"value": "2023-01-01", "attribute_type": "date"}]}"#,
    );
    assert!(matches!(fixed, Some(DefaultValue::Static { template }) if template.len() == 1));
    let other = read(r#"{"type": "formula", "formula": "1 + 1"}"#);
    assert!(matches!(other, Some(DefaultValue::Other(_))));
}

#[test]
fn options_and_statuses() {
    let options = api::options(
        r#"{"data": [{"id": {"option_id": "1"}, "title": "B", "is_archived": true},
                     {"id": {"option_id": "2"}, "title": "A"}]}"#,
    )
    .expect("options");
    assert_eq!(options.iter().map(|o| o.title.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    assert!(options[0].is_archived && !options[1].is_archived);
    let statuses = api::statuses(
        r#"{"data": [{"id": {"status_id": "1"}, "title": "Won", "is_archived": false,
                      "celebration_enabled": true, "target_time_in_status": "P0Y0M1DT0H0M0S"}]}"#,
    )
    .expect("statuses");
    assert!(statuses[0].celebration_enabled);
    assert_eq!(statuses[0].target_time_in_status.as_deref(), Some("P0Y0M1DT0H0M0S"));
}

#[test]
fn the_workspace_and_its_members() {
    let answer = r#"{"active": true, "workspace_id": "14be", "workspace_name": "Acme", "workspace_slug": "acme"}"#;
    let workspace = api::workspace(answer).expect("a workspace");
    assert_eq!(workspace.slug.as_deref(), Some("acme"));
    let inactive = api::workspace(r#"{"active": false}"#).expect("no workspace");
    assert_eq!(inactive.id, None);
    let members = api::members(
        r#"{"data": [{"id": {"workspace_id": "14be", "workspace_member_id": "50cf"},
            "first_name": "Ada", "last_name": "Lovelace", "avatar_url": null,
            "email_address": "ada@example.com", "created_at": "2022-11-21T13:22:49Z",
            "access_level": "admin"}]}"#,
    )
    .expect("members");
    assert_eq!((members[0].id.as_str(), members[0].access_level.as_str()), ("50cf", "admin"));
}

#[test]
fn a_response_of_another_form_names_the_path() {
    let error =
        api::attributes(r#"{"data": [{"id": {"attribute_id": "1"}}]}"#).expect_err("no slug");
    assert!(matches!(&error, SchemaError::Missing { path } if path == "data[0].api_slug"));
    let error =
        api::objects(r#"{"status_code": 401, "message": "no"}"#).expect_err("an error answer");
    assert_eq!(error.to_string(), "`data` is missing");
}

/// The order of the members is that of captured responses.
const LISTS: &str = r#"{"data": [
    {"id": {"workspace_id": "3c9b", "list_id": "6d02"}, "api_slug": "pilot_customers",
     "created_at": "2026-05-16T21:41:07.902000000Z", "name": "Pilot customers",
     "workspace_access": "full-access", "workspace_member_access": [],
     "parent_object": ["companies"], "created_by_actor": {"type": "api-token", "id": "2ab3"}},
    {"id": {"workspace_id": "3c9b", "list_id": "7e13"}, "api_slug": "old",
     "created_at": "2021-05-16T21:41:07.902000000Z", "name": "Old", "workspace_access": null,
     "workspace_member_access": [{"level": "full-access", "workspace_member_id": "91d4"},
                                 {"level": null, "workspace_member_id": "a2e5"}],
     "parent_object": ["people", "companies"], "created_by_actor": {"type": null, "id": null}}]}"#;

#[test]
fn lists_public_and_private() {
    let lists = api::lists(LISTS).expect("lists");
    let [public, private] = lists.as_slice() else { panic!("two lists") };
    assert_eq!((public.id.as_str(), public.api_slug.as_str()), ("6d02", "pilot_customers"));
    assert_eq!(
        (public.name.as_str(), &*public.parent_objects),
        ("Pilot customers", &["companies".to_owned()][..])
    );
    assert_eq!(public.workspace_access.as_deref(), Some("full-access"));
    assert_eq!(public.workspace_member_access, []);
    assert_eq!(public.created_at.as_deref(), Some("2026-05-16T21:41:07.902000000Z"));
    assert_eq!(private.workspace_access, None);
    let levels: Vec<_> =
        private.workspace_member_access.iter().map(|access| access.level.as_deref()).collect();
    assert_eq!(levels, [Some("full-access"), None]);
    assert_eq!(private.parent_objects, ["people", "companies"]);
}

#[test]
fn one_list_and_its_attributes() {
    let list = api::list(
        r#"{"data": {"id": {"list_id": "6d02"}, "api_slug": "pilots", "parent_object": "companies"}}"#,
    )
    .expect("a list");
    assert_eq!(
        (list.name.as_str(), &*list.parent_objects),
        ("pilots", &["companies".to_owned()][..])
    );
    let attributes = api::attributes(
        r#"{"data": [{"id": {"workspace_id": "3c9b", "object_id": "6d02", "attribute_id": "77aa"},
            "title": "Stage", "api_slug": "stage", "type": "status"}]}"#,
    );
    assert_eq!(attributes.expect("attributes")[0].id, "77aa");
    let error = api::lists(r#"{"data": [{"id": {"list_id": "1"}, "api_slug": "a"}]}"#);
    assert_eq!(error.expect_err("no parent").to_string(), "`data[0].parent_object` is missing");
}
