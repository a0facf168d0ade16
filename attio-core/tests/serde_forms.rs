//! The forms of the data types in serde's formats: what is written, and that it is read again.

use std::fmt::Debug;

use attio_core::value::{self, ActorType, CountryCode, CurrencyCode, InteractionType, Latitude};
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

/// Reads a value as a response has it.
fn read<T: value::ReadField>(members: &Value) -> T {
    let values = Values::from_json(json!({"a": [members]}).to_string()).expect("JSON");
    values.read("a").expect("it is read")
}

#[test]
fn a_phone_number_is_a_string_there_and_back() -> Result<(), ValueError> {
    for given in ["+15558675309", "+1 555 867 5309", " +1 (555) 867-5309 "] {
        let number: PhoneNumber = given.parse()?;
        assert_form(&number, json!(given.trim()));
        let back: PhoneNumber = from_value(json!(given)).expect("it is read");
        assert_eq!((back.original(), back.e164()), (given.trim(), Some("+15558675309")));
    }
    let national = PhoneNumber::national("555 867 5309", CountryCode::new("US")?)?;
    assert_form(&national, json!("US 555 867 5309"));
    let back: PhoneNumber = from_value(to_value(&national).expect("written")).expect("read");
    assert_eq!((back.original(), back.country_code()), ("555 867 5309", national.country_code()));

    // As Attio returns numbers: the form is a number that Attio accepts in a write.
    for (original, form) in [
        ("+15558675309", "+15558675309"),
        ("+1 555 867 5309", "+1 555 867 5309"),
        ("(555) 867-5309", "+15558675309"),
        ("+1 555 867 5309 ext. 7", "+15558675309"),
    ] {
        let number: PhoneNumber =
            read(&json!({"attribute_type": "phone-number", "country_code": "US",
            "original_phone_number": original, "phone_number": "+15558675309"}));
        assert_form(&number, json!(form));
        assert_eq!(number, "+1-555-867-5309".parse()?, "equal whatever the spelling");
    }
    assert_ne!("US 5558675309".parse::<PhoneNumber>()?, "CA 5558675309".parse()?);
    for wrong in ["", "5558675309", "ZZ 5558675309", "US", "US 55", "+1 five", "US +15558675309"] {
        assert_refused::<PhoneNumber>(json!(wrong));
    }
    Ok(())
}

#[test]
fn what_attio_adds_on_reads_is_not_lost_silently() -> Result<(), ValueError> {
    let email: EmailAddress = read(&json!({"attribute_type": "email-address",
        "email_address": "ada@example.com", "original_email_address": "Ada@Example.com",
        "email_root_domain": "example.com"}));
    assert_form(&email, json!("Ada@Example.com"));
    let domain: Domain = read(&json!({"attribute_type": "domain", "domain": "app.attio.com",
        "root_domain": "attio.com"}));
    assert_form(&domain, json!("app.attio.com"));
    let price: Currency = read(&json!({"attribute_type": "currency", "currency_value": 499.0,
        "currency_code": "USD"}));
    assert_form(&price, json!({"amount": "499.0", "code": "USD"}));
    let call: Interaction = read(&json!({"attribute_type": "interaction",
        "interaction_type": "email", "interacted_at": "2023-01-02T15:04:05.000000000Z",
        "owner_actor": {"type": "workspace-member", "id": ID}}));
    assert_form(
        &call,
        json!({"interaction_type": "email",
        "interacted_at": "2023-01-02T15:04:05.000000000Z",
        "owner": {"actor_type": "workspace-member", "id": ID}}),
    );
    let name: PersonalName =
        from_value(json!({"first_name": "Ada", "last_name": "Lovelace"})).expect("it is read");
    assert_eq!(name, PersonalName::new("Ada", "Lovelace"));
    Ok(())
}

#[test]
fn types_that_are_not_values_have_forms_too() {
    assert_form(&Scope::RecordsRead, json!("record_permission:read"));
    assert_form(&Decimal::new(49900, 2), json!("499.00"));
    let position = "v1/offset/8c1f2c1f1a5e2d07/1500";
    assert_form(&position.parse::<query::Position>().expect("a position"), json!(position));
    assert_form(&bulk::Disposition::AlreadyExists, json!("already_exists"));
    assert_eq!(to_value(Target::Object("people")).expect("written"), json!({"object": "people"}));
    let key = json!({"workspace_id": ID, "object_id": ID, "record_id": ID});
    let record = json!({"id": key, "created_at": Timestamp::MIN,
        "web_url": "https://app.attio.com/x", "values": {}});
    let read: Reconciled<Person> = from_value(json!({"created": record})).expect("it is read");
    assert!(read.is_created() && read.is_settled());
    assert_eq!(to_value(&read).expect("it is written"), json!({"created": record}));

    let mut unsettled = record.clone();
    unsettled["is_settled"] = json!(false);
    let read: Record<Person> = from_value(unsettled.clone()).expect("it is read");
    assert!(!read.is_settled(), "an open attempt is not forgotten");
    assert_eq!(to_value(&read).expect("it is written"), unsettled);

    let stored = json!({"id": ID, "disposition": "created", "record": record, "is_settled": true});
    let read: bulk::Stored<Person> = from_value(stored.clone()).expect("it is read");
    assert_eq!(to_value(&read).expect("it is written"), stored);
    let detailed = json!({"value": record, "attempts_made": 2, "is_settled": true,
        "execution_id": null, "accurate_at": null});
    let read: Detailed<Record<Person>> = from_value(detailed.clone()).expect("it is read");
    assert_eq!(to_value(&read).expect("it is written"), detailed);
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
