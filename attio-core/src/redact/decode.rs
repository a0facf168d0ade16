//! Strings whose escapes of JSON, URLs and HTML are decoded, with the origin of each byte.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Range;

/// A string after some passes that decode escapes, in lower case and with `+` for spaces. A server may change
/// the case of a quotation, and `+` and a space are equivalent in forms.
pub(super) struct Layer {
    bytes: Vec<u8>,
    /// The origin of each byte in the first string, unless the two are equally long.
    spans: Option<Vec<(u32, u32)>>,
}

impl Layer {
    /// Returns the layer of the string as it was received.
    pub(super) fn of(text: &[u8]) -> Self {
        // UTF-16 has zeros between ASCII characters.
        if text.contains(&0) {
            let kept = || text.iter().enumerate().filter(|(_, byte)| **byte != 0);
            let spans = kept().map(|(at, _)| (offset(at), offset(at + 1))).collect();
            return Self {
                bytes: kept().map(|(_, byte)| plain(*byte)).collect(),
                spans: Some(spans),
            };
        }
        Self { bytes: text.iter().copied().map(plain).collect(), spans: None }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the range of the received string from which this range was decoded.
    pub(super) fn range_of(&self, range: Range) -> Range {
        let Some(spans) = &self.spans else { return range };
        let of = &spans[range];
        match (of.first(), of.last()) {
            (Some(first), Some(last)) => first.0 as usize..last.1 as usize,
            _ => 0..0,
        }
    }

    /// Returns the string after one more pass, which decodes the escapes that begin with this character.
    /// Returns `None` if there is no such escape.
    fn decoded(&self, mark: u8) -> Option<Self> {
        let is_mark = |byte: &u8| *byte == mark;
        let mut at = self.bytes.iter().position(is_mark)?;
        let (mut bytes, mut spans) = (Vec::new(), Vec::new());
        let mut copied = 0;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            match escape(rest) {
                Some((value, length)) => {
                    if spans.capacity() == 0 {
                        bytes.reserve(self.bytes.len());
                        spans.reserve(self.bytes.len());
                    }
                    bytes.extend_from_slice(&self.bytes[copied..at]);
                    spans.extend((copied..at).map(|at| self.span(at..at + 1)));
                    let span = self.span(at..at + length);
                    value.push_to(&mut bytes);
                    spans.resize(bytes.len(), span);
                    at += length;
                    copied = at;
                }
                None => at += 1,
            }
            match self.bytes[at..].iter().position(is_mark) {
                Some(next) => at += next,
                None => break,
            }
        }
        if copied == 0 {
            return None;
        }
        bytes.extend_from_slice(&self.bytes[copied..]);
        spans.extend((copied..self.bytes.len()).map(|at| self.span(at..at + 1)));
        Some(Self { bytes, spans: Some(spans) })
    }

    fn span(&self, range: Range) -> (u32, u32) {
        let range = self.range_of(range);
        (offset(range.start), offset(range.end))
    }
}

/// The maximum nesting of escapes. A string with deeper nesting is probably an attempt to evade redaction.
const DEPTH: usize = 8;

/// The most bytes that all layers of a string may have together.
const MOST: usize = 32 << 20;

/// The first characters of escapes in JSON and programming languages, in URLs, and in HTML. Each has separate
/// passes: in `\\%74`, the backslash may escape the percent sign or another backslash.
const MARKS: [u8; 3] = [b'\\', b'%', b'&'];

/// Visits a string as it was received, and after each sequence of passes that decodes something. Returns
/// whether all layers were visited.
pub(super) fn walk(text: &[u8], visit: &mut dyn FnMut(&Layer)) -> bool {
    Walk { seen: HashSet::new(), left: MOST }.visit(&Layer::of(text), 0, visit)
}

struct Walk {
    /// The hashes of visited layers: most passes give the same result in any order.
    seen: HashSet<u64>,
    left: usize,
}

impl Walk {
    fn visit(&mut self, layer: &Layer, depth: usize, visit: &mut dyn FnMut(&Layer)) -> bool {
        visit(layer);
        MARKS.into_iter().filter_map(|mark| layer.decoded(mark)).all(|next| {
            let mut hash = DefaultHasher::new();
            next.bytes.hash(&mut hash);
            if !self.seen.insert(hash.finish()) {
                return true;
            }
            // An empty layer takes time, too.
            let left = self.left.checked_sub(next.bytes.len() + (1 << 10));
            left.is_some_and(|left| {
                self.left = left;
                depth < DEPTH && self.visit(&next, depth + 1, visit)
            })
        })
    }
}

/// Converts an offset: strings are at most some megabytes long.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns the byte in lower case, and `+` for a space.
fn plain(byte: u8) -> u8 {
    if byte == b' ' { b'+' } else { byte.to_ascii_lowercase() }
}

/// The meaning of an escape.
enum Value {
    Byte(u8),
    Char(char),
}

impl Value {
    fn push_to(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Byte(0) | Self::Char('\0') => {}
            Self::Byte(byte) => bytes.push(plain(*byte)),
            Self::Char(char) if char.is_ascii() => bytes.push(plain(*char as u8)),
            Self::Char(char) => {
                bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
}

/// Decodes the escape at the beginning of `text`, and returns its length.
fn escape(text: &[u8]) -> Option<(Value, usize)> {
    match text[0] {
        b'\\' => backslash(text),
        b'%' => percent(text),
        b'&' => entity(text),
        _ => None,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |all, digit| {
        all.checked_mul(16)?.checked_add(char::from(*digit).to_digit(16)?)
    })
}

/// Decodes four digits of UTF-16 after this mark, and the second half of a surrogate pair.
fn utf16(text: &[u8], mark: &[u8]) -> Option<(Value, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix(mark)?.get(..4)?;
        hex(digits).and_then(|unit| u16::try_from(unit).ok())
    };
    let length = mark.len() + 4;
    let first = unit(0)?;
    if let Some(char) = char::from_u32(first.into()) {
        return Some((Value::Char(char), length));
    }
    let pair = char::decode_utf16([first, unit(length)?]).next()?.ok()?;
    Some((Value::Char(pair), 2 * length))
}

fn backslash(text: &[u8]) -> Option<(Value, usize)> {
    let byte = |byte| Some((Value::Byte(byte), 2));
    match *text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let end = text.iter().take(12).position(|byte| *byte == b'}')?;
            let char = hex(&text[3..end]).and_then(char::from_u32)?;
            Some((Value::Char(char), end + 1))
        }
        b'u' => utf16(text, b"\\u").or_else(|| byte(b'u')),
        b'x' => match text.get(2..4).and_then(hex) {
            Some(value) => Some((Value::Byte(u8::try_from(value).ok()?), 4)),
            None => byte(b'x'),
        },
        b'0'..=b'3' if text.get(1..4).is_some_and(is_octal) => {
            let value =
                text[1..4].iter().fold(0u32, |all, digit| all * 8 + u32::from(digit - b'0'));
            Some((Value::Byte(u8::try_from(value).ok()?), 4))
        }
        b'n' => byte(b'\n'),
        b'r' => byte(b'\r'),
        b't' => byte(b'\t'),
        b'b' => byte(8),
        b'f' => byte(12),
        other => byte(other),
    }
}

fn is_octal(digits: &[u8]) -> bool {
    digits.iter().all(|digit| matches!(digit, b'0'..=b'7'))
}

fn percent(text: &[u8]) -> Option<(Value, usize)> {
    if text.get(1) == Some(&b'u') {
        return utf16(text, b"%u");
    }
    let value = hex(text.get(1..3)?)?;
    Some((Value::Byte(u8::try_from(value).ok()?), 3))
}

/// The HTML entities of ASCII characters, in lower case.
const ENTITIES: [(&str, u8); 46] = [
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("diacriticalgrave", b'`'),
    ("gt", b'>'),
    ("hat", b'^'),
    ("lbrace", b'{'),
    ("lbrack", b'['),
    ("lcub", b'{'),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lsqb", b'['),
    ("lt", b'<'),
    ("midast", b'*'),
    ("nbsp", b' '),
    ("newline", b'\n'),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("quot", b'"'),
    ("rbrace", b'}'),
    ("rbrack", b']'),
    ("rcub", b'}'),
    ("rpar", b')'),
    ("rsqb", b']'),
    ("semi", b';'),
    ("sol", b'/'),
    ("tab", b'\t'),
    ("underbar", b'_'),
    ("verbar", b'|'),
    ("verticalline", b'|'),
    ("vert", b'|'),
    ("dash", b'-'),
    ("hyphen", b'-'),
    ("minus", b'-'),
    ("tilde", b'~'),
];

fn entity(text: &[u8]) -> Option<(Value, usize)> {
    if text.get(1) == Some(&b'#') {
        return numeric(text);
    }
    let end = text.iter().skip(1).take(17).position(|byte| !byte.is_ascii_alphabetic());
    let name = &text[1..end.map_or(text.len().min(18), |end| end + 1)];
    let has_end = text.get(1 + name.len()) == Some(&b';');
    let find = |name: &[u8]| {
        let is_it = |(other, _): &&(&str, u8)| other.as_bytes() == name;
        ENTITIES.iter().find(is_it).map(|(_, byte)| Value::Byte(*byte))
    };
    if has_end && let Some(value) = find(name) {
        return Some((value, name.len() + 2));
    }
    // Browsers accept these without the semicolon.
    let short = [&b"amp"[..], b"quot", b"lt", b"gt"].into_iter().find(|n| name.starts_with(n))?;
    Some((find(short)?, short.len() + 1))
}

/// Decodes `&#43;` or `&#x2b;`, with any leading zeros, with or without the semicolon.
fn numeric(text: &[u8]) -> Option<(Value, usize)> {
    let (start, base) = if text.get(2) == Some(&b'x') { (3, 16) } else { (2, 10) };
    let digits = text[start.min(text.len())..].iter();
    let (mut value, mut length) = (0u32, 0);
    for digit in digits.map_while(|byte| char::from(*byte).to_digit(base)) {
        value = value.saturating_mul(base).saturating_add(digit);
        length += 1;
    }
    let char = char::from_u32(value).filter(|_| length > 0)?;
    let end = start + length;
    Some((Value::Char(char), end + usize::from(text.get(end) == Some(&b';'))))
}
