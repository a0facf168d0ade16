//! Waits before retries: random by default, and the same for the same seed.

use std::time::Duration;

use attio_core::{AttioRecord, Client};
use attio_emulator::{Emulator, Fault};
use attio_tests::people::Contact;
use attio_tests::{FastClock, client_of};

/// A client whose waits take no time, and the clock that records them.
fn client(emulator: &Emulator, seed: Option<u64>) -> (Client, FastClock) {
    let clock = FastClock::default();
    let settings = client_of(emulator).clock(clock.clone());
    let settings = match seed {
        Some(seed) => settings.random_seed(seed),
        None => settings,
    };
    (settings.build().expect("a client"), clock)
}

/// The waits of reads and creates with some failing attempts.
async fn waits(seed: Option<u64>) -> Vec<Duration> {
    let emulator = Emulator::start().await.expect("an emulator");
    let (client, clock) = client(&emulator, seed);
    for number in 0..3 {
        emulator.inject(Fault::Status(503).times(3));
        Contact::query().first(&client).await.expect("the fourth attempt");
        // Lost after it was applied: found by a lookup, which fails at first.
        emulator.inject(Fault::ApplyThenDrop.once());
        emulator.inject(Fault::Status(503).times(2));
        let email = format!("ada-{number}@example.com");
        let person = Contact { emails: vec![email.parse().expect("an address")] };
        person.create_or_reconcile(&client).await.expect("settled");
    }
    clock.waits()
}

#[tokio::test]
async fn the_waits_follow_from_the_seed() {
    let first = waits(Some(1)).await;
    assert!(first.len() >= 12, "{first:?}");
    assert_eq!(waits(Some(1)).await, first);
    let other = waits(Some(2)).await;
    assert_eq!(other.len(), first.len());
    assert!(first.iter().zip(&other).all(|(one, other)| one != other), "{first:?} {other:?}");
}

#[tokio::test]
async fn without_a_seed_two_clients_wait_differently() {
    assert_ne!(waits(None).await, waits(None).await);
}
