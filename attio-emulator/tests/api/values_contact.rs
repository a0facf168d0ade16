//! Domains, e-mail addresses, phone numbers, names.

use serde_json::{Value, json};

use crate::support::{Api, bare};

#[test]
fn domain() {
    let api = Api::with_things();
    for written in [
        json!("app.attio.com"),
        json!({"domain": "app.attio.com"}),
        json!({"domain": "app.attio.com", "root_domain": "ignored.com"}),
        json!("https://App.Attio.com/about?x=1#y"),
        json!("app.attio.com/about"),
    ] {
        let read = json!({"domain": "app.attio.com", "root_domain": "attio.com"});
        assert_eq!(api.payload("domain", written), read);
    }
    let read = json!({"domain": "shop.acme.co.uk", "root_domain": "acme.co.uk"});
    assert_eq!(api.payload("domain", json!("shop.acme.co.uk")), read);
}

#[test]
fn domain_refuses() {
    let api = Api::with_things();
    for wrong in ["", "localhost", "not a domain", "1.2.3.4", "a@b.com"] {
        api.refuses("domain", json!(wrong), json!([]), "Invalid domain");
        api.refuses("domain", json!({"domain": wrong}), json!(["domain"]), "Invalid domain");
    }
    api.refuses("domain", json!({}), json!(["domain"]), "Required");
    api.refuses("domain", json!(1), json!([]), "Expected string");
}

#[test]
fn e_mail_address() {
    let api = Api::with_things();
    let read = json!({
        "original_email_address": "Alice@app.attio.com",
        "email_address": "alice@app.attio.com",
        "email_domain": "app.attio.com",
        "email_root_domain": "attio.com",
        "email_local_specifier": "alice",
    });
    for written in [json!("Alice@app.attio.com"), json!({"email_address": "Alice@app.attio.com"})] {
        assert_eq!(api.payload("email", written), read);
    }
    assert_eq!(api.payload("email", json!("a@example.com"))["email_domain"], "example.com");
}

#[test]
fn e_mail_address_refuses() {
    let api = Api::with_things();
    for wrong in ["", "alice", "alice@", "@acme.com", "a b@acme.com", "Ada <a@acme.com>"] {
        api.refuses("email", json!(wrong), json!([]), "Invalid email");
    }
    api.refuses("email", json!({"email_address": "x"}), json!(["email_address"]), "Invalid email");
    api.refuses("email", json!({"address": "a@b.com"}), json!(["email_address"]), "Required");
    for reserved in ["a@b.test", "a@b.invalid", "a@b.example", "a@b.localhost"] {
        api.refuses("email", json!(reserved), json!([]), "reserved top-level domain");
    }
}

#[test]
fn phone_number() {
    let api = Api::with_things();
    let read = |original: &str| json!({"country_code": "US", "original_phone_number": original, "phone_number": "+15558675309"});
    for (written, original) in [
        (json!("+15558675309"), "+15558675309"),
        (json!({"original_phone_number": "+15558675309"}), "+15558675309"),
        (json!({"original_phone_number": "+15558675309", "country_code": null}), "+15558675309"),
        (json!({"original_phone_number": "5558675309", "country_code": "US"}), "5558675309"),
    ] {
        assert_eq!(api.payload("phone", written), read(original));
    }
}

#[test]
fn phone_number_refuses() {
    let api = Api::with_things();
    for wrong in ["5558675309", "+12", "+1555", "call me", ""] {
        api.refuses("phone", json!(wrong), json!([]), "Invalid phone number");
    }
    let path = json!(["original_phone_number"]);
    let short = json!({"original_phone_number": "123", "country_code": "US"});
    api.refuses("phone", short, path.clone(), "Invalid phone number");
    let other = json!({"original_phone_number": "+442079460958", "country_code": "US"});
    api.refuses("phone", other, path.clone(), "Invalid phone number");
    api.refuses("phone", json!({"country_code": "US"}), path, "Required");
    let unknown = json!({"original_phone_number": "+15558675309", "country_code": "ZZ"});
    api.refuses("phone", unknown, json!(["country_code"]), "Invalid option");
    let number = json!({"original_phone_number": "+15558675309", "country_code": 1});
    api.refuses("phone", number, json!(["country_code"]), "Expected string");
}

fn name(api: &Api, written: Value) -> Value {
    bare(&api.create("people", json!({"name": written})).data()["values"]["name"][0])
}

#[test]
fn personal_name_as_an_object_is_kept_as_sent() {
    let api = Api::start();
    let written = json!({"first_name": "Ada", "last_name": "King", "full_name": "Countess Ada"});
    assert_eq!(name(&api, written.clone()), written);
}

#[test]
fn personal_name_as_a_string_is_last_then_first() {
    let api = Api::start();
    for (written, first, last, full) in [
        ("Lovelace, Ada", "Ada", "Lovelace", "Ada Lovelace"),
        ("Ada Lovelace", "Ada Lovelace", "", "Ada Lovelace"),
        ("King, Ada, Countess", "Ada, Countess", "King", "Ada, Countess King"),
        ("de la Cruz, Ana", "Ana", "de la Cruz", "Ana de la Cruz"),
    ] {
        let read = json!({"first_name": first, "last_name": last, "full_name": full});
        assert_eq!(name(&api, json!(written)), read);
    }
}

#[test]
fn personal_name_refuses_a_missing_member() {
    let api = Api::start();
    for missing in ["first_name", "last_name", "full_name"] {
        let mut written = json!({"first_name": "a", "last_name": "b", "full_name": "a b"});
        written.as_object_mut().unwrap().remove(missing);
        let error = api.create("people", json!({"name": written})).refused(400, "validation_type");
        let message = "An invalid value was passed to attribute with slug \"name\".";
        assert_eq!(error["message"], message);
        let violation = &error["validation_errors"][0];
        assert_eq!(violation["path"], json!([missing]));
        assert_eq!(violation["message"], "Required");
    }
    for wrong in [json!(1), json!(["Ada", "Bob"]), json!(""), json!({"first_name": 1})] {
        api.create("people", json!({"name": wrong})).refused(400, "validation_type");
    }
}
