//! `attio import` against the emulator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use attio_emulator::{Emulator, Fault, Operation};
use serde_json::{Value, json};

struct Scene {
    attio: Emulator,
    folder: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Self {
        let attio = Emulator::builder().api_key("test").start_blocking().expect("an emulator");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self { attio, folder }
    }

    fn write(&self, name: &str, csv: &str) {
        fs::write(self.folder.join(name), csv).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_attio"));
        command
            .arg("import")
            .args(args)
            .current_dir(&self.folder)
            .env("ATTIO_API_KEY", self.attio.api_key())
            .env("ATTIO_BASE_URL", self.attio.base_url());
        command
    }

    fn import(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the command")
    }

    /// Runs the command, and returns standard output and standard error.
    fn exits(&self, code: i32, args: &[&str]) -> (String, String) {
        let output = self.import(args);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {out}{err}");
        (out, err)
    }

    fn writes(&self) -> Vec<Value> {
        let all = self.attio.requests();
        let writes = all.iter().filter(|r| r.path.ends_with("/records") && r.method != "GET");
        writes.map(|r| serde_json::from_slice(&r.body).expect("JSON")).collect()
    }
}

const PEOPLE: &str = "\
Full name,E-mail,Job title,Notes
Ada Lovelace,ada@example.com;countess@example.com,Analyst,first
\"Babbage, Charles\",charles@example.com,,second
Grace Hopper,grace@example.com,\"Rear admiral, lower half\",third
";

const MAP: &[&str] = &[
    "people.csv",
    "--object",
    "people",
    "--map",
    "Full name=name",
    "--map",
    "E-mail=email_addresses",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    MAP.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn rows_become_records_and_a_second_run_sends_nothing() {
    let scene = Scene::new("twice");
    scene.write("people.csv", PEOPLE);
    let (out, err) = scene.exits(0, MAP);
    assert_eq!(out, "3 rows: 3 created\n");
    assert!(err.contains("not imported: the columns Notes"), "{err}");
    let mut writes = scene.writes();
    writes.sort_by_key(|write| write["data"]["values"]["name"][0]["first_name"].to_string());
    assert_eq!(
        writes[0]["data"]["values"],
        json!({
            "name": [{
                "first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada Lovelace"
            }],
            "email_addresses": [
                {"email_address": "ada@example.com"}, {"email_address": "countess@example.com"}
            ],
            "job_title": [{"value": "Analyst"}],
        })
    );
    assert_eq!(writes[1]["data"]["values"]["job_title"], Value::Null, "an empty cell is no value");

    let (out, _) = scene.exits(0, MAP);
    assert_eq!(out, "3 rows: 3 done before\n");
    assert_eq!(scene.writes().len(), 3);
    assert!(!scene.folder.join("people.csv.refused.csv").exists());
    let (out, err) = scene.exits(0, &with(&["--json", "--quiet"]));
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&json["done_before"], &json["report"]), (&json!(3), &Value::Null));
    assert_eq!(err, "");
}

#[test]
fn rows_are_checked_before_the_first_is_sent() {
    let scene = Scene::new("checked");
    let csv = format!(
        "{PEOPLE}Nobody,not an address,,\nTwin,ADA@example.com,,\nShort,short@example.com\n,,,\n"
    );
    scene.write("people.csv", &csv);
    for args in [with(&[]), with(&["--dry-run"])] {
        let (out, err) = scene.exits(3, &args);
        assert_eq!(out, "7 rows: 3 valid, 4 invalid\n");
        assert!(err.contains("nothing was sent"), "{err}");
        assert_eq!(scene.writes().len(), 0);
        assert!(!scene.folder.join("people.csv.journal").exists());
    }
    let report = scene.read("people.csv.refused.csv");
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines[0], "line,outcome,reason,Full name,E-mail,Job title,Notes");
    for (line, what) in [
        (1, ["5,invalid,", "E-mail", ",Nobody,not an address,,"]),
        (2, ["6,invalid,", "line 2 has the same `email_addresses`", ",Twin,ADA@example.com,,"]),
        (3, ["7,invalid,", "2 cells; the header has 4", ",Short,short@example.com"]),
        (4, ["8,invalid,", "it has no values", ",,,,"]),
    ] {
        assert!(what.iter().all(|part| lines[line].contains(part)), "{}", lines[line]);
    }

    let (out, _) = scene.exits(3, &with(&["--skip-invalid"]));
    assert_eq!(out, "7 rows: 3 created, 4 invalid\n");
    assert_eq!(scene.writes().len(), 3);
}

#[test]
fn refused_rows_are_in_the_report() {
    let scene = Scene::new("refused");
    scene
        .attio
        .seed("people", &json!({"email_addresses": ["grace@example.com"]}))
        .expect("a record");
    scene.write("people.csv", PEOPLE);
    let report = with(&["--report", "left.csv", "--journal", "job"]);
    let (out, err) = scene.exits(3, &report);
    assert_eq!(out, "3 rows: 2 created, 1 refused\n");
    assert!(err.contains("not imported: 1 row, with reasons in left.csv"), "{err}");
    let text = scene.read("left.csv");
    assert!(text.contains("4,refused,") && text.contains(",Grace Hopper,"), "{text}");
    assert!(scene.folder.join("job").exists());

    // The edited row is sent again, and nothing else.
    scene.write("people.csv", &PEOPLE.replace("grace@", "hopper@"));
    let (out, _) = scene.exits(0, &report);
    assert_eq!(out, "3 rows: 1 created, 2 done before\n");
    assert!(!scene.folder.join("left.csv").exists(), "the report is of the last run");

    // A row edited after it was stored is not sent with other values.
    scene.write("people.csv", &PEOPLE.replace("Analyst", "Countess"));
    let (out, _) = scene.exits(3, &report);
    assert_eq!(out, "3 rows: 1 done before, 2 refused\n");
    let text = scene.read("left.csv");
    assert!(text.contains("another record was sent under this key"), "{text}");
}

#[test]
fn lost_responses_duplicate_nothing_with_a_unique_column_and_are_unknown_without() {
    let scene = Scene::new("faults");
    scene.write("people.csv", PEOPLE);
    scene.attio.inject(Fault::ApplyThenDrop.times(3).on(Operation::Create));
    let (out, _) = scene.exits(0, MAP);
    assert_eq!(out, "3 rows: 3 already there\n");
    assert_eq!(scene.attio.record_ids("people").len(), 3);

    scene.write("jobs.csv", "job_title\nAnalyst\nInventor\n");
    scene.attio.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let jobs = ["jobs.csv", "--object", "people", "--concurrency", "1"];
    let (out, _) = scene.exits(3, &jobs);
    assert_eq!(out, "2 rows: 1 created, 1 unknown\n");
    assert!(scene.read("jobs.csv.refused.csv").contains("2,unknown,"));
    let (out, _) = scene.exits(3, &jobs);
    assert_eq!(out, "2 rows: 1 done before, 1 unknown\n");
    assert_eq!(scene.attio.record_ids("people").len(), 5, "an unknown record is not sent again");
}

#[test]
fn a_killed_import_continues() {
    let scene = Scene::new("killed");
    let rows = (0..100).map(|n| format!("Person {n},person-{n}@example.com\n"));
    scene.write("people.csv", &format!("Full name,E-mail\n{}", rows.collect::<String>()));
    for stored in [10, 30] {
        let mut command = scene.command(MAP);
        let mut import =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command");
        // The client's own limit, of 25 writes per second, leaves time.
        while scene.attio.record_ids("people").len() < stored {
            assert_eq!(import.try_wait().expect("its state"), None, "it ended too early");
            std::thread::sleep(Duration::from_millis(2));
        }
        import.kill().expect("it is killed");
        import.wait().expect("it has ended");
    }
    assert!(scene.attio.record_ids("people").len() < 100, "it was killed midway");
    let (out, _) = scene.exits(0, &with(&["--json"]));
    let json: Value = serde_json::from_str(&out).expect("JSON");
    let count = |name: &str| json[name].as_u64().expect(name);
    assert_eq!(count("created") + count("already_existing") + count("done_before"), 100);
    assert!(count("done_before") > 0 && count("created") > 0, "{json}");
    assert_eq!(scene.attio.record_ids("people").len(), 100);
}

#[test]
fn rows_can_update_existing_records() {
    let scene = Scene::new("assert");
    let there = json!({"email_addresses": ["ada@example.com"], "job_title": "Countess"});
    let id = scene.attio.seed("people", &there).expect("a record");
    // The byte order mark with which spreadsheets begin their files.
    scene.write("people.csv", &format!("\u{feff}{PEOPLE}"));
    let (out, _) = scene.exits(0, &with(&["--assert", "email_addresses"]));
    assert_eq!(out, "3 rows: 3 asserted\n");
    let ids = scene.attio.record_ids("people");
    assert!(ids.len() == 3 && ids.contains(&id));
}

#[test]
fn parts_and_references_have_their_own_columns() {
    let scene = Scene::new("parts");
    scene
        .attio
        .seed("companies", &json!({"name": "Acme", "domains": ["acme.com"]}))
        .expect("a company");
    scene.write("people.csv", "First\tLast\tCity\tCompany\nAda\tLovelace\tLondon\tacme.com\n");
    scene.exits(
        0,
        &[
            "people.csv",
            "--object",
            "people",
            "--delimiter",
            "\\t",
            "--map",
            "First=name.first_name",
            "--map",
            "Last=name.last_name",
            "--map",
            "City=primary_location.locality",
            "--map",
            "Company=company.domains",
        ],
    );
    let values = &scene.writes()[0]["data"]["values"];
    assert_eq!(values["name"][0]["full_name"], "Ada Lovelace");
    assert_eq!(values["primary_location"][0]["locality"], "London");
    assert_eq!(values["primary_location"][0]["region"], Value::Null);
    let reference = json!([{"target_object": "companies", "domains": [{"domain": "acme.com"}]}]);
    assert_eq!(values["company"], reference);
}

#[test]
fn nonsense_is_reported_before_anything_is_sent() {
    let scene = Scene::new("wrong");
    scene.write("people.csv", PEOPLE);
    for (args, why) in [
        (&["nobody.csv", "--object", "people"][..], "cannot read nobody.csv"),
        (&["people.csv", "--object", "poeple"], "no object `poeple`"),
        (&["people.csv", "--object", "people", "--map", "Name=name"], "no column `Name`"),
        (&["people.csv", "--object", "people", "--map", "Notes=nots"], "no attribute `nots`"),
        (&["people.csv", "--object", "people", "--assert", "job_title"], "not unique"),
        (&["people.csv", "--object", "people", "--assert", "email_addresses"], "no column has"),
    ] {
        let (_, err) = scene.exits(1, args);
        assert!(err.contains(why), "{err}");
    }
    for (report, journal) in [("./people.csv", "job"), ("job", "job")] {
        let (_, err) = scene.exits(1, &with(&["--report", report, "--journal", journal]));
        assert!(err.contains("cannot be the report"), "{err}");
    }
    assert_eq!(scene.read("people.csv"), PEOPLE);
    scene.exits(2, &["people.csv"]);
    assert_eq!(scene.writes().len(), 0);

    scene.write("people.csv.journal", "not a journal");
    let (_, err) = scene.exits(1, MAP);
    assert!(err.contains("is not a journal"), "{err}");
    assert_eq!(scene.read("people.csv.journal"), "not a journal");
    assert_eq!(scene.writes().len(), 0);
}

#[test]
fn moved_rows_are_not_sent_again() {
    let scene = Scene::new("moved");
    let titles = |titles: &[&str]| format!("Job title\n{}\n", titles.join("\n"));
    let import = ["people.csv", "--object", "people"];
    scene.write("people.csv", &titles(&["Analyst", "Inventor", "Admiral"]));
    scene.exits(0, &import);
    for moved in [
        &["Analyst", "New", "Inventor", "Admiral"][..],
        &["Inventor", "Admiral"],
        &["Analyst", "Admiral"],
    ] {
        scene.write("people.csv", &titles(moved));
        let (_, err) = scene.exits(1, &import);
        assert!(err.contains("was imported with another number"), "{err}");
        assert_eq!(scene.writes().len(), 3, "{moved:?}");
    }
    // A new row after them is sent.
    scene.write("people.csv", &titles(&["Analyst", "Inventor", "Admiral", "New"]));
    let (out, _) = scene.exits(0, &import);
    assert_eq!(out, "4 rows: 1 created, 3 done before\n");
}

#[test]
fn a_pipe_is_refused_and_so_is_a_second_import_which_leaves_the_report_alone() {
    let scene = Scene::new("pipe");
    let mut command = scene.command(&["/dev/stdin", "--object", "people", "--journal", "j"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = child.spawn().expect("the command").wait_with_output().expect("its end");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("/dev/stdin is not a regular file"), "{err}");

    scene.write("people.csv", PEOPLE);
    scene.write("people.csv.refused.csv", "why");
    let path = scene.folder.join("people.csv.journal");
    let journal = attio_core::bulk::Journal::open(path).expect("a journal");
    for more in [&[][..], &["--dry-run"]] {
        let (_, err) = scene.exits(1, &with(more));
        assert!(err.contains("in use"), "{err}");
        assert_eq!(scene.read("people.csv.refused.csv"), "why");
    }
    drop(journal);
    scene.exits(0, MAP);
}

#[test]
fn a_row_that_is_not_imported_uses_no_unique_value() {
    let scene = Scene::new("unique-of-invalid");
    let rows =
        "E-mail,Job title\na@example.com,A\nc@example.com;a@example.com,B\nc@example.com,C\n";
    scene.write("people.csv", rows);
    let map = ["people.csv", "--object", "people", "--map", "E-mail=email_addresses"];
    let (out, _) = scene.exits(3, &[&map[..], &["--dry-run"]].concat());
    assert_eq!(out, "3 rows: 2 valid, 1 invalid\n");
    for (journal, report) in [("x", "./x"), ("./x", "x"), ("x", "x")] {
        let places = ["--journal", journal, "--report", report];
        let (_, err) = scene.exits(1, &[&map[..], &places].concat());
        assert!(err.contains("cannot be the report"), "{err}");
    }
}

/// On a terminal it draws a bar, with the counts.
#[test]
#[cfg(unix)]
fn a_terminal_shows_a_progress_bar() {
    let Some([script]) = attio_test_support::require("import::a_terminal", ["script"]) else {
        return;
    };
    let scene = Scene::new("bar");
    let rows = (0..60).map(|n| format!("Person {n},person-{n}@example.com\n"));
    scene.write("people.csv", &format!("Full name,E-mail\n{}", rows.collect::<String>()));
    let import = format!("{} import '{}'", env!("CARGO_BIN_EXE_attio"), MAP.join("' '"));
    let mut child = Command::new(&script)
        .args(["-qec", &import, "/dev/null"])
        .current_dir(&scene.folder)
        .env("TERM", "xterm")
        .env("ATTIO_API_KEY", scene.attio.api_key())
        .env("ATTIO_BASE_URL", scene.attio.base_url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command");
    // Stays open until the end, because closing it closes the terminal.
    let stdin = child.stdin.take();
    let output = child.wait_with_output().expect("the end");
    drop(stdin);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(scene.attio.record_ids("people").len(), 60, "{shown}");
    assert!(shown.contains("/60 ") && shown.contains(" created"), "{shown}");
}
