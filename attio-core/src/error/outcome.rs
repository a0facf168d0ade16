//! The effect of a failed call.

use uuid::Uuid;

/// The effect of a failed call, as far as it is known.
///
/// Attio has no idempotency keys, so this decides whether it is safe to send a create again.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "ambiguous")]
pub enum Outcome {
    /// The call had no effect: the request was not sent, or Attio refused it.
    NotApplied,
    /// The call took effect: Attio returned a success, but part of the response could not be read.
    ///
    /// Holds the ID of the record or other item that the call wrote, if it could be read.
    Applied(Option<Uuid>),
    /// The effect is unknown: the request may have been processed, and no usable response came.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a call whose last attempt has this outcome, after attempts with the outcome
    /// `before`.
    pub(crate) fn after(self, before: Self) -> Self {
        match (before, self) {
            (Self::Applied(Some(_)), Self::NotApplied | Self::Unknown | Self::Applied(None))
            | (Self::Applied(None), Self::NotApplied | Self::Unknown)
            | (Self::Unknown, Self::NotApplied) => before,
            _ => self,
        }
    }
}
