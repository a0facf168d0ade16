//! Times in a readable and in an exact form.

use crate::text::instant::Instant;

/// A time on a page.
pub(super) struct Moment {
    /// To the second: `2026-11-24 08:30:00 UTC`.
    pub(super) readable: String,
    /// As in the API, to the nanosecond.
    pub(super) exact: String,
}

impl Moment {
    pub(super) fn new(at: Instant) -> Self {
        let exact = at.to_string();
        let seconds = exact.split('.').next().unwrap_or(&exact);
        Self { readable: format!("{} UTC", seconds.replace('T', " ")), exact }
    }
}
