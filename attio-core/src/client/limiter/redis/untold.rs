//! What a process has to tell Redis, with the next call of the script.

use std::mem::take;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most ended requests that are remembered. Redis forgets the others by itself.
const MOST: usize = 1000;

/// Refusals and ended requests since the last call.
#[derive(Debug, Default)]
pub(super) struct Untold(Mutex<News>);

#[derive(Debug, Default)]
struct News {
    refusals: u32,
    finished: Vec<u64>,
}

impl Untold {
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

    /// Takes all that there is. It is told again unless it becomes [`told`](Telling::told).
    pub(super) fn tell(&self) -> Telling<'_> {
        let news = take(&mut *self.news());
        Telling { untold: self, news }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is being told. The script counts an end that is told twice once.
pub(super) struct Telling<'q> {
    untold: &'q Untold,
    news: News,
}

impl Telling<'_> {
    pub(super) fn refusals(&self) -> u32 {
        self.news.refusals
    }

    pub(super) fn finished(&self) -> &[u64] {
        &self.news.finished
    }

    pub(super) fn take_refusals(&mut self) -> u32 {
        take(&mut self.news.refusals)
    }

    pub(super) fn told(mut self) {
        self.news = News::default();
    }
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        let news = take(&mut self.news);
        self.untold.news().refusals += news.refusals;
        self.untold.finished(news.finished);
    }
}
