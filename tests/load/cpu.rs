//! The CPU time of an emulator's thread. On a busy machine it shows the cost of a call better than the clock does.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

/// The threads of this process that were started between two looks.
pub(crate) struct Threads(BTreeSet<String>);

impl Threads {
    /// Returns the threads of this process now.
    pub(crate) fn now() -> Self {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        Self(tasks.map(|task| task.file_name().to_string_lossy().into_owned()).collect())
    }

    /// Returns the threads that were not there before.
    pub(crate) fn since(self, before: &Self) -> Self {
        Self(self.0.difference(&before.0).cloned().collect())
    }

    /// Returns their CPU time so far; zero if the system does not report it.
    pub(crate) fn time(&self) -> Duration {
        let nanoseconds = |thread: &String| -> Option<u64> {
            let stat = fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
            stat.split_whitespace().next()?.parse().ok()
        };
        Duration::from_nanos(self.0.iter().filter_map(nanoseconds).sum())
    }
}
