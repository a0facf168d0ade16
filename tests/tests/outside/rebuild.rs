//! A crate outside of the workspace, with and without a snapshot. It writes the same bytes. Cargo
//! rebuilds it if and only if the snapshot or a variable changes. The compiled files contain no
//! part of the snapshot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use attio_test_support::outside;

const MAIN: &str = r#"
#![deny(warnings)]

use attio_core::{AttioOption, AttioRecord, RecordRef};

#[derive(AttioOption)]
enum Tier {
    Gold,
    #[attio(other)]
    #[allow(dead_code)]
    Other(String),
}

#[derive(AttioRecord)]
#[attio(object = "companies", partial)]
struct Company {
    name: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "00000038-0000-4000-8000-000000000000")]
    job: String,
    tier: Option<Tier>,
    age: Option<u8>,
    #[attio(slug = "email_addresses")]
    emails: Vec<String>,
    company: Option<RecordRef<Company>>,
}

fn main() -> Result<(), attio_core::Error> {
    let company = Company { name: Some("Acme".to_owned()) };
    let id: attio_core::RecordId<Company> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("an ID");
    let person = Person {
        job: "Engineer".to_owned(),
        tier: Some(Tier::Gold),
        age: Some(36),
        emails: vec!["ada@example.com".to_owned()],
        company: Some(RecordRef::new(id)),
    };
    println!("{}", String::from_utf8_lossy(&company.to_json()?));
    println!("{}", String::from_utf8_lossy(&person.to_json()?));
    println!("{:?}", Person::JOB.slug());
    Ok(())
}
"#;

const LIBRARY: &str = r#"
#[derive(attio_core::AttioRecord)]
#[attio(object = "people")]
pub struct Person {
    #[attio(id = "00000038-0000-4000-8000-000000000000")]
    pub job: String,
}
"#;

struct Crate {
    folder: PathBuf,
    /// The path of its only source file, and the content.
    source: (&'static str, &'static str),
}

/// The result of cargo.
struct Built {
    again: bool,
    /// The output of the program, or of the compiler.
    result: Result<String, String>,
}

impl Built {
    fn output(&self) -> &str {
        self.result.as_deref().unwrap_or_else(|error| panic!("it does not compile: {error}"))
    }

    fn error(&self) -> &str {
        match &self.result {
            Ok(output) => panic!("it compiles: {output}"),
            Err(error) => error,
        }
    }
}

impl Crate {
    fn new(name: &str, source: (&'static str, &'static str)) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let core = outside::path_dependency("attio-core");
        outside::write_package(&folder, name, &core).expect("a package");
        let this = Self { folder, source };
        this.touch();
        let _ = fs::remove_file(this.snapshot());
        this
    }

    fn snapshot(&self) -> PathBuf {
        self.folder.join("attio.schema.json")
    }

    fn touch(&self) {
        let (path, text) = self.source;
        fs::write(self.folder.join(path), text).expect("a source");
    }

    fn cargo(&self, args: &[&str]) -> Command {
        outside::cargo(&self.folder, args)
    }

    fn run(&self, variables: &[(&str, &str)]) -> Built {
        let output =
            self.cargo(&["run"]).envs(variables.iter().copied()).output().expect("cargo runs");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        Built {
            again: stderr.contains("Compiling rebuild v0.0.0"),
            result: if output.status.success() { Ok(stdout) } else { Err(stderr) },
        }
    }
}

/// The files that cargo builds from a library: the library and its metadata, which dependents read.
fn compiled(krate: &Crate) -> Vec<PathBuf> {
    let args = ["build", "--message-format", "json-render-diagnostics"];
    let output = krate.cargo(&args).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("UTF-8");
    let message = messages
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .find(|message| message["target"]["name"] == "inside")
        .expect("the library was built");
    let files = message["filenames"].as_array().expect("files");
    files.iter().map(|file| file.as_str().expect("a path").into()).collect()
}

#[test]
fn the_snapshot_is_not_in_the_library() {
    const NOTE: &str = "only the snapshot has this string";
    let krate = Crate::new("inside", ("src/lib.rs", LIBRARY));
    let snapshot = include_str!("../../schemas/attio.schema.json");
    let snapshot = snapshot.replacen('{', &format!("{{\"note\": {NOTE:?},"), 1);
    fs::write(krate.snapshot(), snapshot).expect("it is written");
    let files = compiled(&krate);
    for end in ["rlib", "rmeta"] {
        let file = files.iter().find(|file| file.extension().is_some_and(|is| is == end));
        let bytes = fs::read(file.expect(end)).expect("it exists");
        let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!has(NOTE), "the {end} has a part of the snapshot");
        // The slug of the ID comes from the snapshot.
        assert!(end == "rmeta" || has("job_title"), "the snapshot was not read");
    }
}

#[test]
fn the_bytes_are_the_same_and_changes_are_noticed() {
    let good = include_str!("../../schemas/attio.schema.json");
    let renamed = good.replace("\"age\"", "\"years\"");
    let krate = Crate::new("rebuild", ("src/main.rs", MAIN));

    let without = krate.run(&[]);
    assert!(without.again);
    let (bytes, slug) = without.output().rsplit_once("}\n").expect("lines");
    assert_eq!(slug, "None\n");
    assert!(!krate.run(&[]).again, "nothing changed");

    // Cargo does not notice a new file: the writer of the first snapshot must touch a source.
    fs::write(krate.snapshot(), good).expect("it is written");
    krate.touch();
    let with = krate.run(&[]);
    assert!(with.again);
    let expected = format!("{bytes}}}\nSome(\"job_title\")\n");
    assert_eq!(with.output(), expected, "the same bytes, and the slug of the ID is known");
    assert!(!krate.run(&[]).again, "nothing changed");

    let file = fs::File::options().write(true).open(krate.snapshot()).expect("it opens");
    file.set_modified(SystemTime::now()).expect("the time is set");
    let touched = krate.run(&[]);
    assert!(touched.again, "touched");
    assert_eq!(touched.output(), expected);

    fs::write(krate.snapshot(), &renamed).expect("it is written");
    let changed = krate.run(&[]);
    assert!(changed.error().contains("`people` has no attribute `age` in `attio.schema.json`"));

    // Without checks, the program is built; the slug of the ID is still known.
    let off = [("ATTIO_SCHEMA_CHECK", "off")];
    let unchecked = krate.run(&off);
    assert!(unchecked.again, "the checks are off");
    assert_eq!(unchecked.output(), expected);
    assert!(!krate.run(&off).again, "nothing changed");
    assert!(krate.run(&[("ATTIO_SCHEMA_CHECK", "on")]).error().contains("no attribute `age`"));
    assert!(krate.run(&[]).error().contains("no attribute `age`"), "the checks are on again");
    fs::write(krate.snapshot(), "{").expect("it is written");
    assert_eq!(krate.run(&off).output(), without.output(), "a snapshot that cannot be read");
    fs::write(krate.snapshot(), good).expect("it is written");
    assert_eq!(krate.run(&[]).output(), expected);

    fs::remove_file(krate.snapshot()).expect("it is removed");
    let deleted = krate.run(&[]);
    assert!(deleted.again, "deleted");
    assert_eq!(deleted.output(), without.output());

    let required = [("ATTIO_SCHEMA_REQUIRED", "1")];
    let absent = krate.run(&required);
    assert!(absent.error().contains("there is no `attio.schema.json`"), "required");
    fs::write(krate.snapshot(), good).expect("it is written");
    assert_eq!(krate.run(&required).output(), expected, "restored");

    let other = krate.folder.join("other.json");
    fs::write(&other, good).expect("it is written");
    let variable = [("ATTIO_SCHEMA", other.to_str().expect("a path"))];
    let named = krate.run(&variable);
    assert!(named.again, "the variable is set");
    assert_eq!(named.output(), expected);
    assert!(!krate.run(&variable).again, "nothing changed");
    fs::write(&other, &renamed).expect("it is written");
    assert!(krate.run(&variable).error().contains("`age` in `other.json`"), "the named file");
    assert_eq!(krate.run(&[]).output(), expected, "the variable is unset");
    fs::remove_file(&other).expect("it is removed");
    assert!(
        krate.run(&variable).error().contains("which does not exist"),
        "the named file is gone"
    );
}
