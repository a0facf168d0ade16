//! Bulk jobs that stop and continue with their journals.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll};
use std::time::Duration;

use attio_core::bulk::{BulkResults, Disposition, Journal, JournalError, Stored};
use attio_core::{AttioRecord, DynamicRecord, Error, Outcome, Rows};
use attio_emulator::{Fault, Operation};
use attio_tests::people::{Contact, Worker};
use attio_tests::{Attio, client_of, emulator_builder, scratch, settings_of, start_emulator};
use futures_util::Stream;
use serde_json::json;

const TOKEN: &str = "5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecr";

/// An emulator, a client without a limiter, and a directory for a journal.
struct Scene {
    attio: Attio,
    path: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Self {
        let path = scratch(env!("CARGO_TARGET_TMPDIR"), &format!("{name}.journal"));
        let _ = fs::remove_file(&path);
        let emulator = emulator_builder().api_key(TOKEN).start_blocking().expect("the emulator");
        let client = client_of(&emulator).build().expect("a client");
        Self { attio: Attio { emulator, client }, path }
    }

    fn journal(&self) -> Journal {
        Journal::open(&self.path).expect("a journal")
    }

    async fn create(&self, journal: &Journal, contacts: Vec<(u64, Contact)>) -> Results<Contact> {
        let bulk = Contact::bulk_create(&self.attio.client).journal(journal).await;
        all(bulk.expect("the job's journal").run(contacts)).await
    }

    fn creates(&self) -> usize {
        let requests = self.attio.emulator.requests();
        requests.iter().filter(|request| request.path == "/v2/objects/people/records").count()
    }
}

type Results<R> = BTreeMap<u64, Vec<Result<Stored<R>, Error>>>;

/// All results with their keys, in order of arrival.
async fn all<R: Rows>(mut results: BulkResults<u64, R>) -> Results<R> {
    let mut all = BTreeMap::<_, Vec<_>>::new();
    while let Some((key, result)) = results.next().await {
        all.entry(key).or_default().push(result);
    }
    all
}

fn contacts(count: u64) -> Vec<(u64, Contact)> {
    (0..count).map(|number| (number, Contact::numbered(number))).collect()
}

fn disposition<R: Rows>(results: &Results<R>, key: u64) -> Disposition {
    results[&key][0].as_ref().expect("a record").disposition
}

#[tokio::test]
async fn a_second_run_sends_nothing_and_returns_the_ids() {
    let scene = Scene::new("second-run");
    let first = scene.create(&scene.journal(), contacts(40)).await;
    assert_eq!(scene.creates(), 40);
    // Reopened, as by another process.
    let second = scene.create(&scene.journal(), contacts(41)).await;
    assert_eq!(scene.creates(), 41, "only the new one is sent");
    for number in 0..40 {
        assert_eq!(disposition(&first, number), Disposition::Created);
        assert_eq!(disposition(&second, number), Disposition::DoneBefore);
        let id = |results: &Results<Contact>| results[&number][0].as_ref().expect("a record").id;
        assert_eq!(id(&first), id(&second));
        assert!(second[&number][0].as_ref().expect("a record").record.is_none());
    }
    assert_eq!(disposition(&second, 40), Disposition::Created);
}

#[tokio::test]
async fn records_in_flight_are_settled_or_unknown() {
    let scene = Scene::new("under-way");
    let other = Scene::new("under-way-plain");
    for (attio, path) in [(&scene.attio, &scene.path), (&other.attio, &other.path)] {
        attio
            .emulator
            .inject(Fault::ApplyThenStall(Duration::from_secs(60)).always().on(Operation::Create));
        let journal = Journal::open(path).expect("a journal");
        let client = &attio.client;
        if path == &scene.path {
            let bulk = Contact::bulk_create(client).concurrency(4).journal(&journal).await;
            stop_when_sent(attio, bulk.expect("a job").run(contacts(10)), 4).await;
        } else {
            let workers = (0..10).map(|number| (number, Worker::numbered(number)));
            let bulk = Worker::bulk_create(client).concurrency(4).journal(&journal).await;
            stop_when_sent(attio, bulk.expect("a job").run(workers), 4).await;
        }
        attio.emulator.clear_faults();
        assert_eq!(attio.emulator.record_ids("people").len(), 4, "their responses were lost");
    }

    let results = scene.create(&scene.journal(), contacts(10)).await;
    for number in 0..10 {
        let expected = if number < 4 { Disposition::AlreadyExists } else { Disposition::Created };
        assert_eq!(disposition(&results, number), expected, "{number}");
    }
    assert_eq!(scene.attio.emulator.record_ids("people").len(), 10);

    // Without a unique attribute, also in later runs.
    for _ in 0..2 {
        let workers = (0..10).map(|number| (number, Worker::numbered(number)));
        let journal = other.journal();
        let bulk = Worker::bulk_create(&other.attio.client).journal(&journal).await;
        let results = all(bulk.expect("a job").run(workers)).await;
        for number in 0..10 {
            match &results[&number][0] {
                Ok(_) => assert!(number >= 4),
                Err(error) => {
                    assert!(number < 4);
                    assert_eq!(error.outcome(), Outcome::Unknown);
                }
            }
        }
        assert_eq!(other.attio.emulator.record_ids("people").len(), 10, "none is sent again");
    }
}

/// Drops a job once this many records are stored.
async fn stop_when_sent<R: Rows>(attio: &Attio, mut job: BulkResults<u64, R>, records: usize) {
    let sent = tokio::time::timeout(Duration::from_secs(30), async {
        while attio.emulator.record_ids("people").len() < records {
            tokio::select! {
                _ = job.next() => panic!("no response arrives"),
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
        }
    });
    sent.await.expect("they are sent");
}

#[tokio::test]
async fn the_second_record_with_a_key_is_refused_in_every_run() {
    let scene = Scene::new("twice");
    let people =
        || vec![(1, Contact::numbered(1)), (2, Contact::numbered(2)), (1, Contact::numbered(3))];
    for expected in [Disposition::Created, Disposition::DoneBefore] {
        let results = scene.create(&scene.journal(), people()).await;
        assert_eq!(results[&1].len(), 2, "each has a result");
        let (stored, refused): (Vec<_>, Vec<_>) = results[&1].iter().partition(|r| r.is_ok());
        assert_eq!(stored[0].as_ref().expect("a record").disposition, expected);
        let error = refused[0].as_ref().expect_err("the same key");
        assert!(error.to_string().contains("the same key") && !error.may_have_applied(), "{error}");
    }
    assert_eq!(scene.attio.emulator.record_ids("people").len(), 2);
}

#[tokio::test]
async fn a_repeated_record_stays_unknown() {
    let scene = Scene::new("twice-unknown");
    scene.attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let workers = [1, 1, 1, 2].map(|number| (1, Worker::numbered(number)));
    let journal = scene.journal();
    let bulk = Worker::bulk_create(&scene.attio.client).concurrency(1).journal(&journal).await;
    let results = all(bulk.expect("a job").run(workers)).await;
    let outcomes: Vec<_> =
        results[&1].iter().map(|r| r.as_ref().expect_err("no record").outcome()).collect();
    let (unknown, not_applied) = (Outcome::Unknown, Outcome::NotApplied);
    // The last record is another one under the same key, and was never sent.
    assert_eq!(outcomes, [unknown, unknown, unknown, not_applied]);
    assert_eq!(scene.attio.emulator.record_ids("people").len(), 1, "none is sent again");
}

#[tokio::test]
async fn a_record_that_was_edited_since_is_not_sent_with_other_values() {
    let scene = Scene::new("edited");
    scene.create(&scene.journal(), contacts(2)).await;
    let people = vec![(0, Contact::numbered(0)), (1, Contact::numbered(100))];
    let results = scene.create(&scene.journal(), people).await;
    assert_eq!(disposition(&results, 0), Disposition::DoneBefore);
    let error = results[&1][0].as_ref().expect_err("another record");
    assert!(error.to_string().contains("another record was sent under this key"), "{error}");
    assert_eq!(scene.attio.emulator.record_ids("people").len(), 2);
}

#[tokio::test]
async fn refused_records_are_sent_again_on_request_or_after_an_edit() {
    let scene = Scene::new("refused");
    let taken = json!({"email_addresses": [Contact::email(0)]});
    scene.attio.emulator.seed("people", &taken).expect("a record");
    let results = scene.create(&scene.journal(), contacts(2)).await;
    assert!(results[&0][0].as_ref().expect_err("a conflict").is_uniqueness_conflict());
    let sent = scene.creates();
    let results = scene.create(&scene.journal(), contacts(2)).await;
    let error = results[&0][0].as_ref().expect_err("refused before");
    assert!(error.to_string().contains("refused it before with status 400"), "{error}");
    assert_eq!(scene.creates(), sent);

    let journal = scene.journal();
    let bulk = Contact::bulk_create(&scene.attio.client).journal(&journal).await.expect("a job");
    let results = all(bulk.retry_refused().run(contacts(2))).await;
    assert!(results[&0][0].as_ref().expect_err("a conflict").is_uniqueness_conflict());
    assert_eq!(scene.creates(), sent + 1);
    let results = scene.create(&journal, vec![(0, Contact::numbered(7))]).await;
    assert_eq!(disposition(&results, 0), Disposition::Created);
}

#[tokio::test]
async fn unsent_records_are_sent_by_the_next_run() {
    let scene = Scene::new("not-sent");
    scene.attio.emulator.inject(Fault::Unauthorized.always().on(Operation::Create));
    let results = scene.create(&scene.journal(), contacts(3)).await;
    assert!(results.values().all(|r| r[0].as_ref().is_err_and(Error::is_auth)), "{results:?}");
    scene.attio.emulator.clear_faults();
    let results = scene.create(&scene.journal(), contacts(3)).await;
    assert!((0..3).all(|number| disposition(&results, number) == Disposition::Created));
}

#[tokio::test]
async fn a_journal_belongs_to_one_job() {
    let scene = Scene::new("one-job");
    let journal = scene.journal();
    scene.create(&journal, contacts(1)).await;
    let differs = |error: JournalError| match error {
        JournalError::OtherJob { what, .. } => what,
        error => panic!("{error}"),
    };
    let assert = Contact::bulk_assert(&scene.attio.client, Contact::EMAILS).journal(&journal);
    assert_eq!(differs(assert.await.expect_err("another operation")), "operation");
    let dynamic =
        attio_core::DynamicRecord::bulk_create(&scene.attio.client, "companies", ["domains"]);
    assert_eq!(differs(dynamic.journal(&journal).await.expect_err("another object")), "object");
    let elsewhere = start_emulator();
    let error = Contact::bulk_create(&client_of(&elsewhere).build().expect("a client"))
        .journal(&journal)
        .await;
    assert_eq!(differs(error.expect_err("another workspace")), "base URL");
}

#[tokio::test]
async fn a_journal_is_used_by_one_job_at_a_time() {
    let scene = Scene::new("in-use");
    let journal = scene.journal();
    assert!(matches!(Journal::open(&scene.path), Err(JournalError::InUse { .. })));
    let client = &scene.attio.client;
    let job = Contact::bulk_create(client).journal(&journal).await.expect("a job");
    let job = job.run(contacts(1));
    let second = Contact::bulk_create(client).journal(&journal).await;
    assert!(matches!(second, Err(JournalError::InUse { .. })));
    drop(job);
    drop(Contact::bulk_create(client).journal(&journal).await.expect("the other job is gone"));
    drop(journal);
    Journal::open(&scene.path).expect("it is free");
}

#[tokio::test]
async fn a_journal_can_be_shared_by_any_reference() {
    let scene = Scene::new("shared");
    let shared = Arc::new(scene.journal());
    let client = &scene.attio.client;
    let first = Contact::bulk_create(client).journal(&shared).await.expect("an `Arc`");
    assert_eq!(disposition(&all(first.run(contacts(1))).await, 0), Disposition::Created);
    let second = Contact::bulk_create(client).journal(&&*shared).await.expect("a reference");
    assert_eq!(disposition(&all(second.run(contacts(1))).await, 0), Disposition::DoneBefore);
}

/// Records whose last one never arrives, and which take long to drop.
struct Endless(Vec<(u64, Contact)>, Arc<AtomicBool>);

impl Stream for Endless {
    type Item = (u64, Contact);

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.pop().map_or(Poll::Pending, |next| Poll::Ready(Some(next)))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        // Longer than everything that the next job does before it begins.
        std::thread::sleep(Duration::from_millis(500));
        self.1.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_begins_when_the_previous_one_has_stopped() {
    let scene = Scene::new("stopped");
    let journal = scene.journal();
    let client = &scene.attio.client;
    let is_gone = Arc::new(AtomicBool::new(false));
    let records = Endless(contacts(1), Arc::clone(&is_gone));
    let first = Contact::bulk_create(client).journal(&journal).await.expect("a job");
    let mut first = first.run_stream(records);
    first.next().await.expect("a result").1.expect("a record");
    drop(first);
    let second = Contact::bulk_create(client).journal(&journal).await.expect("the first is gone");
    assert!(is_gone.load(Ordering::SeqCst), "the first one was still there");
    assert_eq!(disposition(&all(second.run(contacts(1))).await, 0), Disposition::DoneBefore);
}

#[test]
fn one_of_several_concurrent_creators_gets_the_journal() {
    let folder = scratch(env!("CARGO_TARGET_TMPDIR"), "at-once");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder");
    for round in 0..20 {
        let path = folder.join(format!("{round}.journal"));
        let barrier = Barrier::new(8);
        let opened: Vec<_> = std::thread::scope(|scope| {
            let open = || {
                barrier.wait();
                Journal::open(&path)
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        let (journals, refused): (Vec<_>, Vec<_>) = opened.into_iter().partition(Result::is_ok);
        assert_eq!(journals.len(), 1, "{refused:?}");
        for error in refused {
            assert!(matches!(error, Err(JournalError::InUse { .. })), "{error:?}");
        }
        // The winner has the file with this name.
        assert!(matches!(Journal::open(&path), Err(JournalError::InUse { .. })));
        drop(journals);
        Journal::open(&path).expect("it is whole");
    }
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 20, "no other file remains");
}

#[tokio::test]
async fn an_incomplete_journal_is_refused_and_kept() {
    let scene = Scene::new("foreign");
    let open = |bytes: &[u8]| {
        fs::write(&scene.path, bytes).expect("a file");
        let error = Journal::open(&scene.path).expect_err("not a journal");
        assert_eq!(fs::read(&scene.path).expect("the file"), bytes, "it is not changed");
        error
    };
    for bytes in [b"".as_slice(), b"name,email\nAda,ada@example.com\n", b"red"] {
        let error = open(bytes);
        assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}");
    }
    fs::remove_file(&scene.path).expect("the file");
    scene.create(&scene.journal(), contacts(30)).await;
    let whole = fs::read(&scene.path).expect("the journal");
    for length in [4, 9, 100, 320, 4096, whole.len() / 2, whole.len() - 1] {
        let error = open(&whole[..length]);
        assert!(
            matches!(error, JournalError::Damaged { .. } | JournalError::NotAJournal { .. }),
            "{length} of {}: {error}",
            whole.len()
        );
    }
}

#[tokio::test]
async fn other_databases_and_newer_journals_are_refused() {
    const NUMBERS: redb::TableDefinition<'_, &str, u64> =
        redb::TableDefinition::new("attio-journal");
    let scene = Scene::new("newer");
    drop(redb::Database::create(&scene.path).expect("a database"));
    let error = Journal::open(&scene.path).expect_err("another database");
    assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}");

    fs::remove_file(&scene.path).expect("the file");
    drop(scene.journal());
    let database = redb::Database::open(&scene.path).expect("a database");
    let transaction = database.begin_write().expect("a transaction");
    transaction.open_table(NUMBERS).expect("a table").insert("format", 3).expect("a format");
    transaction.commit().expect("it is written");
    drop(database);
    let error = Journal::open(&scene.path).expect_err("newer");
    assert!(matches!(error, JournalError::Newer { version: 3, .. }), "{error}");
}

#[tokio::test]
async fn an_unwritable_path_is_reported() {
    let scene = Scene::new("nowhere");
    let error = Journal::open(scene.path.join("below")).expect_err("no folder");
    assert!(matches!(error, JournalError::Io { .. }), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn an_unidentified_token_begins_no_job() {
    let scene = Scene::new("nobody");
    let client = settings_of(&scene.attio.emulator).api_key("0".repeat(64));
    let bulk = Contact::bulk_create(&client.build().expect("a client"));
    let error = bulk.journal(&scene.journal()).await.expect_err("no workspace");
    assert!(matches!(error, JournalError::Workspace(_)), "{error}");
}

#[tokio::test]
async fn no_token_and_no_personal_data_are_in_the_journal() {
    let scene = Scene::new("hashes");
    let journal = scene.journal();
    let by_email: Vec<_> =
        (0..20).map(|number| (Contact::email(number), Contact::numbered(number))).collect();
    let bulk = Contact::bulk_create(&scene.attio.client).journal(&journal).await.expect("a job");
    let mut results = bulk.run(by_email);
    while let Some((_, result)) = results.next().await {
        result.expect("a record");
    }
    let file = fs::read(&scene.path).expect("the journal");
    let holds = |text: &str| file.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("base URL") && holds(scene.attio.emulator.base_url()), "it can be read");
    for text in [TOKEN, "example.com", "contact-"] {
        assert!(!holds(text), "{text}");
    }
    assert!(!format!("{journal:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_sent_record_is_not_forgotten_if_its_key_now_has_an_unwritable_record() {
    let scene = Scene::new("unwritable-record");
    let unwritable = BTreeMap::from([((1, 2), 3)]);
    let run = async |records: Vec<(u64, DynamicRecord)>| {
        let unique: [&str; 0] = [];
        let bulk = DynamicRecord::bulk_create(&scene.attio.client, "people", unique);
        all(bulk.journal(&scene.journal()).await.expect("the job's journal").run(records)).await
    };
    let record = || DynamicRecord::new("people").set("job_title", ["Analyst"]);
    let plain = |keys: &[u64]| keys.iter().map(|&key| (key, record())).collect();
    scene.attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let first = run(plain(&[1])).await;
    assert_eq!(first[&1][0].as_ref().expect_err("no response").outcome(), Outcome::Unknown);
    run(plain(&[2])).await[&2][0].as_ref().expect("a record");

    let bad = || DynamicRecord::new("people").set("job_title", &unwritable);
    let second = run(vec![(1, bad()), (2, bad()), (3, bad())]).await;
    let errors: Vec<_> = [1, 2, 3].map(|key| second[&key][0].as_ref().expect_err("no JSON")).into();
    let outcomes: Vec<_> = errors.iter().map(|error| error.outcome()).collect();
    assert_eq!(outcomes, [Outcome::Unknown, Outcome::NotApplied, Outcome::NotApplied]);
    assert!(errors[1].to_string().contains("is stored as"), "{}", errors[1]);
}

#[tokio::test]
async fn records_sent_under_another_key_are_found() {
    let scene = Scene::new("moved");
    let body = |contact: &Contact| contact.to_json().expect("JSON");
    let journal = scene.journal();
    let moved = |records: &[(u64, Contact)]| {
        let records = records.iter().map(|(key, contact)| (key.to_string(), body(contact)));
        journal.moved(records.collect::<Vec<_>>()).expect("a journal")
    };
    assert_eq!(moved(&contacts(3)), [""; 0], "nothing was sent");
    scene.create(&journal, contacts(3)).await;
    assert_eq!(moved(&contacts(4)), [""; 0], "the last one is new");
    // A new record is inserted before the second.
    let mut shifted = contacts(4);
    let new = shifted.pop().expect("a fourth").1;
    for (key, _) in &mut shifted[1..] {
        *key += 1;
    }
    shifted.insert(1, (1, new));
    assert_eq!(moved(&shifted), ["2", "3"]);
    // The first record is removed; an edit is not a move.
    let mut shorter = contacts(3);
    shorter.remove(0);
    assert_eq!(moved(&shorter), [""; 0]);
    let edited = [(0, Contact::numbered(7)), (1, Contact::numbered(1))];
    assert_eq!(moved(&edited), [""; 0]);
    // One of two equal records was sent.
    let equal = [(0, Contact::numbered(0)), (7, Contact::numbered(0)), (1, Contact::numbered(1))];
    assert_eq!(moved(&equal), [""; 0]);
}
