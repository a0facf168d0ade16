//! `Display` and `Debug` of an error.

use std::fmt::{self, Write};

use attio_schema::Plain;

use super::{Attempts, Error, Outcome};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Any part may quote a server, so control characters are escaped.
        let f = &mut Plain(f);
        write!(f, "cannot {}: {}", self.0.action, self.0.kind)?;
        match self.0.attempts {
            Attempts { made: ..=1, .. } => {}
            Attempts { made, sent: 0, .. } => write!(f, "; tried {made} times, and never sent")?,
            Attempts { made, sent, .. } if made == sent => write!(f, "; sent {sent} times")?,
            Attempts { made, sent, .. } => {
                write!(f, "; tried {made} times, and sent {sent} times")?
            }
        }
        if let Some(note) = &self.0.note {
            write!(f, "; {note}")?;
        }
        match self.0.outcome {
            Outcome::NotApplied => Ok(()),
            Outcome::Applied(Some(id)) => write!(f, " (but the write of {id} succeeded)"),
            Outcome::Applied(None) => f.write_str(" (but the write succeeded)"),
            Outcome::Unknown => f.write_str(" (it may have been applied)"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("doing", &format_args!("{}", self.0.action))
            .field("kind", &self.0.kind)
            .field("outcome", &self.0.outcome);
        if let Some(id) = &self.0.request_id {
            debug.field("request_id", id);
        }
        if self.0.attempts.made > 1 {
            debug.field("attempts", &self.0.attempts);
        }
        if let Some(note) = &self.0.note {
            debug.field("note", note);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}
