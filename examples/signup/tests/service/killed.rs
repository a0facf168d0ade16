//! The service is killed again and again under load: each signup ends in both places, once.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::common::{people, wait_for};
use attio_core::RecordId;
use attio_emulator::{Emulator, Fault, Operation};
use attio_example_signup::Person;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

const KILLS: usize = 20;
/// The number of signups between two kills, and after the last one.
const PORTION: usize = 28;
const SIGNUPS: usize = PORTION * (KILLS + 1);
const VISITORS: usize = 16;
/// The most signups, or records, between a start and the next kill.
const MOST_BETWEEN: usize = PORTION / 2;
/// The time that Attio takes for a create.
const LATENCY: Fault = Fault::StallThenApply(Duration::from_millis(30));
/// For some creates, it takes long enough that the next process runs when they are applied.
const LONG_LATENCY: Fault = Fault::StallThenApply(Duration::from_millis(500));

fn email(number: usize) -> String {
    format!("visitor-{number}@example.com")
}

/// The service as a process.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    async fn start(attio: &Emulator, data: &Path) -> Self {
        let log = File::options().create(true).append(true).open(data.join("log")).expect("a log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_attio-example-signup"))
            .args(["--live", "--listen", "127.0.0.1:0", "--pause", "0.05"])
            .args(["--writes-per-second", "200"])
            .arg("--data")
            .arg(data)
            .env("ATTIO_API_KEY", attio.api_key())
            .env("ATTIO_BASE_URL", attio.base_url())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the service");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let address = tokio::task::spawn_blocking(move || {
            let line = output.lines().next();
            line.and_then(|line| line.ok()?.strip_prefix("Signups at ").map(str::to_owned))
        });
        let url = address.await.expect("no panic").unwrap_or_else(|| {
            let log = std::fs::read_to_string(data.join("log")).unwrap_or_default();
            panic!("it did not start: {log}")
        });
        Self { child, url }
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.child.kill().expect("it is killed");
        let status = self.child.wait().expect("it has ended");
        assert_eq!(status.code(), None, "it was killed, and had not ended by itself");
    }

    async fn terminate(mut self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill");
        assert!(sent.success());
        let status = tokio::task::spawn_blocking(move || self.child.wait()).await;
        assert!(status.expect("no panic").expect("it has ended").success(), "a graceful end");
    }
}

/// Visitors who sign up, each until she gets a response.
struct Load {
    /// The number of visits that are allowed.
    allowed: Semaphore,
    next: AtomicUsize,
    accepted: AtomicUsize,
    retried: AtomicUsize,
}

impl Load {
    async fn visit(self: Arc<Self>, url: watch::Receiver<String>) {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build();
        let http = http.expect("a client");
        loop {
            self.allowed.acquire().await.expect("it is open").forget();
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= SIGNUPS {
                return;
            }
            let signup = json!({"email": email(number), "name": format!("Visitor {number}")});
            loop {
                let request = http
                    .post(format!("{}/signups", *url.borrow()))
                    .header("content-type", "application/json")
                    .body(signup.to_string());
                if request.send().await.is_ok_and(|response| response.status().is_success()) {
                    break;
                }
                self.retried.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.accepted.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Returns the creates that wait for a long time until they are applied.
fn under_way(attio: &Emulator) -> Vec<usize> {
    let requests = attio.requests();
    let waits = |request: &attio_emulator::ReceivedRequest| {
        request.faults == [LATENCY, LONG_LATENCY] && request.worked.is_none()
    };
    (0..requests.len()).filter(|&number| waits(&requests[number])).collect()
}

fn emulator() -> Emulator {
    let attio = Emulator::start_blocking().expect("the emulator starts");
    attio.inject(LATENCY.always().on(Operation::Create));
    attio.inject(LONG_LATENCY.with_probability(0.25).on(Operation::Create));
    for fault in [Fault::ApplyThenDrop, Fault::DropBeforeApplying, Fault::Status(503)] {
        attio.inject(fault.with_probability(0.03).on(Operation::Create));
    }
    attio
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_each_signup_is_in_both_places_once() {
    let seed = std::env::var("SIGNUP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    println!("SIGNUP_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let attio = emulator();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let load = Arc::new(Load {
        allowed: Semaphore::new(0),
        next: AtomicUsize::new(0),
        accepted: AtomicUsize::new(0),
        retried: AtomicUsize::new(0),
    });
    let mut service = Process::start(&attio, data).await;
    let (url, watched) = watch::channel(service.url.clone());
    let mut visitors = JoinSet::new();
    for _ in 0..VISITORS {
        visitors.spawn(Arc::clone(&load).visit(watched.clone()));
    }

    let mut hits = 0;
    for kill in 1..=KILLS {
        load.allowed.add_permits(PORTION);
        let stored = || attio.record_ids("people").len();
        // One in four kills depends on the accepted signups, which is early. The others depend on the
        // records in Attio, while a create is being sent.
        let is_early = random.u8(0..4) == 0;
        let progress = || match is_early {
            true => load.accepted.load(Ordering::Relaxed),
            false => stored(),
        };
        let target = progress() + random.usize(1..=MOST_BETWEEN);
        wait_for(async || match progress() {
            reached if reached < target => Err(format!("{reached} of {target}")),
            _ if is_early || !under_way(&attio).is_empty() || stored() == kill * PORTION => Ok(()),
            _ => Err("nothing is under way".to_owned()),
        })
        .await;
        tokio::time::sleep(Duration::from_micros(random.u64(0..8_000))).await;
        let before = under_way(&attio);
        service.kill();
        // A create that still waits certainly had no response before the kill.
        let after = under_way(&attio);
        hits += usize::from(before.iter().any(|request| after.contains(request)));
        service = Process::start(&attio, data).await;
        url.send_replace(service.url.clone());
    }
    // Visitors that find no signup left return.
    load.allowed.add_permits(PORTION + VISITORS);
    visitors.join_all().await;
    let url = service.url.clone();
    wait_for(async || {
        let readiness = reqwest::get(format!("{url}/health/ready")).await.expect("a response");
        let readiness = readiness.text().await.expect("UTF-8");
        if readiness.contains("\"open\":0,") { Ok(()) } else { Err(readiness) }
    })
    .await;
    service.terminate().await;

    let retried = load.retried.load(Ordering::Relaxed);
    println!("{KILLS} kills, {hits} of them with a create under way; {retried} signups sent again");
    assert_eq!(load.accepted.load(Ordering::Relaxed), SIGNUPS);
    assert!(hits >= KILLS / 2, "only {hits} kills hit a create under way");
    nobody_is_taken_for_another(data);
    attio.clear_faults();
    each_is_in_both_places(&attio, data).await;
}

/// Nobody was in Attio before, and the journal distinguishes a row that was being sent from one that meets a
/// record of somebody else.
fn nobody_is_taken_for_another(data: &Path) {
    let log = std::fs::read_to_string(data.join("log")).expect("the log");
    let count = |text: &str| log.matches(text).count();
    println!(
        "ends: {} created, {} found after a lost response or a kill, {} known by the journal; {} put off",
        count("disposition=Created"),
        count("disposition=AlreadyExists"),
        count("disposition=DoneBefore"),
        count("put off"),
    );
    assert!(count("disposition=Created") > 0, "the log contains the results");
    assert_eq!(count("in Attio before") + count("refused"), 0);
}

async fn each_is_in_both_places(attio: &Emulator, data: &Path) {
    let options = SqliteConnectOptions::new().filename(data.join("signups.db"));
    let database = SqlitePool::connect_with(options).await.expect("the database");
    let rows: Vec<(String, String, Option<RecordId<Person>>)> = sqlx::query_as(
        "SELECT email, state, record_id FROM users LEFT JOIN outbox ON outbox.user_id = users.id",
    )
    .fetch_all(&database)
    .await
    .expect("the rows");
    assert_eq!(rows.len(), SIGNUPS, "one row per signup in the database, and no others");
    let mut stored: HashMap<_, _> = rows
        .into_iter()
        .map(|(email, state, record)| {
            assert_eq!(state, "delivered", "{email}");
            (email, record.expect("the ID of a record"))
        })
        .collect();
    let people = people(attio).await;
    assert_eq!(people.len(), SIGNUPS, "one person per signup in Attio, and no others");
    for person in people {
        let emails = person.decode().expect("a person").emails;
        let [email] = &emails[..] else { panic!("one address") };
        assert_eq!(stored.remove(email.as_str()), Some(person.id.record_id), "{email}");
    }
    assert!(stored.is_empty(), "in the database, and not in Attio: {stored:?}");
}
