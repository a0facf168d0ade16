//! How many connections a client opens, and how long it keeps them.

use std::process::Command;
use std::time::Duration;

use attio_core::{AttioRecord, Method};
use attio_emulator::{CannedResponse, Emulator, Fault, Operation};
use attio_tests::people::{Company, Worker};
use attio_tests::{client_over, http_of, size};
use futures_util::FutureExt;

use super::{at_once, client, emulator};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cold_burst_shares_its_connection() {
    // Writes, reads of a query, reads without a body.
    for kind in 0..3 {
        let emulator = emulator();
        let client = client(&emulator);
        let count = match kind {
            0 => at_once(100, |number| Worker::numbered(number).create(&client)).await.len(),
            1 => at_once(100, |_| Company::query().page(&client, 10, 0)).await.len(),
            _ => {
                let call = |_| client.request(Method::GET, "/v2/objects").call();
                at_once(100, call).await.into_iter().filter(Result::is_ok).count()
            }
        };
        assert_eq!(count, 100);
        assert!(emulator.connections() <= 4, "{} connections", emulator.connections());
        let requests = emulator.requests();
        assert_eq!(requests.len(), 100);
        assert!(requests.iter().all(|request| request.version == reqwest::Version::HTTP_2));
    }
}

#[tokio::test]
async fn a_failed_connection_does_not_delay_others_for_long() {
    let emulator = emulator();
    emulator.inject(Fault::StallConnection.once());
    let client = client(&emulator);
    for end in at_once(100, |number| Worker::numbered(number).create(&client)).await {
        end.expect("over the other connection");
    }
    assert!(emulator.connections() <= 4, "{} connections", emulator.connections());
}

/// A burst over connections whose last one is shut down or was replaced.
#[tokio::test]
async fn a_burst_after_a_lost_connection_shares_the_next_one() {
    for fault in [Fault::ApplyThenGoAway, Fault::GoSilent] {
        let emulator = emulator();
        let client = client(&emulator);
        client.whoami().await.expect("a connection");
        // A request that is in flight throughout.
        emulator.inject(Fault::ApplyThenStall(Duration::from_secs(4)).once().on(Operation::Query));
        let slow = tokio::spawn(Company::query().page(&client, 10, 0));
        tokio::time::sleep(Duration::from_millis(100)).await;
        emulator.inject(fault.once().on(Operation::Create));
        let last = Worker::numbered(0).create(&client).timeout(Duration::from_millis(1_200)).await;
        drop(last);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = emulator.connections();
        for end in at_once(100, |number| Worker::numbered(1 + number).create(&client)).await {
            end.expect("created");
        }
        let more = emulator.connections() - before;
        assert!(more <= 4, "{more} more connections");
        drop(slow.await.expect("no panic"));
    }
}

#[tokio::test]
async fn abandoned_calls_do_not_stop_the_others() {
    let emulator = emulator();
    let client = client(&emulator);
    let mut held: Vec<_> = (0..4).map(|number| Worker::numbered(number).create(&client)).collect();
    for call in &mut held {
        assert!(call.now_or_never().is_none());
    }
    let call = Worker::numbered(9).create(&client).attempts(1);
    call.await.expect("over its own connection");
    for call in held {
        call.await.expect("they go on");
    }
}

#[tokio::test]
async fn slow_reads_over_the_users_own_client_stop_nobody() {
    let emulator = emulator();
    let client = client_over(&emulator, http_of(&emulator).build().expect("a client")).build();
    let client = client.expect("a client");
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::StallThenApply(Duration::from_secs(4)).times(2).on(Operation::Query));
    let reads = at_once(2, |_| Company::query().page(&client, 10, 0));
    let writes = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let call = |number| {
            let call = Worker::numbered(number).create(&client).attempts(1);
            call.timeout(Duration::from_secs(3))
        };
        at_once(10, call).await
    };
    for end in tokio::join!(reads, writes).1 {
        end.expect("nobody stops it");
    }
}

/// Set in the separate process, whose descriptors and memory no other test changes.
const CHILD: &str = "ATTIO_TEST_OF_DESCRIPTORS";

#[cfg(target_os = "linux")]
#[test]
fn many_creates_in_a_row_keep_descriptors_and_memory_constant() {
    const NAME: &str =
        "transport::connections::many_creates_in_a_row_keep_descriptors_and_memory_constant";
    if std::env::var_os(CHILD).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        return runtime.expect("a runtime").block_on(create_in_a_row());
    }
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args([NAME, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
    println!("{said}");
}

#[cfg(target_os = "linux")]
async fn create_in_a_row() {
    let descriptors = || std::fs::read_dir("/proc/self/fd").expect("procfs").count();
    // In pages of 4 KiB.
    let resident = || -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").expect("procfs");
        statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number")
    };
    let id = "bf071e1f-6035-429d-b874-d83ea64ea13b";
    let response = serde_json::json!({"data": {
        "id": {"workspace_id": id, "object_id": id, "record_id": id},
        "created_at": "2026-02-03T14:07:32.117000000Z", "web_url": "https://app.attio.com/a",
        "values": {},
    }});
    // It keeps no records and few requests, because it shares the memory of this process.
    let emulator = Emulator::builder().tls(true).kept_requests(10).start_blocking();
    let emulator = emulator.expect("the emulator starts");
    let response = CannedResponse::json(200, &response).always();
    emulator.stub("POST", "/v2/objects/people/records", response);
    let client = client(&emulator);
    let mut at_start = None;
    let creates = size(10_000, 3_000);
    for number in 0..creates {
        Worker::numbered(number).create(&client).await.expect("created");
        if number == creates / 10 {
            at_start = Some((descriptors(), resident()));
        }
    }
    let (descriptors_at_start, resident_at_start) = at_start.expect("it was noted");
    let grown = resident().saturating_sub(resident_at_start) * 4;
    println!("{creates} creates: {} descriptors, {grown} KiB more", descriptors());
    assert_eq!(descriptors(), descriptors_at_start);
    assert!(grown < 1024, "{grown} KiB more");
    assert_eq!(emulator.connections(), 1);
}

/// HTTP/1.1, as by an emulator without TLS.
#[tokio::test]
async fn over_http1_each_request_in_flight_has_a_connection() {
    const COUNT: u64 = 150;
    let emulator = Emulator::start_blocking().expect("started");
    let client = client(&emulator);
    emulator.inject(Fault::ApplyThenStall(Duration::from_secs(3_600)).always());
    let all = tokio::spawn(at_once(COUNT, {
        let client = client.clone();
        move |number| Worker::numbered(number).create(&client).attempts(1)
    }));
    while (emulator.requests().len() as u64) < COUNT {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // All of them are in flight.
    assert_eq!(emulator.connections(), COUNT);
    assert!(!all.is_finished());
    all.abort();
}
