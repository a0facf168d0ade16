//! Journals of earlier versions: a job continues with them as with its own.
//!
//! A change of the format adds a file written by the previous version, and keeps the existing
//! files. `ATTIO_WRITE_JOURNAL=PATH cargo test -p attio-tests --test suite bulk_journal_format`
//! writes one and prints its IDs.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use attio_core::bulk::{Bulk, Disposition, Journal, Stored};
use attio_core::{AttioRecord, Client, Error, Outcome};
use attio_emulator::{Emulator, Fault, Operation};
use attio_tests::people::{Contact, Worker};
use serde_json::json;
use uuid::Uuid;

/// A journal stores the base URL and the workspace of its job, so both are the same in each run.
const BASE_URL: &str = "http://attio.localhost";
const WORKSPACE: &str = "5f8a1c1e-2d7b-4a52-9a0e-3b6f0c9d7e21";

/// The records stored under the keys 0 and 1.
type Ids = [Uuid; 2];

type Results<R> = BTreeMap<u64, Result<Stored<R>, Error>>;

/// An emulator at the base URL, and its client.
struct Scene {
    emulator: Emulator,
    client: Client,
}

impl Scene {
    fn new() -> Self {
        let mut workspace = Emulator::start_blocking().expect("the emulator").snapshot();
        workspace.id = Some(WORKSPACE.to_owned());
        let emulator = Emulator::builder().workspace(workspace).start_blocking();
        let emulator = emulator.expect("the emulator");
        let address = emulator.base_url().strip_prefix("http://").expect("http");
        let address: SocketAddr = address.trim_end_matches('/').parse().expect("an address");
        let http = reqwest::Client::builder().no_proxy().resolve("attio.localhost", address);
        let client = Client::builder()
            .api_key(emulator.api_key())
            .base_url(BASE_URL)
            .allow_plain_http()
            .http_client(http.build().expect("an HTTP client"))
            .no_rate_limit()
            .build();
        Self { client: client.expect("a client"), emulator }
    }

    fn seed(&self, number: u64) -> Uuid {
        let values = json!({"email_addresses": [Contact::email(number)]});
        self.emulator.seed("people", &values).expect("a record")
    }

    fn stored(&self) -> usize {
        self.emulator.record_ids("people").len()
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("format-{name}.journal"))
}

fn contacts(numbers: &[u64]) -> Vec<(u64, Contact)> {
    numbers.iter().map(|&number| (number, Contact::numbered(number))).collect()
}

async fn run<R: attio_core::AttioRecord + Send + 'static>(
    bulk: Bulk<R>,
    journal: &Journal,
    records: Vec<(u64, R)>,
) -> Results<R> {
    let mut results = bulk.journal(journal).await.expect("the job's journal").run(records);
    let mut all = BTreeMap::new();
    while let Some((key, result)) = results.next().await {
        all.insert(key, result);
    }
    all
}

/// Writes a journal with keys in each state. 0 and 1 are stored, 2 is refused, 3 could not be sent,
/// 4 and 5 were in flight when the job was stopped, and 6 ended as unknown.
async fn write(path: &Path) -> Ids {
    let _ = fs::remove_file(path);
    let scene = Scene::new();
    let (emulator, client) = (&scene.emulator, &scene.client);
    let journal = Journal::open(path).expect("a journal");
    scene.seed(2);
    let results = run(Contact::bulk_create(client), &journal, contacts(&[0, 1, 2])).await;
    let ids = [0, 1].map(|key| results[&key].as_ref().expect("a record").id.uuid());
    assert!(results[&2].as_ref().expect_err("a conflict").is_uniqueness_conflict());

    emulator.inject(Fault::Unauthorized.always().on(Operation::Create));
    let results = run(Contact::bulk_create(client), &journal, contacts(&[3])).await;
    assert!(results[&3].as_ref().expect_err("a revoked token").is_auth());
    emulator.clear_faults();

    let stall = Fault::ApplyThenStall(Duration::from_secs(60));
    emulator.inject(stall.always().on(Operation::Create));
    let job = Contact::bulk_create(client).journal(&journal).await.expect("the job's journal");
    let mut job = job.run(contacts(&[4, 5]));
    while scene.stored() < 5 {
        tokio::select! {
            _ = job.next() => panic!("no response arrives"),
            () = tokio::time::sleep(Duration::from_millis(1)) => {}
        }
    }
    drop(job);
    emulator.clear_faults();

    emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let workers = vec![(6, Worker::numbered(6))];
    let results = run(Worker::bulk_create(client), &journal, workers).await;
    assert_eq!(results[&6].as_ref().expect_err("no response").outcome(), Outcome::Unknown);
    ids
}

/// Continues the job of such a journal, with an emulator that has only the contact of key 4.
async fn read(path: &Path, ids: Ids) {
    let scene = Scene::new();
    let client = &scene.client;
    let found = scene.seed(4);
    let journal = Journal::open(path).expect("a journal");

    let body = |number| Contact::numbered(number).to_json().expect("JSON");
    let moved = [("0", 0), ("20", 1), ("21", 2), ("22", 3), ("23", 4), ("5", 5)];
    let moved = journal.moved(moved.map(|(key, number)| (key.to_owned(), body(number))));
    assert_eq!(moved.expect("a journal"), ["20", "23"], "only these are, or may be, stored");

    let mut records = contacts(&[0, 2, 3, 4, 5, 7]);
    records.push((1, Contact::numbered(100)));
    let results = run(Contact::bulk_create(client), &journal, records).await;
    let disposition = |key| {
        let stored = results[&key].as_ref().unwrap_or_else(|error| panic!("{key}: {error}"));
        (stored.disposition, stored.id.uuid())
    };
    let error = |key| results[&key].as_ref().expect_err("not stored");
    assert_eq!(disposition(0), (Disposition::DoneBefore, ids[0]));
    let stored = format!("another record was sent under this key, and is stored as {}", ids[1]);
    assert!(error(1).to_string().contains(&stored), "{}", error(1));
    let refused = "Attio refused it before with status 400";
    assert!(error(2).to_string().contains(refused), "{}", error(2));
    assert_eq!([error(1).outcome(), error(2).outcome()], [Outcome::NotApplied; 2]);
    assert_eq!(disposition(4), (Disposition::AlreadyExists, found), "it is looked up");
    for key in [3, 5, 7] {
        assert_eq!(disposition(key).0, Disposition::Created, "{key}");
    }
    assert_eq!(scene.stored(), 4);

    let results = run(
        Worker::bulk_create(client),
        &journal,
        vec![(6, Worker::numbered(6)), (8, Worker::numbered(8))],
    )
    .await;
    assert_eq!(results[&6].as_ref().expect_err("unknown").outcome(), Outcome::Unknown);
    assert_eq!(results[&8].as_ref().expect("a record").disposition, Disposition::Created);

    let job = Contact::bulk_create(client).journal(&journal).await.expect("the job's journal");
    let mut job = job.retry_refused().run(contacts(&[2]));
    let (_, result) = job.next().await.expect("a result");
    assert_eq!(result.expect("a record").disposition, Disposition::Created);
    assert_eq!(scene.stored(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_of_each_version_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let version_1 =
        ["7996be44-1add-42b3-9462-dede420ca62b", "892d8b4e-bb6e-42d9-a2f1-21b1e00a9415"];
    for (name, ids) in [("journal-v1", version_1)] {
        let ids = ids.map(|id| id.parse().expect("a UUID"));
        // A copy, because the job changes it.
        let path = path(name);
        fs::copy(folder.join(format!("{name}.redb")), &path).expect("the committed journal");
        read(&path, ids).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_of_this_version_is_read() {
    let path = path("this-version");
    let ids = write(&path).await;
    if let Some(copy) = std::env::var_os("ATTIO_WRITE_JOURNAL") {
        fs::copy(&path, copy).expect("a copy");
        println!("{ids:?}");
    }
    read(&path, ids).await;
}
