//! The events that a process reports to Redis with the next call of the script.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most ended requests that are remembered. In Redis, the others expire.
const MOST: usize = 1000;

/// Refusals and ended requests since the last call.
#[derive(Debug, Default)]
pub(super) struct Outbox(Mutex<News>);

#[derive(Debug, Default)]
struct News {
    refusals: u32,
    finished: Vec<u64>,
}

impl Outbox {
    pub(super) fn refused(&self) {
        self.news().refusals += 1;
    }

    pub(super) fn finished(&self, numbers: impl IntoIterator<Item = u64>) {
        let mut news = self.news();
        let room = MOST.saturating_sub(news.finished.len());
        news.finished.extend(numbers.into_iter().take(room));
    }

    pub(super) fn is_empty(&self) -> bool {
        let news = self.news();
        news.refusals == 0 && news.finished.is_empty()
    }

    /// Takes all events for a report. They are put back unless the report is [`sent`](Report::sent).
    pub(super) fn take(&self) -> Report<'_> {
        let news = mem::take(&mut *self.news());
        Report { outbox: self, news }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Events that are being sent to Redis. The script counts an end once, however often it is reported.
pub(super) struct Report<'q> {
    outbox: &'q Outbox,
    news: News,
}

impl Report<'_> {
    pub(super) fn refusals(&self) -> u32 {
        self.news.refusals
    }

    pub(super) fn finished(&self) -> &[u64] {
        &self.news.finished
    }

    pub(super) fn take_refusals(&mut self) -> u32 {
        mem::take(&mut self.news.refusals)
    }

    pub(super) fn sent(mut self) {
        self.news = News::default();
    }
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        let news = mem::take(&mut self.news);
        self.outbox.news().refusals += news.refusals;
        self.outbox.finished(news.finished);
    }
}
