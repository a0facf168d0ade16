//! Facts, and the results of their checks.

use std::pin::Pin;

use attio_core::{Error, Scope};

use super::bench::Bench;

/// A fact about Attio's API on which a promise of the library rests.
pub(super) struct Fact {
    /// The name in reports, `family.name`.
    pub(super) id: &'static str,
    pub(super) sentence: &'static str,
    pub(super) expected: &'static str,
    /// The promise that rests on the fact.
    pub(super) promise: &'static str,
    /// The kind of evidence for the fact.
    pub(super) source: &'static str,
    /// The scopes that the check needs.
    pub(super) needs: &'static [Scope],
    pub(super) check: Check,
}

impl Fact {
    pub(super) fn family(&self) -> &'static str {
        self.id.split_once('.').map_or(self.id, |(family, _)| family)
    }

    /// Returns whether this is the name of the fact or its family.
    pub(super) fn is(&self, name: &str) -> bool {
        self.id == name || self.family() == name
    }
}

/// A check, which leaves its records to the clean-up.
pub(super) type Check = for<'b> fn(&'b Bench) -> Checking<'b>;

pub(super) type Checking<'b> = Pin<Box<dyn Future<Output = Result<Seen, Stop>> + 'b>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Differs,
    /// Observed, but no promise rests on the result.
    Noted,
}

/// The result of a check.
pub(super) struct Seen {
    pub(super) verdict: Verdict,
    pub(super) text: String,
}

impl Seen {
    pub(super) fn of(holds: bool, text: impl Into<String>) -> Self {
        let verdict = if holds { Verdict::Holds } else { Verdict::Differs };
        Self { verdict, text: text.into() }
    }

    pub(super) fn noted(text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Noted, text: text.into() }
    }
}

/// The reason why a fact could not be checked.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The workspace, the token or the arguments lack something that the check needs.
    Lacking(String),
    /// The check failed to run.
    Failed(String),
}

impl Stop {
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Lacking(reason) | Self::Failed(reason) => reason,
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A fact with the result of its check.
pub(super) struct Finding {
    pub(super) fact: &'static Fact,
    pub(super) result: Result<Seen, Stop>,
}

impl Finding {
    /// Returns the word for the result.
    pub(super) fn verdict(&self) -> &'static str {
        match &self.result {
            Ok(Seen { verdict: Verdict::Holds, .. }) => "ok",
            Ok(Seen { verdict: Verdict::Differs, .. }) => "DIFFERS",
            Ok(Seen { verdict: Verdict::Noted, .. }) => "noted",
            Err(_) => "could not be checked",
        }
    }
}
