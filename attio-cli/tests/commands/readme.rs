//! The README, pasted: its dependencies, its first program, and its mistakes, without a snapshot and with the
//! one that its commands make.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use attio_emulator::Emulator;
use attio_test_support::outside;

const README: &str = include_str!("../../../README.md");

/// The mistakes that the README shows, as edits of its first program.
const UNKNOWN_KEY: (&str, &str) = ("slug = \"email_addresses\"", "slgu = \"email_addresses\"");
const MISSPELT_SLUG: (&str, &str) = ("\"email_addresses\"", "\"email_adresses\"");

/// The blocks of the README in a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    README.split(&begin).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

struct Package {
    folder: PathBuf,
}

impl Package {
    fn pasted() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("first");
        let _ = fs::remove_dir_all(&folder);
        let clone = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the clone");
        let dependencies = blocks("toml")[0].replace("../attio-rs", &clone.to_string_lossy());
        let dependencies = dependencies.strip_prefix("[dependencies]\n").expect("a table");
        outside::write_package(&folder, "first", dependencies).expect("a package");
        Self { folder }
    }

    fn write(&self, program: &str) {
        fs::write(self.folder.join("src/main.rs"), program).expect("a program");
    }

    fn cargo(&self, command: &str) -> Output {
        // Only the emulator may be reached, whatever the environment has.
        outside::cargo(&self.folder, &[command, "--quiet"])
            .env_remove("ATTIO_API_KEY")
            .env_remove("ATTIO_BASE_URL")
            .output()
            .expect("cargo runs")
    }

    fn runs(&self) {
        self.write(blocks("rust")[0]);
        let output = self.cargo("run");
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(stderr(&output), "", "there are no warnings");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = stdout.lines().collect();
        let [created, found] = lines[..] else { panic!("two lines: {stdout}") };
        assert!(created.starts_with("created ") && created.ends_with('Z'), "{created}");
        assert_eq!(found, "Ada Lovelace <ada@example.com>");
    }

    /// Makes a mistake, and expects the one error that the README shows.
    fn fails(&self, (right, wrong): (&str, &str), block: &str) {
        let program = blocks("rust")[0];
        assert_eq!(program.matches(right).count(), 1, "{right}");
        self.write(&program.replace(right, wrong));
        let output = self.cargo("check");
        assert!(!output.status.success(), "`{wrong}` compiles");
        let errors = stderr(&output);
        let errors: Vec<&str> =
            errors.split("\n\n").filter(|error| error.starts_with("error")).collect();
        assert_eq!(errors.first().map(|error| error.trim_end()), Some(block), "{errors:#?}");
        assert!(errors[1..].iter().all(|error| error.contains("could not compile")), "{errors:#?}");
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_first_five_minutes() {
    let package = Package::pasted();
    let errors = blocks("text");
    package.runs();
    package.fails(UNKNOWN_KEY, errors[0]);

    let attio = Emulator::builder().api_key("test").start_blocking().expect("an emulator");
    assert!(blocks("sh")[0].contains("ATTIO_API_KEY=test"), "the command of the README");
    assert!(blocks("sh")[0].ends_with("attio schema pull"), "the command of the README");
    let pull = Command::new(env!("CARGO_BIN_EXE_attio"))
        .args(["schema", "pull"])
        .current_dir(&package.folder)
        .env("ATTIO_API_KEY", attio.api_key())
        .env("ATTIO_BASE_URL", attio.base_url())
        .env_remove("ATTIO_SCHEMA")
        .output()
        .expect("the command runs");
    assert!(pull.status.success(), "{}", stderr(&pull));
    assert!(package.folder.join("attio.schema.json").exists());
    package.runs();
    package.fails(MISSPELT_SLUG, errors[1]);
}

#[test]
fn the_readme_is_short() {
    let lines = README.lines().count();
    assert!(lines <= 220, "{lines} lines");
}
