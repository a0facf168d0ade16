//! A search for several patterns at once.

use super::decode::{Layer, walk};
use super::{Range, SHORTEST};

/// The number of characters at the beginning of a secret that count as the secret: the rest may be cut off.
const BEGINNING: usize = 8;

/// The number of consecutive characters anywhere in a secret that count as the secret: a server may leave out
/// the characters before them. A shorter secret is searched for from its beginning only.
const PART: usize = 16;

/// The forms of some secrets, normalized like a [`Layer`].
pub(super) struct Patterns {
    all: Vec<Pattern>,
    /// One bit per pair of bytes: whether a pattern begins with the pair.
    begins: Box<[u64; 1024]>,
}

struct Pattern {
    bytes: Vec<u8>,
    /// The number of bytes at its beginning that are enough for a match.
    least: usize,
    /// For base64: whether the digits before it and after it share bits with the secret.
    shares: Option<[bool; 2]>,
}

impl Patterns {
    pub(super) fn new<'s>(secrets: impl Iterator<Item = &'s str>) -> Self {
        let mut all: Vec<Pattern> = Vec::new();
        let mut add = |bytes: Vec<u8>, beginning: usize, shares| {
            let is_new = all.iter().all(|pattern| pattern.bytes != bytes);
            if bytes.len() >= SHORTEST && is_new {
                let least = beginning.min(bytes.len());
                all.push(Pattern { bytes, least, shares });
            }
        };
        // A token is sent without the spaces around it.
        for secret in secrets.map(str::trim) {
            for text in [secret.to_owned(), secret.to_lowercase(), secret.to_uppercase()] {
                // The secret itself may contain what looks like escapes.
                walk(text.as_bytes(), &mut |layer| {
                    let bytes = layer.bytes();
                    add(bytes.to_vec(), BEGINNING, None);
                    for start in 1..(bytes.len() + 1).saturating_sub(PART) {
                        add(bytes[start..].to_vec(), PART, None);
                    }
                });
            }
            let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            add(digits.into_bytes(), 2 * BEGINNING, None);
            for before in 0..3 {
                let shares = Some([before != 0, (before + secret.len()) % 3 != 0]);
                for url_safe in [false, true] {
                    let digits = base64(secret.as_bytes(), before, url_safe);
                    add(Layer::of(&digits).bytes().to_vec(), 4 * BEGINNING / 3, shares);
                }
            }
        }
        let mut begins = Box::new([0; 1024]);
        for pattern in &all {
            let pair = pair(&pattern.bytes);
            begins[pair / 64] |= 1 << (pair % 64);
        }
        Self { all, begins }
    }

    /// Calls `found` with each range that contains a pattern, or enough of its beginning.
    pub(super) fn find(&self, text: &[u8], found: &mut dyn FnMut(Range)) {
        // Adjacent and overlapping ranges are merged.
        let mut last: Option<Range> = None;
        for at in 0..text.len().saturating_sub(1) {
            let rest = &text[at..];
            let pair = pair(rest);
            if self.begins[pair / 64] >> (pair % 64) & 1 == 0 {
                continue;
            }
            for pattern in &self.all {
                if !rest.starts_with(&pattern.bytes[..pattern.least]) {
                    continue;
                }
                let same = match rest.starts_with(&pattern.bytes) {
                    true => pattern.bytes.len(),
                    false => pattern.bytes.iter().zip(rest).take_while(|(a, b)| a == b).count(),
                };
                let mut range = at..at + same;
                if let Some(shares) = pattern.shares {
                    range = around(text, range, shares);
                }
                match &mut last {
                    Some(last) if range.start <= last.end => {
                        last.start = last.start.min(range.start);
                        last.end = last.end.max(range.end);
                    }
                    _ => last.replace(range).into_iter().for_each(&mut *found),
                }
            }
        }
        last.into_iter().for_each(found);
    }
}

/// Returns the first two bytes as a number. There must be at least two.
fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Extends the range by the digits before and after it that share bits with it, and by the padding.
fn around(text: &[u8], range: Range, [before, after]: [bool; 2]) -> Range {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let before = before && text[..range.start].last().is_some_and(is_digit);
    let after = after && text.get(range.end).is_some_and(is_digit);
    let start = range.start - usize::from(before);
    let mut end = range.end + usize::from(after);
    while text.get(end) == Some(&b'=') {
        end += 1;
    }
    start..end
}

/// Returns the base64 digits that depend on these bytes only, if `before` bytes modulo 3 precede them.
fn base64(bytes: &[u8], before: usize, url_safe: bool) -> Vec<u8> {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    // The first digit without a bit of the preceding bytes.
    let first = (6 - before * 8 % 6) % 6;
    let digit = |at: usize| {
        let value = (at..at + 6).fold(0, |value, at| value << 1 | bit(at));
        match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            52..62 => b'0' + value - 52,
            62 => {
                if url_safe {
                    b'-'
                } else {
                    b'+'
                }
            }
            _ => {
                if url_safe {
                    b'_'
                } else {
                    b'/'
                }
            }
        }
    };
    (first..).step_by(6).take_while(|at| at + 6 <= bytes.len() * 8).map(digit).collect()
}
