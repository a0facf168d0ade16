//! The scanner: the members that it reads, skips and rejects. The package `attio-tests` tests that it
//! agrees with the model on a whole workspace.

use attio_schema::scan::{ScanError, Snapshot};

const TEXT: &str = r#"{
  "hologram": [{"a": "}]"}, -1.5e3, null, true],
  "version": 1,
  "objects": [
    {"attributes": [
      {"id": {"attribute_id": "c", "object_id": "a"}, "api_slug": "d", "type": "hologram", "x": {}},
      {"id": "e", "api_slug": "f", "type": "select", "is_writable": false, "is_required": true,
       "is_unique": true, "is_multiselect": true, "is_archived": true,
       "is_default_value_enabled": true, "description": null,
       "config": {"record_reference": {"allowed_object_ids": ["a", "g"]}, "currency": {}},
       "options": [{"id": "h", "title": "\u0041 \"quoted\" \ud83c\udf89", "is_archived": true}]},
      {"id": "i", "api_slug": "j", "type": "text", "default_value": {"type": "static"},
       "config": {"record_reference": {"allowed_object_ids": null}}}
    ], "api_slug": "b", "id": "a"},
    {"id": "g", "api_slug": null}
  ]
}
"#;

fn scan(text: &str) -> Result<Snapshot, ScanError> {
    Snapshot::scan(text.to_owned())
}

#[test]
fn everything_that_is_asked_is_read() {
    let snapshot = scan(TEXT).expect("a snapshot");
    let names: Vec<_> = snapshot.objects().iter().map(|object| object.name()).collect();
    assert_eq!(names, ["b", "g"]);
    let object = snapshot.object("b").expect("it reads").expect("it is there");
    assert_eq!((object.id.as_str(), object.slug.as_deref()), ("a", Some("b")));

    let plain = object.attribute("c").expect("it is there");
    assert_eq!((plain.slug.as_str(), plain.type_name.as_str()), ("d", "hologram"));
    assert!(plain.is_writable && plain.attribute_type().is_none());
    assert!(!plain.is_required && !plain.is_unique && !plain.is_multiselect);
    assert!(!plain.is_archived && !plain.has_default && plain.allowed_object_ids.is_none());

    let full = object.attribute("f").expect("it is there");
    assert!(!full.is_writable && full.is_required && full.is_unique && full.is_multiselect);
    assert!(full.is_archived && full.has_default);
    assert_eq!(full.allowed_object_ids.as_deref(), Some(&["a".to_owned(), "g".to_owned()][..]));
    let [choice] = full.choices.as_slice() else { panic!("one option") };
    assert_eq!((choice.title.as_str(), choice.is_archived), ("A \"quoted\" 🎉", true));

    let defaulted = object.attribute("j").expect("it is there");
    assert!(defaulted.has_default, "a default without the flag");
    assert_eq!(defaulted.allowed_object_ids, None);
    assert_eq!(snapshot.object("z"), Ok(None));
}

#[test]
fn the_version_may_come_last_and_a_byte_order_mark_first() {
    let snapshot = scan("\u{feff}{\"objects\": [{\"id\": \"a\"}], \"version\": 1}");
    assert_eq!(snapshot.expect("a snapshot").objects().len(), 1);
    let newer = scan(r#"{"objects": "another form", "version": 2}"#).expect_err("newer");
    assert_eq!(newer, ScanError::NewerVersion { found: 2 });
}

#[test]
fn errors_have_a_position() {
    for (text, message) in [
        ("", "not JSON: expected an object at line 1, column 1"),
        ("[]", "expected an object at line 1, column 1"),
        ("{}", "`version` is missing in the JSON object of line 1"),
        ("{\"version\": 1}", "`objects` is missing in the JSON object of line 1"),
        ("{\"version\": \"1\"}", "expected a whole number at line 1, column 13"),
        ("{\"version\": 1.5}", "expected a whole number at line 1, column 13"),
        ("{\"version\": 1, \"objects\": {}}", "expected an array at line 1, column 27"),
        ("{\"version\": 1, \"objects\": [{}]}", "`id` is missing in the JSON object of line 1"),
        ("{\"version\": 1, \"objects\": [", "not JSON: expected an object at line 1, column 28"),
        ("{\"version\": 1,\n\"x\": <<<", "not JSON: expected a value at line 2, column 6"),
        ("{\"version\": 1,\n\"x\": [1}}", "not JSON: expected a value at line 2, column 8"),
        (
            "{\"version\": 1, \"objects\": []} x",
            "not JSON: expected the end of the file at line 1, column 31",
        ),
        ("{\"ver\nsion\": 1}", "not JSON: expected the end of a string at line 1, column 6"),
        ("{\"a\": \"\\", "not JSON: expected the end of a string at line 1, column 9"),
    ] {
        assert_eq!(scan(text).expect_err(text).to_string(), message, "{text}");
    }
}

/// No input makes it panic: every prefix of a snapshot, and a snapshot with any byte changed.
#[test]
fn it_never_panics() {
    let read = |text: &str| {
        if let Ok(snapshot) = scan(text) {
            for object in snapshot.objects() {
                let _ = snapshot.object(&object.id);
            }
        }
    };
    for end in 0..TEXT.len() {
        TEXT.get(..end).map(read);
        for byte in ["", "\"", "\\", "{", "]", ",", "9", "🎉"] {
            if let (Some(before), Some(after)) = (TEXT.get(..end), TEXT.get(end + 1..)) {
                read(&format!("{before}{byte}{after}"));
            }
        }
    }
}
