//! The forms of the data types in serde's formats: what is written, and that it is read again.

use std::fmt::Debug;

use attio_core::value::{ActorType, CountryCode, CurrencyCode, InteractionType, Latitude};
use attio_core::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

const ID: &str = "bf071e1f-6035-429d-b874-d83ea64ea13b";

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

/// Checks that the value is written in this form and is read back unchanged.
fn assert_form<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, form: Value) {
    assert_eq!(to_value(value).expect("it is written"), form);
    assert_eq!(from_value::<T>(form).expect("it is read"), *value);
}

fn assert_refused<T: DeserializeOwned + Debug>(form: Value) {
    from_value::<T>(form.clone()).expect_err(&form.to_string());
}

#[test]
fn values_are_texts_where_they_have_one() -> Result<(), ValueError> {
    assert_form(&Date::new(2024, 2, 29)?, json!("2024-02-29"));
    assert_form(&Timestamp::MAX, json!("9999-12-31T23:59:59.999999999Z"));
    assert_form(&"Ada@Example.com".parse::<EmailAddress>()?, json!("Ada@Example.com"));
    assert_form(&"attio.com".parse::<Domain>()?, json!("attio.com"));
    assert_form(&CountryCode::new("DE")?, json!("DE"));
    assert_form(&"USD".parse::<CurrencyCode>()?, json!("USD"));
    assert_form(&Rating::new(4)?, json!(4));
    assert_form(&ActorType::WorkspaceMember, json!("workspace-member"));
    assert_form(&ActorType::Unspecified, json!(""));
    assert_form(&InteractionType::Unknown("fax".into()), json!("fax"));
    assert_form(&RecordId::<Person>::from(uuid(ID)), json!(ID));
    assert_form(&RecordRef::<Person>::new(uuid(ID).into()), json!(ID));
    Ok(())
}

fn uuid(text: &str) -> __private::Uuid {
    text.parse().expect("a UUID")
}

#[test]
fn others_are_their_members() -> Result<(), ValueError> {
    let form = json!({"first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada Lovelace"});
    assert_form(&PersonalName::new("Ada", "Lovelace"), form);
    let amount = "12345678901234567890.1234".parse::<Currency>()?;
    assert_form(&amount, json!({"amount": "12345678901234567890.1234", "code": null}));
    let number = PhoneNumber::national("5558675309", CountryCode::new("US")?)?;
    assert_form(&number, json!({"original": "5558675309", "e164": null, "country_code": "US"}));
    let form = json!({"title": "Lead", "id": null, "is_archived": false});
    assert_form(&SelectOption::title("Lead"), form);
    let form = json!({"title": null, "id": ID, "is_archived": false, "celebration_enabled": false,
        "target_time_in_status": null});
    assert_form(&Status::id(uuid(ID)), form);
    assert_form(&AnyRecordRef::new("deals", uuid(ID)), json!({"object": "deals", "record_id": ID}));
    let member = json!({"actor": {"actor_type": "workspace-member", "id": ID}});
    assert_form(&ActorRef::member(uuid(ID)), member);
    assert_form(&ActorRef::email("ada@example.com")?, json!({"email": "ada@example.com"}));
    let place = Location {
        locality: Some("Berlin".into()),
        latitude: Some("52.52".parse()?),
        ..Location::default()
    };
    let read: Location =
        from_value(json!({"locality": "Berlin", "latitude": "52.52"})).expect("read");
    assert_eq!(read, place);
    assert_eq!(from_value::<Location>(to_value(&place).expect("written")).expect("read"), place);
    let form = json!({"value": "CTO", "active_from": Timestamp::MIN, "active_until": null,
        "created_by": {"actor_type": "system", "id": null}});
    let tracked: Tracked<String> = from_value(form.clone()).expect("read");
    assert_eq!(tracked.created_by, Actor { actor_type: ActorType::System, id: None });
    assert_form(&tracked, form);
    assert_form(&Outcome::Applied(Some(uuid(ID))), json!({"applied": ID}));
    assert_form(&Outcome::Unknown, json!("unknown"));
    Ok(())
}

#[test]
fn what_is_no_value_is_refused() {
    assert_refused::<Date>(json!("2023-02-29"));
    assert_refused::<Rating>(json!(6));
    assert_refused::<EmailAddress>(json!("nobody"));
    assert_refused::<CountryCode>(json!("Germany"));
    assert_refused::<Latitude>(json!("91"));
    assert_refused::<Currency>(json!({"amount": "a lot"}));
    assert_refused::<SelectOption>(json!({}));
    assert_refused::<RecordId<Person>>(json!("no UUID"));
}

#[test]
fn a_record_is_kept_digit_by_digit() {
    let values = r#"{"job_title":[{"attribute_type":"text","value":"CTO"}],"n":[{"value":1.10}]}"#;
    let form = format!(
        r#"{{"id":{{"workspace_id":"{ID}","object_id":"{ID}","record_id":"{ID}"}},"created_at":"2023-01-02T15:04:05.123456789Z","web_url":"https://app.attio.com/x","values":{values}}}"#
    );
    let record: Record<Person> = serde_json::from_str(&form).expect("it is read");
    assert_eq!(record.values.as_json(), values);
    assert_eq!(record.decode().expect("decoded").job_title.as_deref(), Some("CTO"));
    assert_eq!(serde_json::to_string(&record).expect("it is written"), form);
}

#[test]
fn an_error_is_its_questions_and_not_the_token() {
    let error = Client::builder().api_key("a token\nof two lines").build().expect_err("refused");
    let form = to_value(&error).expect("it is written");
    assert_eq!(form["message"], error.to_string());
    assert_eq!((&form["outcome"], &form["attempts"]), (&json!("not_applied"), &json!(0)));
    assert!(!form.to_string().contains("a token"), "{form}");
}
