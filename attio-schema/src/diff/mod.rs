//! The differences between two schemas, as `attio schema check` and `attio schema diff` print them.

mod change;
mod compare;
mod text;

use std::fmt;

pub use change::Change;
pub use compare::diff;

/// A difference between two schemas, with its object or list, and its attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The slug of the object in the first schema (in the second if it is new), or its ID if it has
    /// no slug. `None` if the difference is about lists.
    pub object: Option<String>,
    /// The slug of the list, likewise; `None` if the difference is about an object, or about all lists.
    pub list: Option<String>,
    /// The slug of the attribute, likewise; `None` if the object or list itself differs.
    pub attribute: Option<String>,
    /// The change.
    pub change: Change,
}

/// The severity of a difference for code that was written for the first schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Code continues to work.
    Compatible,
    /// Attio may refuse requests of the code, or the code may not find or understand a value.
    Breaking,
}

impl Severity {
    /// Returns `compatible` or `breaking`.
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
    /// Returns the severity of the change.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.change.severity()
    }

    /// Returns the object, list or attribute that differs: `people`, `people.job_title`, `list sales` or
    /// `list sales.stage`; `lists` for [`Change::ListsNotCompared`].
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = match (&self.object, &self.list) {
            (Some(object), _) => object.clone(),
            (None, Some(list)) => format!("list {list}"),
            (None, None) => "lists".to_owned(),
        };
        if let Some(attribute) = &self.attribute {
            path.push('.');
            path.push_str(attribute);
        }
        path
    }

    /// Returns one sentence on what the difference breaks or makes possible; `None` if it does neither.
    #[must_use]
    pub fn consequence(&self) -> Option<&'static str> {
        self.change.consequence()
    }
}

/// Writes one line: the object, list or attribute, the change, and the consequence.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.change)?;
        match self.consequence() {
            Some(consequence) => write!(f, " ({consequence})"),
            None => Ok(()),
        }
    }
}
