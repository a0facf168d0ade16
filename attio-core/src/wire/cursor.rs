//! A way through the JSON of an answer to where records, and the values of attributes, stand.
//!
//! It only finds where things begin and end; serde_json reads, and so checks, every value that is
//! looked at. To let it also find the ends would read each value twice.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::members::{self, Element, Member};
use super::special::special;

/// Why a text is not the JSON that was expected, and at which byte.
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
    /// The same of a member.
    pub(crate) fn of(self, member: &str) -> Self {
        Self { reason: format!("{member}: {}", self.reason).into(), ..self }
    }

    /// The error that a body is no text at all.
    pub(crate) fn no_text(error: &std::str::Utf8Error) -> Self {
        Self { at: error.valid_up_to(), reason: "bytes that are not UTF-8".into() }
    }
}

/// A place in a JSON text. No method goes beyond the end, and none calls itself, so neither a text
/// that breaks off nor a deep one can do harm.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What comes next, to its end.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The position, to [go back](Self::go_back) to.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a position that it had before.
    pub(crate) fn go_back(&mut self, at: usize) {
        self.at = at;
    }

    /// The error that something is wrong here.
    #[cold]
    pub(crate) fn malformed(&self, reason: impl Into<Cow<'static, str>>) -> Malformed {
        Malformed { at: self.at, reason: reason.into() }
    }

    /// The next byte that is not white space.
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

    /// Takes this byte.
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

    /// Whether another item of an array or object follows; where not, its closing bracket is taken.
    pub(crate) fn next_item(&mut self, first: bool, close: u8) -> Result<bool, Malformed> {
        if first {
            return Ok(!self.take(close));
        }
        if self.take(b',') {
            return Ok(true);
        }
        self.expect(close, "expected a comma or a closing bracket").map(|()| false)
    }

    /// The next key of an object, and the colon behind it; `None` at the end of the object.
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
                // Its line and column count from here.
                let lines = rest.split_inclusive('\n').map(str::len);
                self.at += lines.take(error.line().saturating_sub(1)).sum::<usize>();
                self.at = (self.at + error.column()).min(self.text.len());
                Err(self.malformed(without_place(&error)))
            }
            None => Err(self.malformed("the end of the JSON")),
        }
    }

    /// Reads the member of an object that comes next, of which there is to be one alone.
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

    /// Passes over the next value, and gives its text. In it every bracket and quote is closed by its
    /// own kind, so that whatever else is wrong inside of it stays there; that is not checked.
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

    /// Passes over the string that begins here, if it has no escapes.
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

    /// Adds the elements of the array that comes next, and their members; `null` has none. Elements
    /// whose members are not found are not checked: each is whatever stands between the commas.
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

    /// Goes behind the bracket that closes the one that comes next.
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
                // Where a quote is missing or too much, what was text is outside of it, escapes and all.
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

/// The brackets that are open, a bit for each: whether it is a brace.
#[derive(Default)]
struct Brackets {
    depth: usize,
    /// The innermost 64.
    last: u64,
    /// Those around them, 64 by 64. An answer does not nest so deep, unless it means harm.
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

    /// Closes the innermost, of which there has to be one.
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

/// What stands between two places, without white space around it.
fn trimmed(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default().trim_matches([' ', '\n', '\t', '\r'])
}

/// The error without its line and column, which are those of a part of the text.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

/// The first of these elements that is not one JSON value, and why.
pub(super) fn no_json<'e>(elements: &[Element<'e>]) -> Option<(&'e str, serde_json::Error)> {
    elements.iter().filter(|element| !element.is_checked()).find_map(|element| {
        Some((element.json, serde_json::from_str::<IgnoredAny>(element.json).err()?))
    })
}

/// Where the string ends that this place is within: the place of its closing quote.
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
