//! What is known of the effect of a failed call.

use uuid::Uuid;

use crate::request::Effect;

/// Whether a failed call took effect.
///
/// Attio has no idempotency keys, so this decides whether a create may be made again.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It did not: the request was not sent, or Attio refused it.
    NotApplied,
    /// It did: Attio returned a success, but something of the response could not be read. Holds the ID of
    /// the record, or of whatever else the call creates, if it could be read.
    Applied(Option<Uuid>),
    /// Nobody can say: the request may have been processed, and no usable answer came.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a request that may have been processed.
    pub(crate) fn of_lost(effect: Effect) -> Self {
        match effect {
            Effect::Read => Self::NotApplied,
            Effect::IdempotentWrite | Effect::Write => Self::Unknown,
        }
    }

    /// Returns the outcome of a request to which Attio responded with an error.
    pub(crate) fn of_refusal(status: u16, effect: Effect) -> Self {
        match status {
            // The server gave up waiting.
            408 => Self::of_lost(effect),
            400..500 => Self::NotApplied,
            // A server error, or a status that the API never sends.
            _ => Self::of_lost(effect),
        }
    }

    /// What is known of a call whose earlier attempts had one outcome and whose last has another.
    pub(crate) fn after(self, before: Self) -> Self {
        match (before, self) {
            (Self::Applied(Some(_)), Self::NotApplied | Self::Unknown | Self::Applied(None))
            | (Self::Applied(None), Self::NotApplied | Self::Unknown)
            | (Self::Unknown, Self::NotApplied) => before,
            _ => self,
        }
    }
}
