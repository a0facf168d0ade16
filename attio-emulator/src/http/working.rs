//! The requests in progress.

use std::sync::{Arc, Mutex};

use tokio::sync::watch::{self, Sender};

use super::lock;

/// The number of requests in progress.
pub(crate) struct Working(Mutex<Arc<Sender<usize>>>);

impl Default for Working {
    fn default() -> Self {
        Self(Mutex::new(Arc::new(watch::channel(0).0)))
    }
}

impl Working {
    /// Counts a request until the guard is dropped.
    pub(super) fn begin(&self) -> Work {
        let counter = Arc::clone(&lock(&self.0));
        counter.send_modify(|count| *count += 1);
        Work(counter)
    }

    pub(crate) fn count(&self) -> usize {
        *lock(&self.0).borrow()
    }

    /// Waits until the count is zero.
    pub(crate) async fn none(&self) {
        let mut counter = lock(&self.0).subscribe();
        // It fails only if the counter is gone, and the requests with it.
        let _ = counter.wait_for(|count| *count == 0).await;
    }

    /// Stops counting the earlier requests.
    pub(crate) fn reset(&self) {
        *lock(&self.0) = Arc::new(watch::channel(0).0);
    }
}

/// A request in progress.
pub(super) struct Work(Arc<Sender<usize>>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
