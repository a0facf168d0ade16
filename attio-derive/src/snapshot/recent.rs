//! What the last look found, for the structs that are expanded in the same moment: a build asks
//! hundreds of times, and each look is half a dozen calls of the operating system.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Problem, Snapshot, Surroundings};

/// For how long an answer stands: far longer than the gap between two structs of a build, far
/// shorter than that between two keystrokes in an editor, which keeps the process for hours.
const MOMENT: Duration = Duration::from_millis(50);

/// The last look of this process.
pub(super) static RECENT: Recent = Recent { last: Mutex::new(None) };

pub(super) struct Recent {
    last: Mutex<Option<Look>>,
}

struct Look {
    at: Instant,
    /// Where from, and with which variables.
    from: Surroundings,
    answer: Answer,
}

type Answer = Result<Option<Snapshot>, Problem>;

impl Recent {
    /// The answer of the last look from here if it was a moment ago, or else that of a new one.
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
