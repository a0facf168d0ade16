//! Escapes strings from untrusted sources, so that people can read them safely.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// Escapes the characters that a terminal or an editor obeys, as in `\u{1b}`: control characters, line
/// breaks, and characters that change the reading order.
///
/// ```
/// assert_eq!(attio_schema::plain("Ad\u{1b}[2Ja\n"), r"Ad\u{1b}[2Ja\n");
/// assert_eq!(attio_schema::plain("受注 “A\\B”"), "受注 “A\\B”");
/// ```
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    // Writing to a string cannot fail.
    let _ = Plain(&mut escaped).write_str(text);
    Cow::Owned(escaped)
}

/// Returns whether a terminal or an editor obeys this character instead of showing it.
#[must_use]
pub fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Marks, embeddings, overrides and isolates of a direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}'
            // Annotations and invisible copies of ASCII.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A writer that escapes strings like [`plain`].
#[derive(Debug)]
pub struct Plain<W>(pub W);

impl<W: Write> Write for Plain<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(is_obeyed) {
            let mut after = rest[at..].chars();
            self.0.write_str(&rest[..at])?;
            if let Some(character) = after.next() {
                write!(self.0, "{}", character.escape_default())?;
            }
            rest = after.as_str();
        }
        self.0.write_str(rest)
    }
}
