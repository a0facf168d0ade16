//! The entry of a key in a journal.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

/// The SHA-256 of a key.
pub(super) type KeyHash = [u8; 32];
/// The first half of the SHA-256 of the body that was sent under a key.
pub(super) type Fingerprint = [u8; 16];
/// An entry as it is stored. A change of this layout requires a new [`FORMAT`](super::ledger::FORMAT).
pub(super) type Bytes = [u8; 52];
/// An entry as version 1 stored it.
pub(super) type BytesOfVersion1 = [u8; 43];

/// The entry of a key in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The last run whose input had the key.
    pub(super) run: u64,
    pub(super) fingerprint: Fingerprint,
    /// When the first attempt under the key began, or slightly earlier, by the server's clock in milliseconds
    /// since 1970; `None` if it was not known then.
    pub(super) first_attempt: Option<i64>,
    /// Whether an attempt may still be in progress. True until the entry has an end that excludes it.
    pub(super) is_open: bool,
    pub(super) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The record may have been sent, and its outcome is unknown.
    Started,
    /// The record is in the workspace.
    Stored {
        id: Uuid,
        /// Whether no attempt to write it can still be applied.
        is_settled: bool,
    },
    /// Attio refused the record with this status.
    Refused(u16),
}

/// The bits of the flags.
const SETTLED: u8 = 1;
const TIMED: u8 = 2;
const OPEN: u8 = 4;

impl Entry {
    /// Returns when the first attempt began, by the server's clock.
    pub(super) fn first_attempt(&self) -> Option<SystemTime> {
        let since = Duration::from_millis(self.first_attempt?.try_into().ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }

    pub(super) fn to_bytes(self) -> Bytes {
        let (tag, id, status, is_settled) = match self.state {
            State::Started => (0, Uuid::nil(), 0, false),
            State::Stored { id, is_settled } => (1, id, 0, is_settled),
            State::Refused(status) => (2, Uuid::nil(), status, false),
        };
        let flags = u8::from(is_settled) * SETTLED
            + u8::from(self.first_attempt.is_some()) * TIMED
            + u8::from(self.is_open) * OPEN;
        let mut bytes = [0; 52];
        bytes[0] = tag;
        bytes[1..9].copy_from_slice(&self.run.to_le_bytes());
        bytes[9..25].copy_from_slice(&self.fingerprint);
        bytes[25..41].copy_from_slice(id.as_bytes());
        bytes[41..43].copy_from_slice(&status.to_le_bytes());
        bytes[43] = flags;
        bytes[44..52].copy_from_slice(&self.first_attempt.unwrap_or_default().to_le_bytes());
        bytes
    }

    /// Returns `None` if no version of this library can have written the bytes.
    pub(super) fn from_bytes(bytes: &Bytes) -> Option<Self> {
        let (base, rest) = bytes.split_first_chunk()?;
        let (flags, rest) = rest.split_first()?;
        let (time, _) = rest.split_first_chunk()?;
        if flags & !(SETTLED | TIMED | OPEN) != 0 {
            return None;
        }
        let mut entry = Self::from_version_1(base)?;
        entry.is_open = flags & OPEN != 0;
        entry.first_attempt = (flags & TIMED != 0).then(|| i64::from_le_bytes(*time));
        if let State::Stored { is_settled, .. } = &mut entry.state {
            *is_settled = flags & SETTLED != 0;
        }
        Some(entry)
    }

    /// Reads an entry of version 1. Facts that version 1 did not record are unknown.
    pub(super) fn from_version_1(bytes: &BytesOfVersion1) -> Option<Self> {
        let (tag, rest) = bytes.split_first()?;
        let (run, rest) = rest.split_first_chunk()?;
        let (fingerprint, rest) = rest.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (status, _) = rest.split_first_chunk()?;
        let state = match tag {
            0 => State::Started,
            1 => State::Stored { id: Uuid::from_bytes(*id), is_settled: false },
            2 => State::Refused(u16::from_le_bytes(*status)),
            _ => return None,
        };
        let run = u64::from_le_bytes(*run);
        let fingerprint = *fingerprint;
        Some(Self { run, fingerprint, first_attempt: None, is_open: true, state })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let id = Uuid::from_u128(7);
        let stored = [false, true].map(|is_settled| State::Stored { id, is_settled });
        for state in [State::Started, stored[0], stored[1], State::Refused(400)] {
            for first_attempt in [None, Some(1_700_000_000_123), Some(-1)] {
                for is_open in [false, true] {
                    let (run, fingerprint) = (u64::MAX - 1, [9; 16]);
                    let entry = Entry { run, fingerprint, first_attempt, is_open, state };
                    assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
                }
            }
        }
        let state = State::Started;
        let entry =
            Entry { run: 1, fingerprint: [0; 16], first_attempt: None, is_open: false, state };
        for (at, byte) in [(0, 3), (43, 8)] {
            let mut bytes = entry.to_bytes();
            bytes[at] = byte;
            assert_eq!(Entry::from_bytes(&bytes), None);
        }
    }
}
