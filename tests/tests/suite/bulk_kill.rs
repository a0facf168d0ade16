//! A bulk job that is killed repeatedly until it finishes: no record is duplicated or lost.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use attio_core::{AttioEntry, AttioRecord, Error};
use attio_tests::deliveries::{self, Note};
use attio_tests::people::{Contact, Worker};
use attio_tests::{Attio, client_of, random, scratch, size, start_emulator};
use uuid::Uuid;

/// A job in a separate process, with the emulator in this one.
struct Job {
    attio: Attio,
    journal: PathBuf,
    kind: &'static str,
    count: u64,
}

/// The last run, and the number of kills before it.
struct Through {
    lines: Vec<String>,
    kills: usize,
}

impl Job {
    fn new(kind: &'static str, count: u64) -> Self {
        let journal = scratch(env!("CARGO_TARGET_TMPDIR"), &format!("killed-{kind}.journal"));
        let _ = std::fs::remove_file(&journal);
        let emulator = start_emulator();
        if kind == ENTRIES {
            deliveries::make(&emulator, count);
        }
        let client = client_of(&emulator).build().expect("a client");
        Self { attio: Attio { emulator, client }, journal, kind, count }
    }

    fn spawn(&self, output: fn() -> Stdio) -> Child {
        Command::new(env!("CARGO_BIN_EXE_bulk_job"))
            .args([self.kind, &self.count.to_string()])
            .arg(&self.journal)
            .env("ATTIO_API_KEY", self.attio.emulator.api_key())
            .env("ATTIO_BASE_URL", self.attio.emulator.base_url())
            .env("ATTIO_TEST_CA", self.attio.emulator.ca_certificate())
            .stdout(output())
            .stderr(output())
            .spawn()
            .expect("the job")
    }

    fn stored(&self) -> usize {
        match self.kind {
            ENTRIES => self.attio.emulator.entry_ids(deliveries::LIST).len(),
            _ => self.attio.emulator.record_ids("people").len(),
        }
    }

    /// Kills the job at this many instants, spread over its length by the number of stored records
    /// plus a random time. Then lets it finish.
    fn killed_at(&self, instants: usize, seed: u64) -> Through {
        let mut random = random(seed);
        let every = usize::try_from(self.count).expect("a small number") / (instants + 1);
        let mut kills = 0;
        for _ in 0..instants {
            // At most two thirds of the job on average, because each run gets further than intended
            // before it is noticed and killed.
            let records = random.usize(0..every * 4 / 3);
            let moment = Duration::from_micros(random.u64(0..8_000));
            // Nobody reads the output of a killed job, and it must not wait for a reader.
            let mut child = self.spawn(Stdio::null);
            let target = self.stored() + records;
            let began = Instant::now();
            let is_running = loop {
                if child.try_wait().expect("its state").is_some() {
                    break false;
                }
                if self.stored() >= target {
                    break true;
                }
                assert!(began.elapsed() < Duration::from_secs(120), "the job stands still");
                std::thread::sleep(Duration::from_millis(1));
            };
            std::thread::sleep(moment);
            // SIGKILL on Unix.
            child.kill().expect("it is killed");
            let status = child.wait().expect("it has ended");
            if is_running && status.code().is_none() {
                kills += 1;
            }
        }
        let mut child = self.spawn(Stdio::piped);
        let mut printed = String::new();
        let output = child.stdout.as_mut().expect("a pipe");
        output.read_to_string(&mut printed).expect("UTF-8");
        let output = child.wait_with_output().expect("it has ended");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines: Vec<_> = printed.lines().map(str::to_owned).collect();
        assert_eq!(lines.len() as u64, self.count, "each record has one result");
        Through { lines, kills }
    }

    /// The IDs of the stored records or entries by their values.
    fn by_value(
        &self,
        all: impl Future<Output = Result<Vec<(String, Uuid)>, Error>>,
    ) -> HashMap<String, Uuid> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let all = runtime.expect("a runtime").block_on(all).expect("all can be read");
        let count = all.len();
        let by_value: HashMap<_, _> = all.into_iter().collect();
        assert_eq!(by_value.len(), count, "nothing is stored twice");
        by_value
    }

    fn contacts(&self) -> HashMap<String, Uuid> {
        let email = |person: &Contact| person.emails[0].as_str().to_owned();
        self.by_value(async {
            let all = Contact::query().all(&self.attio.client).await?;
            let pair = |record: attio_core::Record<Contact>| {
                Ok((email(&record.decode()?), record.id.record_id.uuid()))
            };
            all.into_iter().map(pair).collect()
        })
    }

    fn workers(&self) -> HashMap<String, Uuid> {
        self.by_value(async {
            let all = Worker::query().all(&self.attio.client).await?;
            let pair = |record: attio_core::Record<Worker>| {
                Ok((record.decode()?.job_title, record.id.record_id.uuid()))
            };
            all.into_iter().map(pair).collect()
        })
    }

    /// Each note is of the parent of its number.
    fn notes(&self) -> HashMap<String, Uuid> {
        self.by_value(async {
            let all = Note::query().all(&self.attio.client).await?;
            let pair = |entry: attio_core::Entry<Note>| {
                let note = entry.decode()?.note;
                let number = note.rsplit(' ').next().and_then(|number| number.parse().ok());
                assert_eq!(entry.parent, deliveries::parent(number.expect("a number")), "{note}");
                Ok((note, entry.id.entry_id.uuid()))
            };
            all.into_iter().map(pair).collect()
        })
    }
}

/// The kind of a job that asserts entries by their parents.
const ENTRIES: &str = "entries";

/// The number, word and rest of a line.
fn parts(line: &str) -> (u64, &str, &str) {
    let mut parts = line.splitn(3, ' ');
    let mut next = || parts.next().expect("three parts");
    (next().parse().expect("a number"), next(), next())
}

#[test]
fn with_a_unique_attribute_every_record_is_stored_once() {
    let key = |number| Contact::email(number);
    every_row_is_stored_once("unique", size(5_000, 600), size(56, 14), Job::contacts, key);
}

/// By the inferred atomicity of Attio's PUT by parent, as the emulator has it.
#[test]
fn every_entry_that_is_asserted_by_its_parent_is_stored_once() {
    let key = |number| Note::numbered(number).note;
    every_row_is_stored_once(ENTRIES, size(2_000, 300), size(28, 7), Job::notes, key);
}

fn every_row_is_stored_once(
    kind: &'static str,
    count: u64,
    instants: u64,
    stored: fn(&Job) -> HashMap<String, Uuid>,
    key: fn(u64) -> String,
) {
    let instants = usize::try_from(instants).expect("a small number");
    let job = Job::new(kind, count);
    let Through { lines, kills } = job.killed_at(instants, 7);
    println!("killed {kills} times");
    // Some runs are killed after everything is done, or end by themselves.
    assert!(kills >= instants - instants / 7, "killed {kills} times only");
    let stored = stored(&job);
    assert_eq!(stored.len() as u64, count, "none is lost");
    let mut seen = HashSet::new();
    for line in &lines {
        let (number, disposition, id) = parts(line);
        let known = ["Created", "AlreadyExists", "DoneBefore", "Asserted"];
        assert!(known.contains(&disposition), "{line}");
        assert_eq!(stored[&key(number)].to_string(), id, "{line}");
        seen.insert(number);
    }
    assert_eq!(seen.len() as u64, count);
}

#[test]
fn without_one_every_record_is_stored_once_or_reported_as_unknown() {
    let count = size(800, 400);
    let job = Job::new("plain", count);
    let Through { lines, kills } = job.killed_at(size(16, 8) as usize, 11);
    assert!(kills >= 5, "killed {kills} times only");
    let records = job.workers();
    let (mut known, mut unknown, mut unknown_and_stored) = (0, 0, 0);
    for line in &lines {
        let (number, disposition, rest) = parts(line);
        let id = records.get(&Worker::numbered(number).job_title).map(Uuid::to_string);
        match disposition {
            "Created" | "DoneBefore" => {
                assert_eq!(id.as_deref(), Some(rest), "{line}");
                known += 1;
            }
            "Unknown" => {
                unknown += 1;
                unknown_and_stored += usize::from(id.is_some());
            }
            _ => panic!("{line}"),
        }
    }
    println!("killed {kills} times: {known} stored, {unknown} unknown");
    assert_eq!(records.len(), known + unknown_and_stored, "every stored record is accounted for");
    assert_eq!((known + unknown) as u64, count);
    assert!(unknown <= 16 * kills, "only records in flight are unknown: {unknown}");
    assert!(unknown > 0, "a job that was killed midway has unknown records");
}
