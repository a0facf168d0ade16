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
  ],
  "lists": [
    {"attributes": [{"id": "m", "api_slug": "n", "type": "status", "statuses": [
       {"id": "o", "title": "Won", "celebration_enabled": true}]}],
     "workspace_access": null, "parent_object": ["b", "g"], "api_slug": "l", "id": {"list_id": "k"}},
    {"id": "p", "api_slug": "b", "parent_object": "b"}
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

#[test]
fn a_list_is_found_by_slug_and_by_id() {
    let snapshot = scan(TEXT).expect("a snapshot");
    let lists = snapshot.lists().expect("lists").expect("they are there");
    assert_eq!(lists.iter().map(|list| list.name()).collect::<Vec<_>>(), ["l", "b"]);
    let list = snapshot.list("l").expect("it reads").expect("it is there");
    assert_eq!(snapshot.list("k").expect("it reads").as_ref(), Some(&list));
    assert_eq!((list.id.as_str(), list.slug.as_str()), ("k", "l"));
    assert_eq!(list.parent_objects, ["b", "g"]);
    let attribute = list.attribute("n").expect("it is there");
    assert_eq!(list.attribute("m"), Some(attribute));
    assert_eq!(
        (attribute.type_name.as_str(), attribute.choices[0].title.as_str()),
        ("status", "Won")
    );

    // A list with the slug of an object.
    let other = snapshot.list("b").expect("it reads").expect("it is there");
    assert_eq!((other.id.as_str(), &*other.parent_objects), ("p", &["b".to_owned()][..]));
    assert_eq!(snapshot.object("b").expect("it reads").expect("it is there").id, "a");
    assert_eq!((snapshot.list("a"), snapshot.object("l")), (Ok(None), Ok(None)));
}

#[test]
fn a_snapshot_without_lists_differs_from_one_with_no_lists() {
    for (text, lists) in [
        (r#"{"version": 1, "objects": []}"#, None),
        (r#"{"version": 1, "objects": [], "lists": null}"#, None),
        (r#"{"version": 1, "objects": [], "lists": []}"#, Some(0)),
        (r#"{"lists": [], "version": 1, "objects": []}"#, Some(0)),
    ] {
        let snapshot = scan(text).expect("a snapshot");
        assert_eq!(snapshot.lists().expect("lists").map(<[_]>::len), lists, "{text}");
        assert_eq!(snapshot.list("sales"), Ok(None), "{text}");
    }
    let newer = scan(r#"{"lists": "another form", "objects": [], "version": 2}"#);
    assert_eq!(newer.expect_err("newer"), ScanError::NewerVersion { found: 2 });
}

/// Crates without structs for lists do not pay for them, and mistakes in lists do not stop them.
#[test]
fn lists_are_read_only_on_request() {
    for (lists, message) in [
        ("{}", "expected an array at line 2, column 10"),
        ("[\n{\"api_slug\": \"a\"}]", "`id` is missing in the JSON object of line 3"),
        ("[\n{\"id\": \"a\"}]", "`api_slug` is missing in the JSON object of line 3"),
        (
            "[\n{\"id\": \"a\", \"api_slug\": \"a\"}]",
            "`parent_object` is missing in the JSON object of line 3",
        ),
        (
            "[{\"id\": \"a\", \"api_slug\": \"a\", \"parent_object\": 1}]",
            "expected a string at line 2, column 57",
        ),
    ] {
        let text =
            format!("{{\"version\": 1, \"objects\": [{{\"id\": \"o\"}}],\n\"lists\": {lists}}}");
        let snapshot = scan(&text).expect("a snapshot");
        assert!(snapshot.object("o").expect("it reads").is_some(), "{text}");
        assert_eq!(snapshot.list("a").expect_err("a mistake").to_string(), message, "{text}");
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
            for list in snapshot.lists().into_iter().flatten().flatten() {
                let _ = snapshot.list(&list.id);
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
