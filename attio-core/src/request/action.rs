//! The action of a call and its subject, as data from which error messages are written.

use std::borrow::Cow;
use std::fmt;

use uuid::Uuid;

use super::target::TargetBuf;
use crate::describe::Target;

/// The action of a call, such as "get record 1f3… of `people`".
#[derive(Clone, Debug)]
pub(crate) struct Action {
    phrase: Phrase,
    target: Option<TargetBuf>,
    arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug)]
enum Phrase {
    /// With placeholders.
    Template(&'static str),
    /// The phrase as it is shown.
    Text(Box<str>),
}

/// The value of a placeholder.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Id(Uuid),
    Name(Cow<'static, str>),
    Number(usize),
}

impl Action {
    /// Creates an action whose phrase has the placeholders of an [`Operation`](super::Operation).
    pub(crate) const fn new(phrase: &'static str) -> Self {
        Self { phrase: Phrase::Template(phrase), target: None, arguments: Vec::new() }
    }

    /// Creates an action from a phrase without placeholders.
    pub(crate) fn text(phrase: String) -> Self {
        Self { phrase: Phrase::Text(phrase.into()), target: None, arguments: Vec::new() }
    }

    pub(crate) fn of(mut self, target: impl Into<TargetBuf>) -> Self {
        self.target = Some(target.into());
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    pub(crate) fn target(&self) -> Option<Target<'_>> {
        self.target.as_ref().map(TargetBuf::as_target)
    }

    pub(crate) fn target_buf(&self) -> Option<&TargetBuf> {
        self.target.as_ref()
    }

    /// Returns the ID of the record or entry that the action is about.
    pub(crate) fn id(&self) -> Option<Uuid> {
        self.arguments.iter().find_map(|(name, value)| match (*name, value) {
            ("record_id" | "entry_id", Argument::Id(id)) => Some(*id),
            _ => None,
        })
    }

    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = match &self.phrase {
            Phrase::Template(template) => *template,
            Phrase::Text(text) => return f.write_str(text),
        };
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            f.write_str(before)?;
            match (self.argument(name), self.target()) {
                (None, Some(target)) if name == "target" => write!(f, "{target}")?,
                (Some(Argument::Name(text)), _) => write!(f, "`{text}`")?,
                (Some(argument), _) => argument.fmt(f)?,
                (None, _) => write!(f, "{{{name}}}")?,
            }
            rest = after;
        }
        f.write_str(rest)
    }
}

impl From<&'static str> for Action {
    fn from(phrase: &'static str) -> Self {
        Self::new(phrase)
    }
}

impl From<String> for Action {
    fn from(phrase: String) -> Self {
        Self::text(phrase)
    }
}

impl From<&Action> for Action {
    fn from(action: &Action) -> Self {
        action.clone()
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<Uuid> for Argument {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Name(text.into())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let action =
            Action::new("get the history of {attribute} of record {record_id} of {target}")
                .of(Target::Object("people"))
                .with("attribute", "job_title")
                .with("record_id", Uuid::nil());
        assert_eq!(
            action.to_string(),
            "get the history of `job_title` of record 00000000-0000-0000-0000-000000000000 of `people`"
        );
        assert_eq!(action.id(), Some(Uuid::nil()));
    }

    #[test]
    fn a_text_keeps_its_braces() {
        assert_eq!(Action::text("call GET /v2/{x}".into()).to_string(), "call GET /v2/{x}");
    }
}
