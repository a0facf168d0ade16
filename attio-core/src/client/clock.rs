//! The source of the time.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// The source of the time for a client's deadline and for the waits before retries.
///
/// The default is [`SystemClock`]. A test can use its own clock to check a wait of an hour without waiting:
/// let `sleep` advance `now` and `time`, and return at once. Set the clock with
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock). The timeout of an attempt and the rate limiter
/// always use real time.
///
/// Implemented by you, for tests.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Returns the monotonic time.
    fn now(&self) -> Instant;

    /// Returns the time of day, which may be wrong.
    ///
    /// A date in `Retry-After` is compared with it only if no response of the server had a `Date`.
    fn time(&self) -> SystemTime;

    /// Waits for this duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's clock and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the only source of time")]
    fn now(&self) -> Instant {
        // tokio's clock, so that it also stands still in a test that pauses tokio's time.
        tokio::time::Instant::now().into_std()
    }

    #[allow(clippy::disallowed_methods, reason = "the only source of time")]
    fn time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
