//! A cursor that finds records and the values of attributes in the JSON of a response.
//!
//! It only finds where things begin and end; serde_json reads, and so checks, every value that is used.
//! Letting it find the ends too would read each value twice.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::members::{self, Element, Member};
use super::special::special;

/// The reason why a string is not the expected JSON, and at which byte.
#[derive(Debug)]
pub(crate) struct Malformed {
    at: usize,
    reason: Cow<'static, str>,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.at)
    }
}

impl Malformed {
    /// Returns the same error for a member.
    pub(crate) fn of(self, member: &str) -> Self {
        Self { reason: format!("{member}: {}", self.reason).into(), ..self }
    }

    /// Creates the error for a body that is not UTF-8.
    pub(crate) fn no_text(error: &std::str::Utf8Error) -> Self {
        Self { at: error.valid_up_to(), reason: "bytes that are not UTF-8".into() }
    }
}

/// A position in JSON. No method goes beyond the end, and none is recursive, so neither truncated nor
/// deeply nested JSON can do harm.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Creates a cursor at the start of a string.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Returns the string from here to its end.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns the position, to [go back](Self::go_back) to.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to an earlier position.
    pub(crate) fn go_back(&mut self, at: usize) {
        self.at = at;
    }

    /// Creates an error at this position.
    #[cold]
    pub(crate) fn malformed(&self, reason: impl Into<Cow<'static, str>>) -> Malformed {
        Malformed { at: self.at, reason: reason.into() }
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Takes this byte, if it is the next one.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes this byte, or fails.
    pub(crate) fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Malformed> {
        if self.take(byte) { Ok(()) } else { Err(self.malformed(what)) }
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), Malformed> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.malformed("more text after the JSON")),
        }
    }

    /// Returns whether another item of an array or object follows; if not, takes the closing bracket.
    pub(crate) fn next_item(&mut self, first: bool, close: u8) -> Result<bool, Malformed> {
        if first {
            return Ok(!self.take(close));
        }
        if self.take(b',') {
            return Ok(true);
        }
        self.expect(close, "expected a comma or a closing bracket").map(|()| false)
    }

    /// Returns the next key of an object, and takes its colon; `None` at the end of the object.
    pub(crate) fn next_key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Malformed> {
        if !self.next_item(first, b'}')? {
            return Ok(None);
        }
        self.expect(b'"', "expected a key in quotes")?;
        let start = self.at;
        let bytes = self.text.as_bytes();
        let Some(end) = special(bytes, start) else {
            return Err(self.malformed("a string without its closing quote"));
        };
        let key = if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            Cow::Borrowed(self.text.get(start..end).unwrap_or_default())
        } else {
            // An escape, or a control character, which serde_json refuses.
            self.at = start - 1;
            Cow::Owned(self.read()?)
        };
        self.expect(b':', "expected a colon after the key")?;
        Ok(Some(key))
    }

    /// Reads the next value.
    pub(crate) fn read<T: Deserialize<'a>>(&mut self) -> Result<T, Malformed> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => {
                // The line and column of the error count from here.
                let lines = rest.split_inclusive('\n').map(str::len);
                self.at += lines.take(error.line().saturating_sub(1)).sum::<usize>();
                self.at = (self.at + error.column()).min(self.text.len());
                Err(self.malformed(without_place(&error)))
            }
            None => Err(self.malformed("the end of the JSON")),
        }
    }

    /// Reads the next member of an object, which must be the only one of its name.
    pub(crate) fn once<T, E: From<Malformed>>(
        &mut self,
        member: &mut Option<T>,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(), E> {
        if member.is_some() {
            return Err(self.malformed(format!("duplicate {name}")).into());
        }
        *member = Some(read(self)?);
        Ok(())
    }

    /// Skips the next value and returns its JSON. Every bracket and quote in it is closed by its own
    /// kind, so any other mistake, which is not checked, stays inside it.
    pub(crate) fn skip(&mut self) -> Result<&'a str, Malformed> {
        let next = self.peek();
        let start = self.at;
        match next {
            Some(b'{' | b'[') => self.elements_or_members(None)?,
            Some(b'"') if self.skip_plain_string() => {}
            _ => self.read::<IgnoredAny>().map(drop)?,
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Skips the string that begins here, if it has no escapes.
    fn skip_plain_string(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        match special(bytes, self.at + 1) {
            Some(end) if bytes.get(end) == Some(&b'"') => {
                self.at = end + 1;
                true
            }
            _ => false,
        }
    }

    /// Takes a `null`, if it is the next value.
    pub(crate) fn take_null(&mut self) -> bool {
        let found = self.peek() == Some(b'n')
            && self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(b"null"));
        if found {
            self.at += 4;
        }
        found
    }

    /// Adds the elements of the next array, and their members; `null` has none. An element whose
    /// members are not found is not checked: it is whatever is between two commas.
    pub(super) fn elements(
        &mut self,
        elements: &mut Vec<Element<'a>>,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), Malformed> {
        if self.take_null() {
            return Ok(());
        }
        if self.peek() != Some(b'[') {
            return Err(self.malformed("not an array"));
        }
        let before = (elements.len(), members.len());
        if let Some(end) = members::objects(self.text, self.at, elements, members) {
            self.at = end;
            return Ok(());
        }
        elements.truncate(before.0);
        members.truncate(before.1);
        self.elements_or_members(Some(elements))
    }

    /// Moves past the bracket that closes the next one.
    fn elements_or_members(
        &mut self,
        mut elements: Option<&mut Vec<Element<'a>>>,
    ) -> Result<(), Malformed> {
        let bytes = self.text.as_bytes();
        let mut open = Brackets::default();
        let mut at = self.at;
        let mut start = at + 1;
        let mut count = 0;
        loop {
            let Some(&byte) = bytes.get(at) else {
                self.at = bytes.len();
                return Err(self.malformed("a bracket that is not closed"));
            };
            match byte {
                b'"' => match string_end(bytes, at + 1) {
                    Some(end) => at = end,
                    None => {
                        self.at = at;
                        return Err(self.malformed("a string without its closing quote"));
                    }
                },
                b'{' | b'[' => open.push(byte == b'{'),
                b'}' | b']' => {
                    if open.pop() != (byte == b'}') {
                        self.at = at;
                        return Err(self.malformed("a mismatched bracket"));
                    }
                    if open.depth == 0 {
                        break;
                    }
                }
                b',' if open.depth == 1 => {
                    if let Some(elements) = &mut elements {
                        let element = trimmed(self.text, start, at);
                        if element.is_empty() {
                            self.at = at;
                            return Err(self.malformed("a comma without a value before it"));
                        }
                        elements.push(Element::unread(element));
                        count += 1;
                        start = at + 1;
                    }
                }
                // If a quote is missing or extra, a string's content and escapes are outside it.
                b'\\' => {
                    self.at = at;
                    return Err(self.malformed("a backslash outside a string"));
                }
                _ => {}
            }
            at += 1;
        }
        self.at = at + 1;
        if let Some(elements) = elements {
            let last = trimmed(self.text, start, at);
            if !last.is_empty() {
                elements.push(Element::unread(last));
            } else if count > 0 {
                self.at = at;
                return Err(self.malformed("a comma without a value after it"));
            }
        }
        Ok(())
    }
}

/// The open brackets, one bit each: whether it is a brace.
#[derive(Default)]
struct Brackets {
    depth: usize,
    /// The innermost 64 brackets.
    last: u64,
    /// The outer ones, 64 by 64. Only a malicious response nests that deep.
    before: Vec<u64>,
}

impl Brackets {
    #[inline]
    fn push(&mut self, is_brace: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.before.push(self.last);
        }
        self.last = self.last << 1 | u64::from(is_brace);
        self.depth += 1;
    }

    /// Closes the innermost bracket, which must exist, and returns whether it was a brace.
    #[inline]
    fn pop(&mut self) -> bool {
        let is_brace = self.last & 1 == 1;
        self.last >>= 1;
        self.depth -= 1;
        if self.depth > 0
            && self.depth.is_multiple_of(64)
            && let Some(before) = self.before.pop()
        {
            self.last = before;
        }
        is_brace
    }
}

/// Returns the string between two positions, without white space around it.
fn trimmed(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default().trim_matches([' ', '\n', '\t', '\r'])
}

/// Returns the error without its line and column, which count from within the JSON.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

/// Returns the first element that is not one JSON value, and why.
pub(super) fn no_json<'e>(elements: &[Element<'e>]) -> Option<(&'e str, serde_json::Error)> {
    elements.iter().filter(|element| !element.is_checked()).find_map(|element| {
        Some((element.json, serde_json::from_str::<IgnoredAny>(element.json).err()?))
    })
}

/// Returns the position of the closing quote of the string that `at` is within.
#[inline]
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = special(bytes, at)?;
        match bytes.get(at) {
            Some(b'"') => return Some(at),
            Some(b'\\') => at += 2,
            _ => at += 1,
        }
    }
}
