//! A malicious workspace, server and files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use attio_emulator::{CannedResponse, Emulator};
use attio_schema::is_obeyed;
use serde_json::{Value, json};

/// Escapes from comments and strings if it is written unescaped, and contains control characters of
/// terminals.
const EVIL: &str = "x\nfn INJECTED() {}\r// */ fn INJECTED() {}\u{2028}fn INJECTED() {}\u{85}\
    \"); fn INJECTED() {} (\"\\\"; fn INJECTED() {} \\\n\n```\nINJECTED!();\n```\n~~~\nINJECTED!();\n~~~\n\
    -      INJECTED!();\n\t    INJECTED!();\n\u{1b}[2J\u{9b}31m\u{7}\u{202e}\u{2066}\u{7f}\u{0}";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Runs the command for at most 30 seconds; returns its exit code and output.
fn run(folder: &Path, base_url: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new("timeout")
        .arg("30")
        .arg(env!("CARGO_BIN_EXE_attio"))
        .args(args)
        .current_dir(folder)
        .env("ATTIO_API_KEY", "a-token")
        .env("ATTIO_BASE_URL", base_url)
        .env_remove("ATTIO_SCHEMA")
        .output()
        .expect("the command");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    for character in out.chars().chain(err.chars()) {
        let is_fine = character == '\n' || !is_obeyed(character);
        assert!(is_fine, "{args:?} prints {character:?}: {out}{err}");
    }
    assert_ne!(output.status.code(), Some(124), "{args:?} does not end: {out}{err}");
    (output.status.code(), out, err)
}

/// A snapshot with this string in every possible position.
fn snapshot(text: &str) -> Value {
    let attribute = |slug: &str, kind: &str| {
        json!({
            "id": format!("{slug}-id"), "api_slug": slug, "title": text, "description": text,
            "type": kind, "is_writable": true, "is_required": false, "is_unique": false,
            "is_multiselect": false,
            "options": [{"id": "o", "title": text, "is_archived": false}],
        })
    };
    let attributes = [
        attribute("name", "text"),
        attribute(text, "text"),
        attribute("size", "select"),
        attribute(&format!("s{text}"), "select"),
        attribute(&format!("t{text}"), text),
        attribute("type", text),
    ];
    let object = |slug: &str| {
        json!({
            "id": format!("{slug}-id"), "api_slug": slug, "singular_noun": text, "plural_noun": text,
            "attributes": attributes,
        })
    };
    let list = |slug: &str| {
        json!({
            "id": format!("{slug}-list"), "api_slug": slug, "name": text, "parent_object": [text],
            "attributes": attributes,
        })
    };
    json!({"version": 1, "workspace_id": text, "objects": [object("people"), object(text)],
        "lists": [list("sales"), list(text)]})
}

#[test]
fn generated_code_contains_no_code_from_a_snapshot() {
    let folder = folder("generate-hostile");
    for text in
        EVIL.split('\n').map(|part| format!("a{part}\nINJECTED {part}")).chain([EVIL.into()])
    {
        fs::write(folder.join("attio.schema.json"), snapshot(&text).to_string()).expect("a file");
        let (code, printed, error) = run(&folder, "http://localhost:1", &["generate"]);
        assert_eq!(code, Some(0), "{error}");
        let (code, _, error) = run(&folder, "http://localhost:1", &["generate", "-o", "attio.rs"]);
        assert_eq!(code, Some(0), "{error}");
        let written = fs::read_to_string(folder.join("attio.rs")).expect("the code");
        assert_eq!(written, printed);
        for line in written.split(['\n', '\r', '\u{2028}', '\u{85}']) {
            let line = line.trim_start();
            let is_comment = line.starts_with("//");
            let key = ["#[attio(", "slug = \"", "title = \"", "object = \"", "list = \""];
            let is_string = key.iter().any(|key| line.starts_with(key)) && has_one_string(line);
            assert!(!line.contains("INJECTED") || is_comment || is_string, "{line}\n{written}");
            if line.starts_with("///") {
                assert!(!line.contains("```") && !line.contains("~~~"), "{line}");
                assert!(!line.trim_start_matches('/').contains("  "), "{line:?} may be code");
            }
        }
    }
}

/// Whether a line contains the payload only in its strings.
fn has_one_string(line: &str) -> bool {
    let mut outside = String::new();
    let (mut is_inside, mut characters) = (false, line.chars());
    while let Some(character) = characters.next() {
        match character {
            '\\' if is_inside => drop(characters.next()),
            '"' => is_inside = !is_inside,
            other if !is_inside => outside.push(other),
            _ => {}
        }
    }
    !is_inside && !outside.contains("INJECTED")
}

#[test]
fn a_response_does_not_control_the_terminal() {
    let attio = Emulator::builder().api_key("a-token").start_blocking().expect("an emulator");
    let folder = folder("terminal-hostile");
    let base_url = attio.base_url();
    let me = json!({
        "active": true, "scope": "record_permission:read-write", "client_id": "c", "token_type": "Bearer",
        "workspace_id": "5f8a1c1e-2d7b-4a52-9a0e-3b6f0c9d7e21", "workspace_name": EVIL,
        "workspace_slug": EVIL, "sub": "s", "iss": "i", "aud": "a", "iat": 1,
    });
    for args in [&["whoami"][..], &["whoami", "--json"]] {
        attio.stub("GET", "/v2/self", CannedResponse::json(200, &me));
        let (code, out, error) = run(&folder, base_url, args);
        assert_eq!(code, Some(0), "{error}");
        assert!(out.contains("INJECTED"), "the name is shown: {out}");
        if args.contains(&"--json") {
            let shown: Value = serde_json::from_str(&out).expect("JSON");
            assert_eq!(shown["workspace_name"], EVIL);
        }
    }
    let envelope = json!({"status_code": 400, "type": "x", "code": EVIL, "message": EVIL});
    for answer in [
        CannedResponse::json(400, &envelope),
        CannedResponse::new(403).body(EVIL),
        CannedResponse::new(200).body(EVIL),
        CannedResponse::json(200, &json!({"active": EVIL})),
    ] {
        attio.stub("GET", "/v2/self", answer);
        let (code, _, error) = run(&folder, base_url, &["whoami"]);
        assert_eq!(code, Some(1), "{error}");
    }
    let data = json!({"title": EVIL, "description": EVIL, "api_slug": "evil", "type": "text",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {}});
    attio.create_attribute("people", &data).expect("an attribute");
    let evil = snapshot(EVIL).to_string();
    fs::write(folder.join("other.json"), evil).expect("a file");
    fs::write(folder.join("rows.csv"), format!("{},Evil\nx,y\n", "\u{1b}[2J\u{202e}"))
        .expect("a file");
    run(&folder, base_url, &["schema", "pull"]);
    run(&folder, base_url, &["schema", "pull", "-o", "-"]);
    run(&folder, base_url, &["schema", "check", "--schema", "other.json"]);
    run(&folder, base_url, &["schema", "check", "--schema", "other.json", "--json"]);
    run(&folder, base_url, &["schema", "diff", "attio.schema.json", "other.json"]);
    run(&folder, base_url, &["schema", "push", "--schema", "other.json", "--dry-run"]);
    run(&folder, base_url, &["import", "rows.csv", "--object", EVIL.trim_matches('\0')]);
    run(&folder, base_url, &["import", "rows.csv", "--object", "people", "--dry-run"]);
}

#[cfg(unix)]
#[test]
fn pipes_devices_folders_and_huge_files_are_errors_at_once() {
    let folder = folder("files-hostile");
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().expect("it runs").success());
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless")).expect("a link");
    fs::create_dir(folder.join("folder")).expect("a folder");
    File::create(folder.join("huge")).expect("a file").set_len(64 << 30).expect("no blocks");
    fs::write(folder.join("rows.csv"), "Name\nAda\n").expect("a file");
    let attio = Emulator::builder().api_key("a-token").start_blocking().expect("an emulator");
    for file in ["pipe", "endless", "folder", "huge"] {
        for args in [
            &["generate", "--schema", file][..],
            &["schema", "check", "--schema", file],
            &["schema", "diff", file, file],
            &["schema", "push", "--schema", file],
            &["emulator", "--schema", file],
            &["import", "rows.csv", "--object", "people", "--journal", file],
        ] {
            let (code, _, error) = run(&folder, attio.base_url(), args);
            assert!(matches!(code, Some(1 | 2)), "{args:?}: {code:?} {error}");
            assert!(error.contains(file) || error.contains("unexpected"), "{args:?}: {error}");
        }
    }
    for args in [
        &["whoami", "--token-file", "endless"][..],
        &["import", "pipe", "--object", "people"],
        &["import", "endless", "--object", "people"],
        &["import", "folder", "--object", "people"],
    ] {
        let (code, _, error) = run(&folder, attio.base_url(), args);
        assert_eq!(code, Some(1), "{args:?}: {error}");
    }
}
