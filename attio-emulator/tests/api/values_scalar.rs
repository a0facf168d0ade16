//! Strings, numbers, checkboxes, amounts, days, instants, ratings: accepted and refused values.

use attio_emulator::{Emulator, NumberDecimals};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Api, send};

#[test]
fn text() {
    let api = Api::with_things();
    for written in
        [json!("a\nb"), json!(["a\nb"]), json!({"value": "a\nb"}), json!([{"value": "a\nb"}])]
    {
        assert_eq!(api.payload("text", written), json!({"value": "a\nb"}));
    }
    assert_eq!(api.payload("text", json!("")), json!({"value": ""}));
}

#[test]
fn text_refuses() {
    let api = Api::with_things();
    api.refuses("text", json!(1), json!([]), "Expected string, received number");
    api.refuses("text", json!(true), json!([]), "Expected string, received boolean");
    api.refuses("text", json!({"value": 1}), json!(["value"]), "Expected string, received number");
    api.refuses("text", json!({}), json!(["value"]), "Required");
    api.refuses("text", json!({"value": "x", "y": 1}), json!([]), "Unrecognized key(s)");
    api.refuses("text", json!(null), json!([]), "Invalid input");
    api.refuses("text", json!([null]), json!([]), "Invalid input");
    api.refuses("text", json!(["a", "b"]), json!([]), "at most one value");
}

#[test]
fn text_is_limited_to_ten_megabytes() {
    let api = Api::with_things();
    let longest = "x".repeat(10_000_000);
    assert_eq!(api.create("things", json!({"text": longest})).status, 200);
    api.refuses("text", json!(format!("{longest}x")), json!([]), "10 MB");
}

#[test]
fn number() {
    let api = Api::with_things();
    for (written, read) in [(json!(42), json!(42)), (json!({"value": -1.5}), json!(-1.5))] {
        assert_eq!(api.payload("number", written), json!({"value": read}));
    }
    let reply = api.create("things", json!({"number": 1e3}));
    assert!(reply.text.contains(r#""value":1000,"attribute_type":"number""#), "{}", reply.text);
}

#[test]
fn number_refuses() {
    let api = Api::with_things();
    api.refuses("number", json!("42"), json!([]), "Expected number, received string");
    api.refuses("number", json!({"value": "42"}), json!(["value"]), "Expected number");
    api.refuses("number", json!({"value": 1, "x": 1}), json!([]), "Unrecognized key(s)");
    api.refuses("number", json!(0.12345), json!([]), "4 decimal places");
    let request = api.request(Method::POST, "/v2/objects/things/records");
    let body = r#"{"data":{"values":{"number":1e999}}}"#;
    let request = request.header("content-type", "application/json").body(body);
    send(request).refused(400, "validation_type");
}

#[test]
fn number_can_keep_its_decimals() {
    let api = Api::with(Emulator::builder().number_decimals(NumberDecimals::Keep));
    api.add_things();
    assert_eq!(api.payload("number", json!(0.123456789)), json!({"value": 0.123456789}));
}

#[test]
fn checkbox() {
    let api = Api::with_things();
    for written in [json!(true), json!("true"), json!({"value": true}), json!([{"value": "true"}])]
    {
        assert_eq!(api.payload("checkbox", written), json!({"value": true}));
    }
    assert_eq!(api.payload("checkbox", json!("false")), json!({"value": false}));
}

#[test]
fn checkbox_refuses() {
    let api = Api::with_things();
    api.refuses("checkbox", json!(1), json!([]), "Expected boolean, received number");
    api.refuses("checkbox", json!("yes"), json!([]), "Expected boolean, received string");
    api.refuses("checkbox", json!(null), json!([]), "Invalid input");
    api.refuses(
        "checkbox",
        json!({"value": null}),
        json!(["value"]),
        "Expected boolean, received null",
    );
    api.refuses("checkbox", json!({"value": true, "x": 1}), json!([]), "Unrecognized key(s)");
}

fn currency(value: Value) -> Value {
    json!({"currency_value": value, "currency_code": "USD"})
}

#[test]
fn currency_is_read_as_a_number_with_its_code() {
    let api = Api::with_things();
    for written in [json!(99), json!("99.00"), json!({"currency_value": 99}), json!([99.0])] {
        assert_eq!(api.payload("currency", written), currency(json!(99)));
    }
    assert_eq!(api.payload("currency", json!("-0.1234")), currency(json!(-0.1234)));
}

#[test]
fn currency_keeps_every_digit() {
    let api = Api::with_things();
    let request = api.request(Method::POST, "/v2/objects/things/records");
    let body = r#"{"data":{"values":{"currency":[{"currency_value":90071992547409931234.5678}]}}}"#;
    let reply = send(request.header("content-type", "application/json").body(body));
    let read = r#""currency_code":"USD","currency_value":90071992547409931234.5678"#;
    assert!(reply.text.contains(read), "{}", reply.text);
}

#[test]
fn currency_refuses() {
    let api = Api::with_things();
    api.refuses("currency", json!(1.23456), json!([]), "4 decimal places");
    api.refuses("currency", json!("1.23456"), json!([]), "4 decimal places");
    api.refuses(
        "currency",
        json!({"currency_value": 1.23456}),
        json!(["currency_value"]),
        "4 decimal",
    );
    api.refuses("currency", json!("USD 1"), json!([]), "Expected number, received string");
    api.refuses("currency", json!("1."), json!([]), "Expected number");
    api.refuses(
        "currency",
        json!({"currency_value": "1"}),
        json!(["currency_value"]),
        "Expected number",
    );
    api.refuses(
        "currency",
        json!({"currency_value": 1, "currency_code": "EUR"}),
        json!([]),
        "'currency_code'",
    );
    api.refuses("currency", json!(null), json!([]), "Invalid input");
    api.refuses(
        "currency",
        json!({"currency_value": null}),
        json!(["currency_value"]),
        "received null",
    );
    api.refuses("currency", json!("123456789012345678901234567890"), json!([]), "too large");
}

#[test]
fn date() {
    let api = Api::with_things();
    for (written, read) in [
        ("2023", "2023-01-01"),
        ("2023-01", "2023-01-01"),
        ("2023-01-02", "2023-01-02"),
        ("2023-01-02T13:00", "2023-01-02"),
        ("2023-01-02T14:00:00", "2023-01-02"),
        ("2023-01-02T15:00:00.000000000", "2023-01-02"),
        ("2023-01-02T15:00:00.000000000+02:00", "2023-01-02"),
        ("2023-01-02T23:00:00-10:00", "2023-01-03"),
        ("9999-12-31", "9999-12-31"),
    ] {
        assert_eq!(api.payload("date", json!(written)), json!({"value": read}));
        assert_eq!(api.payload("date", json!({"value": written})), json!({"value": read}));
    }
}

#[test]
fn date_refuses() {
    let api = Api::with_things();
    api.refuses("date", json!(2023), json!([]), "Expected string, received number");
    for wrong in ["", "tomorrow", "2023-13-01", "2023-02-29", "10000-01-01", "01/02/2023"] {
        api.refuses("date", json!(wrong), json!([]), "Invalid date");
    }
    api.refuses("date", json!("9999-12-31T23:00:00-10:00"), json!([]), "Invalid date");
    api.refuses("date", json!({"value": "2023", "x": 1}), json!([]), "Unrecognized key(s)");
}

#[test]
fn timestamp() {
    let api = Api::with_things();
    for (written, read) in [
        ("2023", "2023-01-01T00:00:00.000000000Z"),
        ("2023-05", "2023-05-01T00:00:00.000000000Z"),
        ("2023-01-02", "2023-01-02T00:00:00.000000000Z"),
        ("2023-01-02T13:00", "2023-01-02T13:00:00.000000000Z"),
        ("2023-01-02T13:00:00", "2023-01-02T13:00:00.000000000Z"),
        ("2023-01-02T13:00:00.123456789", "2023-01-02T13:00:00.123456789Z"),
        ("2023-01-02T13:00:00.000000000+02:00", "2023-01-02T11:00:00.000000000Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
    ] {
        assert_eq!(api.payload("timestamp", json!(written)), json!({"value": read}));
        assert_eq!(api.payload("timestamp", json!({"value": written})), json!({"value": read}));
    }
}

#[test]
fn timestamp_refuses() {
    let api = Api::with_things();
    api.refuses("timestamp", json!(1_700_000_000), json!([]), "Expected string, received number");
    for wrong in ["", "now", "2023-01-02T25:00:00Z", "9999-12-31T23:59:59.999999999-01:00"] {
        api.refuses("timestamp", json!(wrong), json!([]), "Invalid timestamp");
    }
    api.refuses("timestamp", json!({"value": "2023", "x": 1}), json!([]), "Unrecognized key(s)");
}

#[test]
fn rating() {
    let api = Api::with_things();
    for stars in 0..=5 {
        assert_eq!(api.payload("rating", json!(stars)), json!({"value": stars}));
        assert_eq!(api.payload("rating", json!({"value": stars})), json!({"value": stars}));
    }
}

#[test]
fn rating_refuses() {
    let api = Api::with_things();
    for wrong in [json!(6), json!(-1), json!(2.5), json!(256)] {
        api.refuses("rating", wrong, json!([]), "between 0 and 5");
    }
    api.refuses("rating", json!({"value": 6}), json!(["value"]), "between 0 and 5");
    api.refuses("rating", json!("3"), json!([]), "Expected number, received string");
    api.refuses("rating", json!({"value": 3, "x": 1}), json!([]), "Unrecognized key(s)");
}
