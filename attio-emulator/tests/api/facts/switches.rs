//! Choices with a switch, whose default is the more likely behaviour.

use attio_emulator::{Duplicates, EmptyAppend, Emulator, MissingTargets};
use serde_json::json;

use crate::support::Api;

#[test]
fn chosen_equal_values_in_one_request_are_one() {
    let values = json!({"email_addresses": ["a@example.com", "A@example.com", "b@example.com"]});
    let stored = Api::start().create("people", values.clone()).data();
    assert_eq!(stored["values"]["email_addresses"].as_array().unwrap().len(), 2);
    let api = Api::with(Emulator::builder().duplicates(Duplicates::Refuse));
    api.create("people", values).refused(400, "validation_type");
    api.create("people", json!({"email_addresses": ["a@example.com"]})).data();
}

#[test]
fn chosen_an_append_of_nothing_clears_a_single_select() {
    for (rule, left) in [(EmptyAppend::Clear, 0), (EmptyAppend::Keep, 1)] {
        let api = Api::with(Emulator::builder().empty_append(rule));
        let values = json!({"job_title": "CTO", "email_addresses": ["a@example.com"]});
        let id = api.created("people", values);
        let nothing = json!({"job_title": [], "email_addresses": []});
        let stored = api.append("people", &id, nothing.clone()).data();
        assert_eq!(stored["values"]["job_title"].as_array().unwrap().len(), left);
        // As captured, a multi-select keeps its values.
        assert_eq!(stored["values"]["email_addresses"].as_array().unwrap().len(), 1);
        let stored = api.overwrite("people", &id, nothing).data();
        assert_eq!(stored["values"]["job_title"], json!([]));
        assert_eq!(stored["values"]["email_addresses"], json!([]));
    }
}

#[test]
fn chosen_a_reference_to_no_record_is_refused() {
    let values = json!({"company": "nobody.com", "job_title": "CTO"});
    let error = Api::start().create("people", values.clone());
    error.refused(400, "value_not_found");
    let api = Api::with(Emulator::builder().missing_targets(MissingTargets::Drop));
    let stored = api.create("people", values).data();
    assert_eq!(stored["values"]["company"], json!([]));
    assert_eq!(stored["values"]["job_title"][0]["value"], "CTO");
    api.create("people", json!({"company": "not a domain"})).refused(400, "validation_type");
}
