//! JSON strings, written without a copy.

use std::fmt::Write as _;

use super::special::special;

/// For each byte: 0 if it stands for itself, otherwise the letter of its escape (`u` = `\u00XX`).
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0A] = b'n';
    table[0x0C] = b'f';
    table[0x0D] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Writes `text` as a JSON string, with its quotes.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    match special(bytes, 0) {
        None => out.extend_from_slice(bytes),
        Some(first) => write_escaped(out, bytes, first),
    }
    out.push(b'"');
}

#[cold]
fn write_escaped(out: &mut Vec<u8>, bytes: &[u8], first: usize) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut start = 0;
    for (i, &byte) in bytes.iter().enumerate().skip(first) {
        match ESCAPES[usize::from(byte)] {
            0 => continue,
            b'u' => {
                out.extend_from_slice(&bytes[start..i]);
                let (high, low) = (usize::from(byte >> 4), usize::from(byte & 0xF));
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', HEX[high], HEX[low]]);
            }
            letter => {
                out.extend_from_slice(&bytes[start..i]);
                out.extend_from_slice(&[b'\\', letter]);
            }
        }
        start = i + 1;
    }
    out.extend_from_slice(&bytes[start..]);
}

/// Appends `text` as a JSON string to a `String`, so that the type keeps the result UTF-8. It is slower
/// than [`write_string`].
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes(), 0) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = from.chars();
        if let Some(special) = chars.next() {
            push_escape(out, special);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn push_escape(out: &mut String, special: char) {
    let code = u32::from(special);
    match ESCAPES.get(code as usize) {
        None | Some(0) => out.push(special),
        // Writing to a string cannot fail.
        Some(b'u') => drop(write!(out, "\\u{code:04x}")),
        Some(letter) => out.extend(['\\', char::from(*letter)]),
    }
}

#[cfg(test)]
mod tests {
    use super::{push_string, write_string};

    #[test]
    fn every_byte_at_every_place_is_written_as_serde_json_writes_it() {
        for place in 0..20 {
            for code in 0..=0x2FF_u32 {
                let Some(c) = char::from_u32(code) else {
                    continue;
                };
                let text = format!("{}{c}{}", "a".repeat(place), "é\"z".repeat(place % 3));
                let mut out = Vec::new();
                write_string(&mut out, &text);
                assert_eq!(out, serde_json::to_vec(&text).expect("a string is JSON"));
                let mut out = String::new();
                push_string(&mut out, &text);
                assert_eq!(out, serde_json::to_string(&text).expect("a string is JSON"));
            }
        }
    }
}
