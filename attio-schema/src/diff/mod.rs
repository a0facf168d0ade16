//! What differs between two schemas, as data: what `attio schema check` and `attio schema diff`
//! print.

mod change;
mod compare;
mod text;

use std::fmt;

pub use change::Change;
pub use compare::diff;

/// One difference between two schemas, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The slug of the object in the first schema (in the second, where it is new); the ID of an
    /// object without a slug.
    pub object: String,
    /// The slug of the attribute, likewise; `None` where the object itself differs.
    pub attribute: Option<String>,
    /// What differs.
    pub change: Change,
}

/// How much a difference matters to code that was written against the first schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Code goes on to work.
    Compatible,
    /// Code may be refused by Attio, or no longer finds or understands a value.
    Breaking,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Difference {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.change.severity()
    }

    /// Where it is: `people`, or `people.job_title`.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.attribute {
            Some(attribute) => format!("{}.{attribute}", self.object),
            None => self.object.clone(),
        }
    }

    /// What it breaks, or what it makes possible, in one sentence; `None` where it is neither.
    #[must_use]
    pub fn consequence(&self) -> Option<&'static str> {
        self.change.consequence()
    }
}

/// One line: where, what, and what it breaks.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.change)?;
        match self.consequence() {
            Some(consequence) => write!(f, " ({consequence})"),
            None => Ok(()),
        }
    }
}
