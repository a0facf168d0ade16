//! The memory of a process, over time.

use std::fmt;
use std::time::Duration;

/// Returns the resident memory of a process in KiB; `None` if the system does not report it.
pub(super) fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

pub(super) fn shown(kib: Option<u64>) -> String {
    kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{:.1} M", kib as f64 / 1024.0))
}

/// The measurements, in order.
#[derive(Debug, Default)]
pub(super) struct Memory(Vec<(Duration, u64)>);

impl Memory {
    pub(super) fn note(&mut self, at: Duration, kib: Option<u64>) {
        self.0.extend(kib.map(|kib| (at, kib)));
    }

    /// Returns the minimum of the second and of the last fifth; the first fifth is the warm-up. A leak raises the
    /// minimum, but calls that wait on a busy machine do not.
    fn early_and_late(&self) -> Option<(u64, u64)> {
        let fifth = self.0.len() / 5;
        let least = |part: &[(Duration, u64)]| part.iter().map(|(_, kib)| *kib).min();
        least(self.0.get(fifth..2 * fifth)?).zip(least(self.0.get(self.0.len() - fifth..)?))
    }

    /// Returns the growth beyond the allocator's noise.
    pub(super) fn growth(&self) -> Option<String> {
        const NOISE: u64 = 4 * 1024;
        let (early, late) = self.early_and_late()?;
        (late > early + early / 10 + NOISE).then(|| format!("memory grew: {self}"))
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.0.iter().map(|(_, kib)| *kib).max();
        match self.early_and_late() {
            None => write!(f, "memory: too few readings"),
            Some((early, late)) => write!(
                f,
                "memory: at least {} in the second fifth of the time and {} in the last, {} at most",
                shown(Some(early)),
                shown(Some(late)),
                shown(most)
            ),
        }
    }
}
