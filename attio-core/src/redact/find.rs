//! The search for several patterns at once.

use super::decode::{Layer, walk};
use super::{Range, SHORTEST};

/// So many characters at the beginning of a secret count as it: the rest may have been cut off.
const BEGINNING: usize = 8;

/// So many characters of a secret in a row count as it wherever they begin: a server may leave out what is
/// before them. It is more than a shorter secret has, of which the whole is looked for.
const PART: usize = 16;

/// The forms of some secrets, as a [`Layer`] has them.
pub(super) struct Patterns {
    all: Vec<Pattern>,
    /// Whether a pattern begins with these two bytes.
    begins: Box<[u64; 1024]>,
}

struct Pattern {
    bytes: Vec<u8>,
    /// So much of its beginning is enough.
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
                // Some of its own may look like escapes.
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

    /// Hands the ranges to `found` in which a pattern, or enough of its beginning, is.
    pub(super) fn find(&self, text: &[u8], found: &mut dyn FnMut(Range)) {
        // Ranges that meet are one.
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

/// The first two bytes, of which there are always two.
fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// The range with the digits before and after it that share bits with it, and the padding.
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

/// The digits of base64 that these bytes alone decide, where so many bytes modulo 3 come before them.
fn base64(bytes: &[u8], before: usize, url_safe: bool) -> Vec<u8> {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    // The first digit that has no bit of what comes before.
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
