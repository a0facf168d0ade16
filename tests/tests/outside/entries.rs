//! A crate outside of the workspace with the structs of a list. It compiles without warnings against a pulled
//! snapshot and runs; the snapshot refuses structs that do not fit the list.

use std::fs;
use std::path::Path;
use std::process::Output;

use attio_schema::Workspace;
use attio_test_support::outside;
use attio_tests::Attio;

const MAIN: &str = r#"
#![deny(warnings)]

use attio_core::{
    ActorRef, AttioEntry, AttioOption, AttioRecord, Client, Currency, Domain, DynamicEntry, Entry,
    EntryId, RecordId,
};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    domains: Vec<Domain>,
}

#[derive(AttioOption, Debug)]
enum Stage {
    #[attio(title = "In talks")]
    InTalks,
    Won,
    #[attio(other)]
    Other(String),
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    stage: Stage,
    #[attio(slug = "deal_size")]
    size: Option<Currency>,
    owners: Vec<ActorRef>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let acme = Company { name: Some("Acme".to_owned()), domains: vec!["acme.com".parse()?] };
    let company_id: RecordId<Company> = acme.create(&client).await?.id.record_id;
    let size = Some(Currency::new(1200.into())?);
    let opportunity = Opportunity { stage: Stage::InTalks, size, owners: Vec::new() };

    let entry: Entry<Opportunity> = opportunity.create(&client, company_id).await?;
    let entry_id: EntryId<Opportunity> = entry.id.entry_id;
    println!("{} {} {}", entry.id.workspace_id, entry.id.list_id, entry.parent == company_id);
    println!("{} {:?}", entry.created_at, entry.value(Opportunity::STAGE)?);
    let Opportunity { stage, size, owners } = entry.decode()?;
    println!("{stage:?} {size:?} {}", owners.len());

    opportunity.assert(&client, company_id).await?;
    Opportunity::get(&client, entry_id).await?;
    let won = Opportunity { stage: Stage::Won, size: None, owners: Vec::new() };
    won.overwrite(&client, entry_id).await?;
    println!("{} entries", Opportunity::of(&client, company_id).await?.len());
    let mut stream = Opportunity::query()
        .filter(
            Opportunity::STAGE.eq(Stage::Won)
                & Opportunity::PARENT.via(Company::DOMAINS).root_domain().eq("acme.com"),
        )
        .sort(Opportunity::PARENT.via(Company::NAME).asc())
        .stream(&client);
    while let Some(entry) = stream.next_record().await {
        println!("{:?}", entry?.decode()?.stage);
    }
    let found = Opportunity::query().filter(Opportunity::PARENT.eq(company_id)).all(&client).await?;
    println!("{} found", found.len());

    let stage = Stage::Other("Lost".to_owned());
    let pairs = [("a", (company_id, Opportunity { stage, size: None, owners: Vec::new() }))];
    let mut results = Opportunity::bulk_assert(&client).run(pairs);
    while let Some((key, stored)) = results.next().await {
        println!("{key}: {}", stored?.id == entry_id);
    }
    let uuid = company_id.uuid();
    DynamicEntry::new("sales_pipeline", "companies", uuid)
        .set("stage", ["Won"])
        .create(&client)
        .await?;
    println!("{} entries", Opportunity::of(&client, company_id).await?.len());
    Opportunity::delete(&client, entry_id).await?;
    Ok(())
}
"#;

/// A struct per possible parent.
const PARENTS: &str = r#"
use attio_core::{AttioEntry, AttioRecord, Date};

#[derive(AttioRecord)]
#[attio(object = "companies")]
pub struct Company {
    pub name: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
pub struct Person {
    pub job_title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
pub struct Opportunity {
    pub close_date: Option<Date>,
}

fn main() {}
"#;

struct Crate {
    attio: Attio,
    folder: std::path::PathBuf,
}

impl Crate {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        let core = outside::path_dependency("attio-core");
        let tokio = "tokio = { version = \"1\", features = [\"rt\", \"macros\"] }";
        outside::write_package(&folder, name, &format!("{core}\n{tokio}")).expect("a package");
        let attio = Attio::start();
        attio_examples::pipeline::make_list(&attio.emulator).expect("the list");
        Self { attio, folder }
    }

    fn snapshot(&self, workspace: &Workspace) {
        fs::write(self.folder.join("attio.schema.json"), workspace.to_json()).expect("a snapshot");
    }

    fn cargo(&self, command: &str, program: &str, variables: &[(&str, &str)]) -> Output {
        fs::write(self.folder.join("src/main.rs"), program).expect("a program");
        outside::cargo(&self.folder, &[command, "--quiet"])
            .env("ATTIO_API_KEY", self.attio.emulator.api_key())
            .env("ATTIO_BASE_URL", self.attio.emulator.base_url())
            .envs(variables.iter().copied())
            .output()
            .expect("cargo")
    }

    /// Makes a mistake, and expects one error at it.
    fn refuses(&self, program: &str, (right, wrong): (&str, &str), message: &str, at: &str) {
        assert_eq!(program.matches(right).count(), 1, "{right}");
        let output = self.cargo("check", &program.replace(right, wrong), &[]);
        assert!(!output.status.success(), "`{wrong}` compiles");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(message), "{message}: {stderr}");
        let marked = stderr.lines().zip(stderr.lines().skip(1)).any(|(code, marks)| {
            let span = marks.find('^').zip(marks.rfind('^'));
            span.is_some_and(|(from, to)| code.get(from..=to) == Some(at))
        });
        assert!(marked, "at `{at}`: {stderr}");
        assert!(stderr.contains("due to 1 previous error"), "{stderr}");
    }
}

#[tokio::test]
async fn the_contract_of_entries_compiles_and_runs_with_a_pulled_snapshot() {
    let krate = Crate::new("entries");
    let pulled = krate.attio.client.pull_schema().await.expect("a schema");
    krate.snapshot(&pulled);
    let required = [("ATTIO_SCHEMA_REQUIRED", "1")];
    let output = krate.cargo("run", MAIN, &required);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "", "no warnings");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<_> = stdout.lines().collect();
    let list = krate.attio.emulator.list_id("sales_pipeline").expect("the list");
    assert!(lines[0].ends_with(&format!("{list} true")), "{stdout}");
    assert!(lines[1].ends_with(" InTalks"), "{stdout}");
    assert!(lines[2].starts_with("InTalks Some(") && lines[2].ends_with(" 0"), "{stdout}");
    assert_eq!(lines[3..], ["1 entries", "Won", "1 found", "a: true", "2 entries"], "{stdout}");

    krate.refuses(
        MAIN,
        ("list = \"sales_pipeline\"", "list = \"sales_pipline\""),
        "`attio.schema.json` has no list `sales_pipline`; did you mean `sales_pipeline`?",
        "\"sales_pipline\"",
    );
    krate.refuses(
        PARENTS,
        ("parent = Company", "parent = Person"),
        "`Person` is a record of `people`, but the list `sales_pipeline` takes records of \
         `companies` in `attio.schema.json`; use a struct of that object",
        "Person",
    );
    krate.refuses(
        MAIN,
        ("\"deal_size\"", "\"deal_sizes\""),
        "`sales_pipeline` has no attribute `deal_sizes` in `attio.schema.json`; did you mean \
         `deal_size`?",
        "\"deal_sizes\"",
    );
}

#[tokio::test]
async fn a_snapshot_without_lists_checks_no_list_unless_it_is_required() {
    let krate = Crate::new("no-lists");
    let pulled = krate.attio.client.pull_schema().objects(["companies"]).await.expect("a schema");
    assert_eq!(pulled.lists, None);
    krate.snapshot(&pulled);
    let wrong = MAIN.replace("list = \"sales_pipeline\"", "list = \"unknown\"");
    let output = krate.cargo("check", &wrong, &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");

    let output = krate.cargo("check", MAIN, &[("ATTIO_SCHEMA_REQUIRED", "1")]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it compiles");
    for part in ["`attio.schema.json` has no lists", "attio schema pull", "1 previous error"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }

    // A record needs no lists.
    let records = "#![deny(warnings)]\n#[derive(attio_core::AttioRecord)]\n\
                   #[attio(object = \"companies\")]\npub struct Company {\n    \
                   pub name: Option<String>,\n}\n\nfn main() {}\n";
    let output = krate.cargo("check", records, &[("ATTIO_SCHEMA_REQUIRED", "1")]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");

    // Without any list, the workspace lacks this one.
    let mut without = pulled;
    without.lists = Some(Vec::new());
    krate.snapshot(&without);
    let output = krate.cargo("check", MAIN, &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("has no list `sales_pipeline`"), "{stderr}");
}
