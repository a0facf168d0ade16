//! The search for bytes that have a meaning in JSON strings, or that JSON escapes.

const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// Returns the index of the next quote, backslash or control character from `at` on. It reads eight
/// bytes at a time: strings of records are too short for a library's wide search to pay off.
#[inline]
pub(super) fn special(bytes: &[u8], at: usize) -> Option<usize> {
    let mut rest = bytes.get(at..)?;
    while let Some((chunk, others)) = rest.split_first_chunk::<8>() {
        let found = specials(u64::from_le_bytes(*chunk));
        if found != 0 {
            return Some(bytes.len() - rest.len() + (found.trailing_zeros() / 8) as usize);
        }
        rest = others;
    }
    let place = rest.iter().position(|&byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some(bytes.len() - rest.len() + place)
}

/// Returns the high bit of each special byte. The bits after the first one may be wrong, but not those
/// before it.
#[inline]
fn specials(chunk: u64) -> u64 {
    // A quote becomes 0x20, and the control characters stay below it: one comparison finds both.
    let quote_or_control = (chunk ^ (LOW * 0x02)).wrapping_sub(LOW * 0x21);
    let backslash = (chunk ^ (LOW * b'\\' as u64)).wrapping_sub(LOW);
    (quote_or_control | backslash) & !chunk & HIGH
}

#[cfg(test)]
mod tests {
    use super::special;

    #[test]
    fn the_first_one_is_found_wherever_it_is_and_whatever_is_around_it() {
        for place in 0..20 {
            for byte in 0..=u8::MAX {
                for around in [b'a', 0x20, 0x7F, 0x80, 0xFF, b'!', b'#', b'[', b']'] {
                    let mut bytes = [around; 20];
                    bytes[place] = byte;
                    let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    for from in 0..20 {
                        let expected = (is_special && place >= from).then_some(place);
                        assert_eq!(special(&bytes, from), expected, "{bytes:?} from {from}");
                    }
                }
            }
        }
        assert_eq!(special(b"a\"\"", 3), None);
        assert_eq!(special(b"a", 2), None);
    }
}
