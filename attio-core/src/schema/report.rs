//! The differences between a struct and the live workspace.

use std::fmt::{self, Write};

use attio_schema::Plain;

use super::target::word;
use crate::describe::Target;

/// The differences between a struct and the live workspace, from [`Client::check`].
///
/// `to_string` has one line per problem, for the log of a program that starts.
///
/// [`Client::check`]: crate::Client::check
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug)]
#[non_exhaustive]
#[doc(alias("diff", "drift"))]
pub struct SchemaReport {
    /// The name of the struct.
    pub record: &'static str,
    /// The object or list.
    pub target: Target<'static>,
    /// The differences.
    pub problems: Vec<SchemaProblem>,
}

impl SchemaReport {
    /// Returns whether nothing differs.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for SchemaReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, target, problems } = self;
        let kind = word(*target);
        if problems.is_empty() {
            return write!(f, "`{record}` fits the {kind} {target} of the workspace");
        }
        let s = if problems.len() == 1 { "" } else { "s" };
        write!(
            f,
            "`{record}` does not fit the {kind} {target} of the workspace, {} problem{s}:",
            problems.len()
        )?;
        for problem in problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

/// One difference between a struct and the live workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaProblem {
    /// The field of the struct, if the problem is about one.
    pub field: Option<&'static str>,
    /// The slug or ID of the attribute, if the problem is about one.
    pub attribute: Option<String>,
    /// A description of the problem.
    pub problem: String,
    /// The suggested fix.
    pub fix: String,
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Plain(f);
        match (self.field, &self.attribute) {
            (Some(field), Some(attribute)) if field == attribute => write!(f, "`{field}`: ")?,
            (Some(field), Some(attribute)) => write!(f, "`{field}` (`{attribute}`): ")?,
            (None, Some(attribute)) => write!(f, "`{attribute}`: ")?,
            _ => {}
        }
        write!(f, "{}; {}", self.problem, self.fix)
    }
}
