//! A position in a JSON document that only moves forward.

use std::borrow::Cow;

use super::ScanError;

/// A position in a JSON document.
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Returns the next byte that is not white space, without taking it.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        self.at = after(&SPACE, bytes, self.at);
        if self.at < bytes.len() { Some(bytes[self.at]) } else { None }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Returns the line and column of a position, from 1.
    pub(super) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |text| text.chars().count()) + 1;
        (line, column)
    }

    pub(super) fn not_json(&self, expected: &'static str) -> ScanError {
        let (line, column) = self.line_and_column(self.at);
        ScanError::NotJson { line, column, expected }
    }

    pub(super) fn missing(&self, start: usize, member: &'static str) -> ScanError {
        ScanError::Missing { line: self.line_and_column(start).0, member }
    }

    /// Returns the error for an unexpected token: another type if a value begins here, otherwise
    /// invalid JSON.
    pub(super) fn unexpected(&mut self, expected: &'static str) -> ScanError {
        let is_value = matches!(
            self.peek(),
            Some(b'{' | b'[' | b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9')
        );
        let (line, column) = self.line_and_column(self.at);
        match is_value {
            true => ScanError::Unexpected { line, column, expected },
            false => ScanError::NotJson { line, column, expected },
        }
    }

    /// Reads the members of an object; the closure takes each value.
    pub(super) fn members(
        &mut self,
        mut member: impl FnMut(&mut Self, &str) -> Result<(), ScanError>,
    ) -> Result<(), ScanError> {
        if !self.take(b'{') {
            return Err(self.unexpected("an object"));
        }
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.not_json("the name of a member"));
            }
            let name = self.text()?;
            if !self.take(b':') {
                return Err(self.not_json("a colon"));
            }
            member(self, &name)?;
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.not_json("a comma or `}`"));
            }
        }
    }

    /// Reads the items of an array; the closure takes each item.
    pub(super) fn items(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), ScanError>,
    ) -> Result<(), ScanError> {
        if !self.take(b'[') {
            return Err(self.unexpected("an array"));
        }
        if self.take(b']') {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.not_json("a comma or `]`"));
            }
        }
    }

    /// Takes `null`, if it is next.
    pub(super) fn null(&mut self) -> bool {
        self.peek();
        self.word("null")
    }

    fn word(&mut self, word: &str) -> bool {
        let there = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += if there { word.len() } else { 0 };
        there
    }

    pub(super) fn flag(&mut self) -> Result<bool, ScanError> {
        self.peek();
        match (self.word("true"), self.word("false")) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(self.unexpected("`true` or `false`")),
        }
    }

    pub(super) fn whole_number(&mut self) -> Result<u64, ScanError> {
        self.peek();
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = rest[..length].parse() else {
            return Err(self.unexpected("a whole number"));
        };
        if rest[length..].starts_with(['.', 'e', 'E']) {
            return Err(self.unexpected("a whole number"));
        }
        self.at += length;
        Ok(number)
    }

    /// Reads a string.
    pub(super) fn text(&mut self) -> Result<Cow<'t, str>, ScanError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let start = self.at + 1;
        let escaped = self.skip_string()?;
        let raw = &self.text[start..self.at - 1];
        if !escaped {
            return Ok(Cow::Borrowed(raw));
        }
        unescaped(raw).map(Cow::Owned).ok_or_else(|| {
            self.at = start;
            self.not_json("a string with valid escapes")
        })
    }

    /// Skips a string, and returns whether it has escapes.
    fn skip_string(&mut self) -> Result<bool, ScanError> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        self.at = after(&TEXT, bytes, self.at + 1);
        while self.at < bytes.len() {
            match bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.at = after(&TEXT, bytes, self.at + 2);
                }
                // A string cannot contain a line break.
                _ => break,
            }
        }
        self.at = self.at.min(bytes.len());
        Err(self.not_json("the end of a string"))
    }

    /// Skips a value of any type. Brackets must match; the content is checked only enough to detect
    /// something that is not JSON, such as the markers of a merge conflict.
    pub(super) fn skip(&mut self) -> Result<(), ScanError> {
        match self.peek() {
            Some(b'"') => self.skip_string().map(|_| ()),
            Some(b'{' | b'[') => self.skip_brackets(),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.at = after(&WORD, self.text.as_bytes(), self.at);
                Ok(())
            }
            _ => Err(self.not_json("a value")),
        }
    }

    fn skip_brackets(&mut self) -> Result<(), ScanError> {
        let bytes = self.text.as_bytes();
        let mut open: Vec<u8> = Vec::new();
        while self.at < bytes.len() {
            match bytes[self.at] {
                b'"' => {
                    self.skip_string()?;
                }
                bracket @ (b'{' | b'[') => {
                    open.push(bracket + 2);
                    self.at += 1;
                }
                bracket @ (b'}' | b']') if open.last() == Some(&bracket) => {
                    open.pop();
                    self.at += 1;
                    if open.is_empty() {
                        return Ok(());
                    }
                }
                _ => break,
            }
            self.at = after(&PLAIN, bytes, self.at);
        }
        Err(self.not_json("a value"))
    }
}

/// The set of bytes to skip.
type Bytes = [bool; 256];

/// White space.
static SPACE: Bytes = {
    let mut bytes = [false; 256];
    set(&mut bytes, b" \n\r\t");
    bytes
};

/// The bytes of numbers, `true`, `false` and `null`.
static WORD: Bytes = {
    let mut bytes = [false; 256];
    set(&mut bytes, b"0123456789.+-Eaeflnrstu");
    bytes
};

/// All bytes that JSON has outside of strings, except brackets.
static PLAIN: Bytes = {
    let mut bytes = WORD;
    set(&mut bytes, b" \n\r\t,:");
    bytes
};

/// The bytes of a string without escapes. A string cannot contain a line break.
static TEXT: Bytes = {
    let mut bytes = [true; 256];
    let mut control = 0;
    while control < 0x20 {
        bytes[control] = false;
        control += 1;
    }
    bytes[b'"' as usize] = false;
    bytes[b'\\' as usize] = false;
    bytes
};

const fn set(bytes: &mut Bytes, which: &[u8]) {
    let mut i = 0;
    while i < which.len() {
        bytes[which[i] as usize] = true;
        i += 1;
    }
}

/// Returns the position of the first byte outside the set. A loop over an index, because macros are
/// built without optimisation, where every step of an iterator is a call.
fn after(which: &Bytes, bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && which[bytes[at] as usize] {
        at += 1;
    }
    at
}

/// Resolves the escapes of a string; `None` if an escape is invalid.
fn unescaped(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match rest.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => escaped_character(&mut rest)?,
            other @ ('"' | '\\' | '/') => other,
            _ => return None,
        });
    }
    Some(text)
}

/// Reads the character after `\u`: four hex digits, or a pair of surrogates.
fn escaped_character(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let first = four_hex_digits(rest)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    if (rest.next()?, rest.next()?) != ('\\', 'u') {
        return None;
    }
    let second = four_hex_digits(rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)
}

fn four_hex_digits(rest: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut number = 0;
    for _ in 0..4 {
        number = number * 16 + rest.next()?.to_digit(16)?;
    }
    Some(number)
}
