//! Every attribute type: its values are accepted, returned and shown on a page.

use attio_schema::AttributeType;
use serde_json::{Value, json};

use crate::support::Api;

/// An object and its attribute of this type. Only Attio itself creates attributes of two of the
/// types.
fn place(kind: AttributeType) -> (&'static str, String) {
    match kind {
        AttributeType::PersonalName => ("people", "name".to_owned()),
        AttributeType::Interaction => ("people", "first_interaction".to_owned()),
        _ => ("samples", format!("a_{}", kind.as_str().replace('-', "_"))),
    }
}

/// A value to write, and the form in which the record's page shows it.
fn sample(api: &Api, kind: AttributeType) -> (Value, &'static str) {
    match kind {
        AttributeType::ActorReference => {
            let id = api.attio.member_id();
            let value =
                json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": id});
            (value, "workspace-member")
        }
        AttributeType::Checkbox => (json!(true), "Yes"),
        AttributeType::Currency => (json!(4711), "4711"),
        AttributeType::Date => (json!("2031-12-24"), "2031-12-24"),
        AttributeType::Domain => (json!("example.com"), "https://example.com/"),
        AttributeType::EmailAddress => (json!("ada@example.com"), "ada@example.com"),
        AttributeType::Location => (json!("12 St James's Square, London"), "St James"),
        AttributeType::Number => (json!(31337), "31337"),
        AttributeType::PersonalName => (json!("Lovelace, Ada"), "Ada Lovelace"),
        AttributeType::PhoneNumber => (json!("+442079460958"), "tel:+442079460958"),
        AttributeType::Rating => (json!(4), "4 of 5 stars"),
        AttributeType::RecordReference => {
            let company = api.created("companies", json!({"name": "Sample Engines"}));
            let value = json!({"target_object": "companies", "target_record_id": company});
            (value, "Sample Engines")
        }
        AttributeType::Select => (json!("Sample option"), "Sample option"),
        AttributeType::Status => (json!("Sample status"), "Sample status"),
        AttributeType::Text => (json!("Sample words"), "Sample words"),
        AttributeType::Timestamp => (json!("2032-01-02T03:04:05Z"), "2032-01-02T03:04:05"),
        other => panic!("this test has no value of the type `{other}`"),
    }
}

fn add_attributes(api: &Api) {
    let data = json!({"api_slug": "samples", "singular_noun": "Sample", "plural_noun": "Samples"});
    api.attio.create_object(&data).unwrap();
    for kind in AttributeType::ALL {
        let config = match kind {
            AttributeType::PersonalName | AttributeType::Interaction => continue,
            AttributeType::Currency => {
                json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}})
            }
            _ => json!({}),
        };
        let data = json!({
            "api_slug": place(*kind).1, "type": kind.as_str(), "is_multiselect": false,
            "is_unique": false, "config": config,
        });
        api.attio.create_attribute("samples", &data).unwrap();
    }
    api.attio.create_option("samples", "a_select", "Sample option").unwrap();
    api.attio.create_status("samples", "a_status", "Sample status").unwrap();
}

#[test]
fn values_of_every_type_are_accepted_returned_and_shown() {
    let api = Api::start();
    add_attributes(&api);
    for kind in AttributeType::ALL {
        let (object, slug) = place(*kind);
        if *kind == AttributeType::Interaction {
            // Only Attio writes these.
            api.create(object, json!({(slug.as_str()): "x"})).refused(400, "validation_type");
            continue;
        }
        let (value, shown) = sample(&api, *kind);
        let reply = api.create(object, json!({(slug.as_str()): [value]}));
        assert_eq!(reply.status, 200, "`{kind}` is not accepted: {}", reply.text);
        let record = reply.data();
        let values = record["values"][&slug].as_array().expect("values");
        assert_eq!(values.len(), 1, "`{kind}` is not returned: {record}");
        assert_eq!(values[0]["attribute_type"], kind.as_str());
        // The members that every type has, and at least one that holds the value.
        assert!(values[0].as_object().is_some_and(|value| value.len() > 4), "{}", values[0]);

        let url = record["web_url"].as_str().expect("a page");
        let path = url.strip_prefix(api.attio.base_url()).expect("a page of the emulator");
        let page = api.get(path).text;
        assert!(page.contains(shown), "`{kind}` is not shown as {shown:?}: {page}");
    }
}
