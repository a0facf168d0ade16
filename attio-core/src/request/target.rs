//! Owned targets.

use std::borrow::Cow;

use crate::describe::Target;

/// An owned [`Target`]. The name of a struct's target is borrowed, so that a create does not allocate it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TargetBuf {
    Object(Cow<'static, str>),
    List(Cow<'static, str>),
    Activity(Cow<'static, str>),
}

impl TargetBuf {
    pub(crate) fn as_target(&self) -> Target<'_> {
        match self {
            Self::Object(name) => Target::Object(name),
            Self::List(name) => Target::List(name),
            Self::Activity(name) => Target::Activity(name),
        }
    }

    /// Copies a target.
    pub(crate) fn copy(target: Target<'_>) -> Self {
        let name = Cow::Owned(target.name().to_owned());
        match target {
            Target::Object(_) => Self::Object(name),
            Target::List(_) => Self::List(name),
            Target::Activity(_) => Self::Activity(name),
        }
    }

    /// Creates the target of the object with this slug or ID.
    pub(crate) fn object(name: impl Into<String>) -> Self {
        Self::Object(Cow::Owned(name.into()))
    }
}

impl From<Target<'static>> for TargetBuf {
    fn from(target: Target<'static>) -> Self {
        match target {
            Target::Object(name) => Self::Object(Cow::Borrowed(name)),
            Target::List(name) => Self::List(Cow::Borrowed(name)),
            Target::Activity(name) => Self::Activity(Cow::Borrowed(name)),
        }
    }
}

impl From<&TargetBuf> for TargetBuf {
    fn from(target: &TargetBuf) -> Self {
        target.clone()
    }
}
