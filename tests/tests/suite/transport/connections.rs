//! How many connections a client opens, and how long it keeps them.

use attio_core::{AttioRecord, Method};
use attio_emulator::Fault;
use attio_tests::people::{Company, Worker};
use attio_tests::size;

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
async fn a_connection_that_does_not_come_about_stops_nobody_for_long() {
    let emulator = emulator();
    emulator.inject(Fault::StallConnection.once());
    let client = client(&emulator);
    for end in at_once(100, |number| Worker::numbered(number).create(&client)).await {
        end.expect("over the other connection");
    }
    assert!(emulator.connections() <= 4, "{} connections", emulator.connections());
}

/// File descriptors of this process.
#[cfg(target_os = "linux")]
fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("procfs").count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn many_creates_in_a_row_use_one_connection() {
    let emulator = emulator();
    let client = client(&emulator);
    for number in 0..size(10_000, 1_000) {
        Worker::numbered(number).create(&client).await.expect("created");
    }
    assert_eq!(emulator.connections(), 1);
}
