//! The example of the API's documentation: an attribute by ID and a multi-select by slug, sent to a
//! server that returns the documented 200 with `"values": {}`.

use attio_core::{AttioRecord, SelectOption};
use attio_emulator::CannedResponse;
use attio_tests::Attio;
use serde_json::json;
use uuid::uuid;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96")]
    text: String,
    #[attio(kind = "select")]
    multiselect_attribute: Vec<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Bare {
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96")]
    text: String,
    multiselect_attribute: Vec<&'static str>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Options {
    multiselect_attribute: Vec<SelectOption>,
}

#[tokio::test]
async fn one_request_with_two_keys_and_a_typed_response() {
    let attio = Attio::start();
    attio.emulator.stub(
        "POST",
        "/v2/objects/people/records",
        CannedResponse::json(
            200,
            &json!({"data": {
                "id": {
                    "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
                    "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
                    "record_id": "bf071e1f-6035-429d-b874-d83ea64ea13b"
                },
                "created_at": "2022-11-21T13:22:49.061281000Z",
                "web_url": "https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-d83ea64ea13b",
                "values": {}
            }}),
        ),
    );

    let person = Bare { text: "Lorem ipsum".into(), multiselect_attribute: vec!["One", "Two"] };
    let created = person.create(&attio.client).await.expect("the documented response");

    assert_eq!(created.id.workspace_id, uuid!("14beef7a-99f7-4534-a87e-70b564330a4c"));
    assert_eq!(created.id.object_id, uuid!("97052eb9-e65e-443f-a297-f2d9a4a7f795"));
    assert_eq!(created.id.record_id.uuid(), uuid!("bf071e1f-6035-429d-b874-d83ea64ea13b"));
    assert_eq!(created.created_at.to_string(), "2022-11-21T13:22:49.061281000Z");
    assert_eq!(created.created_at.subsec_nanos(), 61_281_000);
    assert_eq!(
        created.web_url.as_ref().map(|url| url.as_str()),
        Some("https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-d83ea64ea13b")
    );
    assert_eq!(created.values.as_json(), "{}");

    let requests = attio.emulator.requests();
    assert_eq!(requests.len(), 1, "one request");
    let request = &requests[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v2/objects/people/records")
    );
    assert_eq!(request.bearer(), Some(attio.emulator.api_key()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.body_text(),
        r#"{"data":{"values":{"41252299-f8c7-4b5e-99c9-4ff8321d2f96":["Lorem ipsum"],"multiselect_attribute":["One","Two"]}}}"#
    );
}

#[test]
fn a_pinned_kind_is_written_in_its_object_form() {
    let attio = Attio::start();
    let person = Person { text: "x".into(), multiselect_attribute: vec!["One".into()] };
    assert_eq!(
        person.create(&attio.client).body().expect("it can be written"),
        r#"{"data":{"values":{"41252299-f8c7-4b5e-99c9-4ff8321d2f96":["x"],"multiselect_attribute":[{"option":"One"}]}}}"#
    );
    let options = Options { multiselect_attribute: vec![SelectOption::title("One")] };
    assert_eq!(
        options.create(&attio.client).body().expect("it can be written"),
        r#"{"data":{"values":{"multiselect_attribute":[{"option":"One"}]}}}"#
    );
    assert!(attio.emulator.requests().is_empty(), "nothing is sent before a call is awaited");
}

#[test]
fn a_field_with_only_an_id_explains_why_it_cannot_be_read() {
    let values = attio_core::Values::from_json(r#"{"text":[]}"#).expect("JSON");
    let error = values.decode::<Person>().err().expect("the slug is unknown");
    assert_eq!(error.attribute(), Some("41252299-f8c7-4b5e-99c9-4ff8321d2f96"));
    assert!(error.to_string().contains("slug"), "{error}");
}
