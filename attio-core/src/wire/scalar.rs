//! IDs and numbers, written as JSON.

use rust_decimal::Decimal;
use uuid::Uuid;

/// Writes an ID as a JSON string.
pub(crate) fn write_uuid(out: &mut Vec<u8>, id: Uuid) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.push(b'"');
    out.extend_from_slice(id.hyphenated().encode_lower(&mut buffer).as_bytes());
    out.push(b'"');
}

/// Appends an ID as a JSON string to a `String`.
pub(crate) fn push_uuid(out: &mut String, id: Uuid) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.push('"');
    out.push_str(id.hyphenated().encode_lower(&mut buffer));
    out.push('"');
}

/// Writes every digit of an amount, like its `Display`, but without the memory and overhead of
/// formatting.
pub(super) fn write_decimal(out: &mut Vec<u8>, amount: Decimal) {
    // 96 bits are 29 digits; with a sign, a point, and a zero before it.
    let mut text = [b'0'; 32];
    let mut start = text.len();
    let decimals = amount.scale();
    let mut rest = amount.mantissa().unsigned_abs();
    let mut count = 0;
    while rest > 0 || count <= decimals {
        if count == decimals && count > 0 {
            start -= 1;
            text[start] = b'.';
        }
        start -= 1;
        // Most amounts fit in 64 bits, where a division is an instruction and not a function.
        let digit = match u64::try_from(rest) {
            Ok(small) => {
                rest = (small / 10).into();
                small % 10
            }
            Err(_) => {
                let digit = rest % 10;
                rest /= 10;
                digit as u64
            }
        };
        text[start] = b'0' + digit as u8;
        count += 1;
    }
    if amount.is_sign_negative() {
        start -= 1;
        text[start] = b'-';
    }
    out.extend_from_slice(&text[start..]);
}

/// Writes a number. It cannot fail: numbers are always JSON, and a `Vec` takes every write.
pub(super) fn write_json<T: serde::Serialize>(out: &mut Vec<u8>, value: &T) {
    let written = serde_json::to_writer(out, value);
    debug_assert!(written.is_ok());
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    #[test]
    fn amounts_are_written_as_they_are_shown() {
        for digits in [0, 1, 9, 10, 99, 100, 12_345, u64::MAX.into(), 1 << 64, (1 << 96) - 1] {
            for scale in 0..=28 {
                for sign in [1, -1] {
                    let amount = Decimal::from_i128_with_scale(sign * digits, scale);
                    let mut out = Vec::new();
                    super::write_decimal(&mut out, amount);
                    assert_eq!(String::from_utf8_lossy(&out), amount.to_string());
                }
            }
        }
    }
}
