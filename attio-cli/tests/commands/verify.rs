//! `attio verify` against the emulator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use attio_core::{Client, Method};
use attio_emulator::{Builder, CannedResponse, Emulator, Fault, Operation, RateLimit};
use serde_json::{Value, json};

/// The facts that need an option of the command, or something that some workspaces lack.
const UNCHECKED: [&str; 5] = [
    "unique.text",
    "unique.phone",
    "values.archived-options",
    "limits.retry-after",
    "limits.not-applied",
];

struct Scene {
    attio: Emulator,
    folder: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Self {
        Self::of(name, Emulator::builder())
    }

    /// An emulator with an existing record in each object.
    fn of(name: &str, builder: Builder) -> Self {
        let attio = builder.api_key("s3cret-key").start_blocking().expect("an emulator");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        attio.seed("people", &json!({"job_title": "Analyst"})).expect("stored");
        attio.seed("companies", &json!({"name": "Acme"})).expect("stored");
        Self { attio, folder }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_attio"));
        command
            .arg("verify")
            .args(args)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .env("ATTIO_API_KEY", self.attio.api_key())
            .env("ATTIO_BASE_URL", self.attio.base_url());
        command
    }

    /// Runs with `--yes --json`.
    fn run(&self, args: &[&str]) -> Run {
        Run::new(self.command(args).args(["--yes", "--json"]).output().expect("the command"))
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).expect(name)
    }

    /// Asserts that the run left nothing in the workspace.
    fn is_clean(&self) {
        assert_eq!(self.attio.record_ids("people").len(), 1, "people");
        assert_eq!(self.attio.record_ids("companies").len(), 1, "companies");
    }

    fn writes(&self) -> usize {
        let requests = self.attio.requests();
        requests.iter().filter(|r| r.method != "GET" && !r.path.ends_with("/query")).count()
    }
}

/// The exit code and the output of a run.
struct Run {
    code: Option<i32>,
    json: Value,
    err: String,
}

impl Run {
    fn new(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let err = text(&output.stderr);
        let json = serde_json::from_slice(&output.stdout).unwrap_or_default();
        Self { code: output.status.code(), json, err }
    }

    fn facts(&self) -> &[Value] {
        self.json["facts"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn fact(&self, id: &str) -> &Value {
        let found = self.facts().iter().find(|fact| fact["id"] == json!(id));
        found.unwrap_or_else(|| panic!("no fact {id}: {}", self.err))
    }

    fn verdict(&self, id: &str) -> &str {
        self.fact(id)["verdict"].as_str().expect("a verdict")
    }

    fn seen(&self, id: &str) -> &str {
        self.fact(id)["seen"].as_str().unwrap_or_default()
    }

    fn reason(&self, id: &str) -> &str {
        self.fact(id)["reason"].as_str().unwrap_or_default()
    }

    /// The facts with one of these verdicts.
    fn with(&self, verdict: &str) -> Vec<&str> {
        let facts = self.facts().iter().filter(|fact| fact["verdict"] == json!(verdict));
        facts.filter_map(|fact| fact["id"].as_str()).collect()
    }
}

#[test]
fn every_fact_holds_in_the_emulator() {
    let scene = Scene::new("holds");
    let schema = scene.attio.snapshot();
    let run = scene.run(&["--report", "verify.md"]);
    assert_eq!(run.code, Some(0), "{}{:#}", run.err, run.json);
    assert_eq!(run.with("DIFFERS"), [""; 0]);
    assert_eq!(run.with("could not be checked"), UNCHECKED);
    for fact in run.facts() {
        let has = |member: &str| fact[member].as_str().is_some_and(|text| !text.is_empty());
        assert!(["fact", "expected", "promise", "source"].into_iter().all(has), "{fact:#}");
        assert!(has("seen") || has("reason"), "{fact:#}");
    }
    scene.is_clean();
    assert_eq!(scene.attio.snapshot(), schema, "the schema is unchanged");

    // The report has each finding, but no data of the workspace.
    let report = scene.read("verify.md");
    for fact in run.facts() {
        assert!(report.contains(&format!("## {}: ", fact["id"].as_str().expect("an ID"))));
    }
    for secret in [scene.attio.api_key(), "Emulator", &scene.attio.workspace_id().to_string()] {
        assert!(!report.contains(secret), "{secret}: {report}");
    }

    // The question shows the workspace and the mark, and every write of a record has the mark.
    let mark = run.json["mark"].as_str().expect("a mark");
    assert!(run.err.contains("In the workspace Emulator (emulator)"), "{}", run.err);
    assert!(run.err.contains(mark), "{}", run.err);
    for request in scene.attio.requests() {
        let is_create = request.path.ends_with("/records") && request.method != "GET";
        assert!(!is_create || request.body_text().contains(mark), "{}", request.body_text());
    }
    // Creates and asserts, some of which update a record.
    let requests = scene.attio.requests();
    let is_write = |method: &str| ["POST", "PUT"].contains(&method);
    let writes = requests.iter().filter(|it| is_write(&it.method) && it.path.ends_with("/records"));
    let applied = writes.filter(|it| it.applied()).count();
    assert!(run.err.contains("up to 70 records"), "{}", run.err);
    assert!((50..=70).contains(&applied), "{applied}");
}

/// Archives the option of a select attribute that a record has.
fn archive(scene: &Scene, option: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let settings = Client::builder().api_key(scene.attio.api_key().to_owned());
        let client = settings.base_url(scene.attio.base_url()).build().expect("a client");
        let path = format!("/v2/objects/people/attributes/tier/options/{option}");
        let body = json!({"data": {"is_archived": true}});
        client.request(Method::PATCH, path).json(&body).await.expect("archived");
    });
}

#[test]
fn limits_and_archived_options_are_checked_where_possible() {
    let limit = RateLimit::fixed_window(1000, 25);
    let scene = Scene::of("limits", Emulator::builder().rate_limit(limit));
    let select = json!({"api_slug": "tier", "type": "select"});
    scene.attio.create_attribute("people", &select).expect("an attribute");
    let option = scene.attio.create_option("people", "tier", "Gold").expect("an option");
    let id = scene.attio.seed("people", &json!({"tier": "Gold"})).expect("stored");
    archive(&scene, &option.to_string());
    let run = scene.run(&["--rate-limit", "--report", "verify.jsonl"]);
    for id in ["values.archived-options", "limits.retry-after", "limits.not-applied"] {
        assert_eq!(run.verdict(id), "ok", "{:#}", run.fact(id));
    }
    assert_eq!(run.with("could not be checked"), ["unique.text", "unique.phone"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(scene.attio.record_ids("people").len(), 2);
    assert!(scene.attio.record_ids("people").contains(&id));

    // One JSON object per line, the first about the run. The option's title is not in the report.
    let report = scene.read("verify.jsonl");
    let lines: Vec<Value> =
        report.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), run.facts().len() + 1);
    assert_eq!(lines[0]["objects"], json!("people, companies"));
    assert!(!report.contains("Gold") && !report.contains("tier"), "{report}");
}

#[test]
fn differences_are_shown_with_the_expected_and_observed_values() {
    let scene = Scene::new("differs");
    let foreign = json!({
        "status_code": 404, "type": "invalid_request_error", "code": "not_found",
        "message": "Nothing here.",
    });
    let stub = CannedResponse::json(404, &foreign).always();
    scene.attio.stub("*", "/v2/objects/attio-verify-", stub);
    let run = scene.run(&["--only", "errors", "--report", "verify.md"]);
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert_eq!(run.with("DIFFERS"), ["errors.unknown-object"]);
    let fact = run.fact("errors.unknown-object");
    assert!(fact["expected"].as_str().is_some_and(|text| text.contains("the slug")), "{fact:#}");
    let seen = run.seen("errors.unknown-object");
    assert!(seen.contains("404 not_found: Nothing here."), "{seen}");
    assert!(!run.err.contains("error:"), "{}", run.err);
    scene.is_clean();
    let report = scene.read("verify.md");
    assert!(report.contains("## errors.unknown-object: DIFFERS"), "{report}");
    assert!(report.contains("Nothing here."), "{report}");
}

/// As Attio does: the record's own time is up to 0.3 s before the attribute's, or 36 s after it.
#[test]
fn the_two_times_of_creation_are_distinguished() {
    let scene = Scene::of("two-times", Emulator::builder().created_at_differences(-300..=36_000));
    let run = scene.run(&["--only", "order", "--only", "times"]);
    assert_eq!(run.code, Some(0), "{}{:?}", run.err, run.with("DIFFERS"));
    for id in ["order.sort-by-created-at", "order.filter-by-created-at"] {
        assert!(run.seen(id).ends_with("`created_at` differs from it"), "{}", run.seen(id));
    }
    scene.is_clean();
}

/// The companies that Attio creates for the run's e-mail domain are deleted too.
#[test]
fn companies_of_the_actor_system_are_deleted_too() {
    let scene = Scene::of("enrichment", Emulator::builder().enrichment(true));
    for family in ["assert", "actors"] {
        let run = scene.run(&["--only", family]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(scene.attio.all_enriched());
        scene.is_clean();
        if family == "actors" {
            let seen = run.seen("actors.company-link");
            assert!(seen.starts_with("a `company` by system, within "), "{seen}");
        }
    }
}

#[test]
fn values_in_another_form_differ() {
    let scene = Scene::of("other-forms", Emulator::builder().stores_other_forms(true));
    invoices(&scene);
    let run = scene.run(&["--object", "invoices", "--only", "unique"]);
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert_eq!(run.with("DIFFERS"), ["unique.text"]);
    let seen = run.seen("unique.text");
    assert!(seen.contains("is stored as ATTIO-VERIFY-"), "{seen}");
    assert!(scene.attio.record_ids("invoices").is_empty());
    scene.is_clean();
}

/// A server whose reads by ID find nothing: some facts differ, others cannot be checked.
#[test]
fn a_404_without_the_id_differs() {
    let scene = Scene::new("without-id");
    let foreign = json!({
        "status_code": 404, "type": "invalid_request_error", "code": "not_found",
        "message": "Not found.",
    });
    let stub = CannedResponse::json(404, &foreign).always();
    scene.attio.stub("GET", "/v2/objects/people/records/", stub);
    let run = scene.run(&["--only", "errors"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    for id in ["errors.unknown-record", "errors.deleted-record"] {
        assert_eq!(run.verdict(id), "DIFFERS");
        assert!(run.seen(id).contains("404 not_found: Not found."), "{}", run.seen(id));
    }
    assert!(run.reason("errors.same-record").contains("cannot get a record"));
    scene.is_clean();
}

#[test]
fn creates_that_may_have_been_applied_are_deleted_too() {
    let scene = Scene::new("in-doubt");
    scene.attio.inject(Fault::ApplyThenDrop.times(2).after(5).on(Operation::Create));
    scene.attio.inject(Fault::ApplyThenStatus(500).once().after(9).on(Operation::Create));
    let run = scene.run(&["--only", "order"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.err.contains("checks failed to run"), "{}", run.err);
    scene.is_clean();
}

#[test]
fn records_that_cannot_be_deleted_are_listed_with_their_ids() {
    let scene = Scene::new("not-deleted");
    scene.attio.inject(Fault::Status(403).always().on(Operation::Delete));
    let run = scene.run(&["--only", "order", "--only", "unique"]);
    assert_eq!(run.code, Some(1));
    let listed: Vec<_> = run.err.lines().filter(|line| line.starts_with("not deleted: ")).collect();
    let ids = scene.attio.record_ids("people").into_iter().skip(1);
    let ids: Vec<_> = ids.chain(scene.attio.record_ids("companies").into_iter().skip(1)).collect();
    assert!(ids.len() > 30, "{}", ids.len());
    assert_eq!(listed.len(), ids.len());
    for id in ids {
        assert!(listed.iter().any(|line| line.contains(&id.to_string())), "{id}");
    }
    assert!(run.err.contains("some records may be left"), "{}", run.err);
}

/// A server that ignores filters returns records of the workspace, which must not be deleted.
#[test]
fn records_of_the_workspace_are_never_deleted() {
    let scene = Scene::new("foreign");
    let id = scene.attio.record_ids("people")[0];
    let own = json!({
        "id": {"workspace_id": scene.attio.workspace_id(),
            "object_id": scene.attio.object_id("people"), "record_id": id},
        "created_at": "2026-11-29T12:00:00.000000000Z", "values": {"job_title": []},
    });
    let stub = CannedResponse::json(200, &json!({"data": [own]})).always();
    scene.attio.stub("POST", "/v2/objects/people/records/query", stub);
    let run = scene.run(&["--only", "order"]);
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert_eq!(run.verdict("order.by-id"), "DIFFERS");
    scene.is_clean();
    assert_eq!(scene.attio.record_ids("people"), [id]);
}

#[test]
fn a_missing_scope_is_named() {
    let scopes = ["record_permission:read", "object_configuration:read"];
    let scene = Scene::of("read-only", Emulator::builder().scopes(scopes));
    let run = scene.run(&[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.verdict("errors.execution-id"), "ok");
    assert_eq!(run.reason("unique.conflict"), "the token lacks record_permission:read-write");
    assert_eq!(scene.writes(), 0);
    assert!(!run.err.contains("creates and deletes"), "{}", run.err);

    let scene = Scene::of("no-scopes", Emulator::builder().scopes([""; 0]));
    let run = scene.run(&[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.with("ok"), ["actors.self", "errors.unknown-token"]);
    assert!(run.reason("order.by-id").contains("object_configuration:read"));
    assert_eq!(scene.writes(), 0);
}

/// Creates an object with a unique text attribute and a required one.
fn invoices(scene: &Scene) {
    let object =
        json!({"api_slug": "invoices", "singular_noun": "Invoice", "plural_noun": "Invoices"});
    scene.attio.create_object(&object).expect("an object");
    for attribute in [
        json!({"api_slug": "number", "type": "text", "is_unique": true}),
        json!({"api_slug": "paid_on", "type": "date", "is_required": true,
            "default_value": {"type": "static", "template": [{"value": "2026-01-01"}]}}),
    ] {
        scene.attio.create_attribute("invoices", &attribute).expect("an attribute");
    }
}

#[test]
fn it_writes_to_a_given_object_and_keeps_its_names() {
    let scene = Scene::new("custom");
    invoices(&scene);
    let run = scene.run(&["--object", "invoices", "--report", "verify.md"]);
    assert_eq!(run.code, Some(0), "{}{:#}", run.err, run.json);
    for id in ["order.by-id", "unique.conflict", "unique.text", "assert.one-record"] {
        assert_eq!(run.verdict(id), "ok", "{:#}", run.fact(id));
    }
    assert!(run.reason("unique.email-case").contains("email-address"));
    assert!(scene.attio.record_ids("invoices").is_empty());
    scene.is_clean();
    let report = scene.read("verify.md");
    assert!(report.contains("attribute with slug \"[attribute]\""), "{report}");
    assert!(!report.contains("invoices"), "{report}");

    let run = scene.run(&["--object", "nothing"]);
    assert!(run.err.contains("there is no object `nothing`"), "{}", run.err);
}

#[test]
fn it_refuses_to_begin_without_a_yes_or_a_writable_report() {
    let scene = Scene::new("refuses");
    let run = Run::new(scene.command(&[]).output().expect("the command"));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("pass --yes"), "{}", run.err);
    let run = scene.run(&["--report", "nowhere/verify.md"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("cannot write nowhere/verify.md"), "{}", run.err);
    assert_eq!(scene.attio.requests().len(), 0);
}

#[test]
fn some_facts_can_be_checked_alone() {
    let scene = Scene::new("only");
    let run = scene.run(&["--only", "unique.conflict", "--only", "pages"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let checked: Vec<_> = run.facts().iter().map(|fact| fact["id"].as_str()).collect();
    let expected = ["pages.offsets", "pages.end", "pages.large", "unique.conflict"].map(Some);
    assert_eq!(checked, expected);
    scene.is_clean();
    let run = scene.run(&["--only", "uniqueness"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("order, pages, times, actors, errors, unique"), "{}", run.err);
}

/// On a terminal it asks, and accepts only a yes.
#[test]
#[cfg(unix)]
fn it_asks_on_a_terminal() {
    use std::io::Write;

    let Some([script]) = attio_test_support::require("verify::it_asks", ["script"]) else { return };
    for (line, code) in [("n\n", 1), ("\n", 1), ("y\n", 0)] {
        let scene = Scene::new(&format!("asks-{code}"));
        let verify = format!("{} verify", env!("CARGO_BIN_EXE_attio"));
        let mut child = Command::new(&script)
            .args(["-qec", &verify, "/dev/null"])
            .env("ATTIO_API_KEY", scene.attio.api_key())
            .env("ATTIO_BASE_URL", scene.attio.base_url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command");
        let mut stdin = child.stdin.take().expect("its input");
        stdin.write_all(line.as_bytes()).expect("a line");
        // Stays open until the end, because closing it closes the terminal.
        let output = child.wait_with_output().expect("the end");
        drop(stdin);
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(shown.contains("In the workspace Emulator (emulator)"), "{shown}");
        assert!(shown.contains("[y/N]"), "{shown}");
        assert_eq!(output.status.code(), Some(code), "{line:?}: {shown}");
        assert_eq!(scene.writes() > 0, code == 0, "{line:?}");
        let finding =
            ["pages.end: ok", "  fact      ", "  expected  ", "  seen      200, records: 0"];
        assert!(code != 0 || finding.iter().all(|part| shown.contains(part)), "{shown}");
        scene.is_clean();
    }
}

#[test]
#[cfg(unix)]
fn created_records_are_deleted_after_an_interruption() {
    use std::time::{Duration, Instant};

    for signal in ["-INT", "-TERM"] {
        let scene = Scene::new(&format!("interrupted{signal}"));
        // One create is in flight, and is applied after the interruption.
        let stall = Fault::StallThenApply(Duration::from_millis(700));
        scene.attio.inject(stall.once().after(5).on(Operation::Create));
        let mut command = scene.command(&["--yes", "--json", "--report", "verify.md"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the command");
        let creates = || {
            let requests = scene.attio.requests();
            requests.iter().filter(|r| r.method == "POST" && r.path.ends_with("/records")).count()
        };
        let begun = Instant::now();
        while creates() < 6 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{} creates", creates());
            std::thread::sleep(Duration::from_millis(5));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
        let run = Run::new(child.wait_with_output().expect("the end"));
        assert_eq!(run.code, Some(1), "{}", run.err);
        assert!(run.err.contains("error: interrupted"), "{}", run.err);
        assert!(run.reason("limits.not-applied").contains("ended early"), "{}", run.err);
        scene.is_clean();
        assert!(scene.read("verify.md").contains("could not be checked"));
    }
}
