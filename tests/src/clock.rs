//! A clock whose waits take no time.

use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use attio_core::Clock;

/// A clock that a wait moves forward instead of waiting. Clones share it.
#[derive(Clone, Default)]
pub struct FastClock(Arc<Inner>);

#[derive(Default)]
struct Inner {
    waits: Mutex<Vec<Duration>>,
    on_wait: Mutex<Option<Box<dyn FnMut() + Send>>>,
}

impl FastClock {
    /// Returns the waits so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.0.waits.lock().expect("no panic").clone()
    }

    /// Calls this in each wait.
    pub fn on_wait(&self, call: impl FnMut() + Send + 'static) {
        *self.0.on_wait.lock().expect("no panic") = Some(Box::new(call));
    }

    fn waited(&self) -> Duration {
        self.waits().iter().sum()
    }
}

impl Clock for FastClock {
    fn now(&self) -> Instant {
        Instant::now() + self.waited()
    }

    fn time(&self) -> SystemTime {
        SystemTime::now() + self.waited()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if let Some(call) = &mut *self.0.on_wait.lock().expect("no panic") {
            call();
        }
        self.0.waits.lock().expect("no panic").push(duration);
        Box::pin(ready(()))
    }
}

impl fmt::Debug for FastClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FastClock({:?})", self.waits())
    }
}
