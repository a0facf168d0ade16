//! Time, as a parameter.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// Where a client takes the time from: for its deadline, and for the waits before a request is
/// sent again.
///
/// [`SystemClock`] is the one that clients have by default. A clock of your own lets a test see
/// what its program does in a wait of an hour, without the hour: give it to
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock), and let its `sleep` return at once and
/// move `now` and `time` on. The timeout of an attempt and the rate limiter go by real time.
///
/// Implemented by you, for tests.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time that only goes forward.
    fn now(&self) -> Instant;

    /// The time of day. A `Retry-After` with a date is compared with it only if no response of the
    /// server had a `Date`, so it may be wrong.
    fn time(&self) -> SystemTime;

    /// Ends when so much time has gone by.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of the machine, and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where time comes in")]
    fn now(&self) -> Instant {
        // tokio's, so that a test that pauses its time pauses this too.
        tokio::time::Instant::now().into_std()
    }

    #[allow(clippy::disallowed_methods, reason = "the one place where time comes in")]
    fn time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
