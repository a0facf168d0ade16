//! The evidence that a journal keeps between runs.

use std::path::PathBuf;
use std::time::SystemTime;

use attio_core::bulk::{Bulk, Disposition, Journal, Stored};
use attio_core::{AttioRecord, Error, Outcome};
use attio_emulator::{Fault, Operation};
use attio_tests::people::Person;
use attio_tests::{Attio, scratch};
use serde_json::json;
use uuid::Uuid;

use super::{HOUR, long_ago, person};

struct Scene {
    attio: Attio,
    path: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Self {
        let path = scratch(env!("CARGO_TARGET_TMPDIR"), &format!("evidence-{name}.journal"));
        let _ = std::fs::remove_file(&path);
        Self { attio: Attio::with_clock().0, path }
    }

    async fn run(&self, input: Vec<(u64, Person)>) -> Vec<Result<Stored<Person>, Error>> {
        let journal = Journal::open(&self.path).expect("a journal");
        let bulk: Bulk<Person> = Person::bulk_create(&self.attio.client);
        let job = bulk.journal(&journal).await.expect("the job's journal");
        let mut results = job.run(input);
        let mut all = Vec::new();
        while let Some((_, result)) = results.next().await {
            all.push(result);
        }
        all
    }

    async fn run_one(&self, person: Person) -> Result<Stored<Person>, Error> {
        self.run(vec![(1, person)]).await.pop().expect("one result")
    }

    /// A run whose create meets this fault and whose lookups fail: its record stays unknown.
    async fn run_in_the_dark(&self, fault: Fault) {
        let emulator = &self.attio.emulator;
        emulator.inject(fault.once().on(Operation::Create));
        emulator.inject(Fault::Status(503).always().path("/v2/objects/people/attributes/*"));
        let error = self.run_one(ada()).await.expect_err("lookups fail");
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        emulator.clear_faults();
    }

    fn seed(&self, created_at: SystemTime) -> Uuid {
        let values = json!({"email_addresses": ["ada@example.com"]});
        self.attio.emulator.seed_at("people", &values, created_at).expect("a person")
    }
}

fn ada() -> Person {
    person(&["ada@example.com", "ada@lovelace.org"])
}

#[tokio::test]
async fn a_record_that_is_older_than_the_first_run_is_anothers() {
    let scene = Scene::new("older");
    scene.run_in_the_dark(Fault::DropBeforeApplying).await;
    let other = scene.seed(long_ago());
    let error = scene.run_one(ada()).await.expect_err("another has an address");
    assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    assert_eq!(error.conflicting_records(), [other]);
}

#[tokio::test]
async fn a_record_that_came_after_the_first_run_is_unknown() {
    let scene = Scene::new("younger");
    scene.run_in_the_dark(Fault::DropBeforeApplying).await;
    let other = scene.seed(SystemTime::now());
    let error = scene.run_one(ada()).await.expect_err("another has an address");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.conflicting_records(), [other]);
}

#[tokio::test]
async fn a_clock_that_is_corrected_between_two_runs_changes_nothing() {
    // The server's clock is unknown in the first run, because its responses have no date.
    let scene = Scene::new("undated");
    scene.run_in_the_dark(Fault::DropBeforeApplying).await;
    // By this machine's wrong clock, the record would be older or younger.
    for created_at in [SystemTime::now() + HOUR, SystemTime::now() - HOUR] {
        let other = scene.seed(created_at);
        let error = scene.run_one(ada()).await.expect_err("another has an address");
        let expected = match created_at < SystemTime::now() {
            true => Outcome::NotApplied,
            false => Outcome::Unknown,
        };
        assert_eq!(error.outcome(), expected, "{error}");
        let deleted = Person::delete(&scene.attio.client, other.into()).await;
        deleted.expect("room for the next one");
    }
}

#[tokio::test]
async fn a_value_on_an_older_record_may_have_been_this_records() {
    let scene = Scene::new("moved");
    let Attio { client, emulator } = &scene.attio;
    let old = emulator.seed_at("people", &json!({"job_title": ["Analyst"]}), long_ago());
    let old = old.expect("a person");
    scene.run_in_the_dark(Fault::ApplyThenDrop).await;
    let made = emulator.record_ids("people").into_iter().find(|id| *id != old).expect("made");
    person(&["ada@lovelace.org"]).overwrite(client, made.into()).await.expect("an edit");
    person(&["ada@example.com"]).overwrite(client, old.into()).await.expect("an edit");
    let error = scene.run_one(ada()).await.expect_err("two records have one each");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    let mut candidates = error.conflicting_records();
    candidates.sort();
    let mut expected = [made, old];
    expected.sort();
    assert_eq!(candidates, expected);

    // Both values have moved.
    Person::delete(client, made.into()).await.expect("deleted");
    ada().overwrite(client, old.into()).await.expect("an edit");
    let stored = scene.run_one(ada()).await.expect("a record has all the values");
    assert_eq!(stored.id.uuid(), old);
}

#[tokio::test]
async fn a_known_id_is_returned_wherever_its_record_is_in_the_input() {
    let scene = Scene::new("order");
    let first = scene.run_one(ada()).await.expect("stored").id;
    let other = Person { job_title: Some("Countess".into()), ..ada() };
    let results = scene.run(vec![(1, other), (1, ada())]).await;
    let [Err(changed), Ok(known)] = &results[..] else { panic!("{results:?}") };
    assert!(changed.to_string().contains(&first.uuid().to_string()), "{changed}");
    assert_eq!((known.id, known.disposition), (first, Disposition::DoneBefore));
    // Twice in one run as well.
    let results = scene.run(vec![(2, person(&["b@x.com"]))]).await;
    let stored = results[0].as_ref().expect("stored").id;
    let results = scene.run(vec![(2, person(&["b@x.com"])), (2, person(&["b@x.com"]))]).await;
    let ids: Vec<_> = results.iter().map(|result| result.as_ref().expect("known").id).collect();
    assert_eq!(ids, [stored, stored]);
}

#[tokio::test]
async fn a_journal_keeps_whether_a_record_is_settled() {
    let scene = Scene::new("settled");
    scene.attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let input = || vec![(1, ada()), (2, person(&["b@x.com"]))];
    let mut results = scene.run(input()).await;
    results.sort_by_key(|result| result.as_ref().is_ok_and(Stored::is_settled));
    let settled = |results: &[Result<Stored<Person>, Error>]| -> Vec<_> {
        let mut all: Vec<_> =
            results.iter().map(|result| result.as_ref().expect("stored").is_settled()).collect();
        all.sort();
        all
    };
    assert_eq!(settled(&results), [false, true]);
    let again = scene.run(input()).await;
    assert_eq!(settled(&again), [false, true], "from the journal");
    let is_known = |result: &Result<Stored<Person>, Error>| {
        result.as_ref().is_ok_and(|stored| stored.disposition == Disposition::DoneBefore)
    };
    assert!(again.iter().all(is_known));
}

#[tokio::test]
async fn a_failed_lookup_is_not_stored_as_a_record() {
    let scene = Scene::new("look-up");
    let other = scene.seed(SystemTime::now());
    let emulator = &scene.attio.emulator;
    emulator.inject(Fault::Status(500).once().on(Operation::Create));
    emulator.inject(Fault::Status(503).always().on(Operation::Query));
    emulator.inject(Fault::Status(503).always().path("/v2/objects/people/records/*"));
    let error = scene.run_one(ada()).await.expect_err("it is unknown");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    emulator.clear_faults();
    // The next run has no new information and makes no new claim.
    let error = scene.run_one(ada()).await.expect_err("it is unknown");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.conflicting_records(), [other]);
}
