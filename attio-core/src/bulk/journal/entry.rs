//! What a journal keeps of a key.

use uuid::Uuid;

/// The SHA-256 of a key.
pub(super) type KeyHash = [u8; 32];
/// The first half of the SHA-256 of what was sent under a key.
pub(super) type Fingerprint = [u8; 16];
/// An entry as it is stored. A change of this layout is a new [`FORMAT`](super::ledger::FORMAT).
pub(super) type Bytes = [u8; 43];

/// What a journal keeps of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The last run that met the key.
    pub(super) run: u64,
    pub(super) fingerprint: Fingerprint,
    pub(super) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It may have been sent, and nothing is known of it.
    Started,
    /// It is in the workspace.
    Stored(Uuid),
    /// It was refused with this status.
    Refused(u16),
}

impl Entry {
    pub(super) fn to_bytes(self) -> Bytes {
        let (tag, id, status) = match self.state {
            State::Started => (0, Uuid::nil(), 0),
            State::Stored(id) => (1, id, 0),
            State::Refused(status) => (2, Uuid::nil(), status),
        };
        let mut bytes = [0; 43];
        bytes[0] = tag;
        bytes[1..9].copy_from_slice(&self.run.to_le_bytes());
        bytes[9..25].copy_from_slice(&self.fingerprint);
        bytes[25..41].copy_from_slice(id.as_bytes());
        bytes[41..43].copy_from_slice(&status.to_le_bytes());
        bytes
    }

    /// `None` where no version of this library has written it.
    pub(super) fn from_bytes(bytes: &Bytes) -> Option<Self> {
        let (tag, rest) = bytes.split_first()?;
        let (run, rest) = rest.split_first_chunk()?;
        let (fingerprint, rest) = rest.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (status, _) = rest.split_first_chunk()?;
        let state = match tag {
            0 => State::Started,
            1 => State::Stored(Uuid::from_bytes(*id)),
            2 => State::Refused(u16::from_le_bytes(*status)),
            _ => return None,
        };
        Some(Self { run: u64::from_le_bytes(*run), fingerprint: *fingerprint, state })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        for state in [State::Started, State::Stored(Uuid::from_u128(7)), State::Refused(400)] {
            let entry = Entry { run: u64::MAX - 1, fingerprint: [9; 16], state };
            assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
        }
        let mut bytes = Entry { run: 1, fingerprint: [0; 16], state: State::Started }.to_bytes();
        bytes[0] = 3;
        assert_eq!(Entry::from_bytes(&bytes), None);
    }
}
