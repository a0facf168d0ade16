//! Caches the last search for a snapshot: a build expands hundreds of structs within moments, and
//! each search takes half a dozen system calls.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Problem, Snapshot, Surroundings};

/// How long a result stays valid: far longer than the gap between two structs of a build. It is far
/// shorter than the gap between two keystrokes in an editor, which keeps the process for hours.
const MOMENT: Duration = Duration::from_millis(50);

/// The last search of this process.
pub(super) static RECENT: Recent = Recent { last: Mutex::new(None) };

pub(super) struct Recent {
    last: Mutex<Option<Look>>,
}

struct Look {
    at: Instant,
    /// The folder and the variables that it started with.
    from: Surroundings,
    answer: Answer,
}

type Answer = Result<Option<Snapshot>, Problem>;

impl Recent {
    /// Returns the result of the last search if it is recent and started here, otherwise searches
    /// again.
    pub(super) fn or_look(
        &self,
        from: &Surroundings,
        now: Instant,
        look: impl FnOnce() -> Answer,
    ) -> Answer {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*last
            && now.saturating_duration_since(known.at) < MOMENT
            && known.from == *from
        {
            return known.answer.clone();
        }
        let answer = look();
        *last = Some(Look { at: now, from: from.clone(), answer: answer.clone() });
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn an_answer_stands_for_a_moment_and_for_one_crate() {
        let recent = Recent { last: Mutex::new(None) };
        let start = Instant::now();
        let here = Surroundings::of_folder(PathBuf::from("/here"));
        let there = Surroundings::of_folder(PathBuf::from("/there"));
        let looks = |from: &Surroundings, now| {
            let mut looked = false;
            let _ = recent.or_look(from, now, || {
                looked = true;
                Ok(None)
            });
            looked
        };
        assert!(looks(&here, start));
        assert!(!looks(&here, start + MOMENT / 2));
        assert!(looks(&there, start + MOMENT / 2), "another crate");
        assert!(looks(&there, start + MOMENT * 2), "a moment later");
        let required = Surroundings { required: true, ..there.clone() };
        assert!(looks(&required, start + MOMENT * 2), "another variable");
    }
}
