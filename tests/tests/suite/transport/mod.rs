//! The connections of a client, over TLS and HTTP/2 as in production.

mod config;
mod connections;
mod proxies;
mod silent;
mod unprocessed;
mod unsent;

use std::time::Duration;

use attio_core::{Client, ClientBuilder, Error, Outcome, RetryPolicy};
use attio_emulator::Emulator;
use attio_tests::client_of;
use futures_util::future::join_all;

/// An emulator with TLS.
fn emulator() -> Emulator {
    Emulator::builder().tls(true).start_blocking().expect("the emulator starts")
}

/// A client of the emulator with short waits before retries.
fn settings(emulator: &Emulator) -> ClientBuilder {
    client_of(emulator).retry(quick())
}

fn client(emulator: &Emulator) -> Client {
    settings(emulator).build().expect("the settings are right")
}

/// The default policy, with short waits.
fn quick() -> RetryPolicy {
    RetryPolicy::new().base_delay(Duration::from_millis(5)).max_delay(Duration::from_millis(50))
}

/// The error of a call that sent nothing.
#[track_caller]
fn assert_not_sent(error: &Error) {
    assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    assert!(error.is_connect() && !error.may_have_applied(), "{error}");
}

/// Makes calls concurrently, and returns their results.
async fn at_once<T>(
    count: u64,
    call: impl Fn(u64) -> attio_core::Call<T>,
) -> Vec<Result<T, Error>> {
    join_all((0..count).map(call)).await
}
