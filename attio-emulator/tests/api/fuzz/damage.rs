//! Damage: of JSON, of bytes, and strings that nothing has as its name.

use serde_json::{Map, Value, json};

/// A string that is unlikely to name anything.
pub(super) fn text(rng: &mut fastrand::Rng) -> String {
    let all = [
        "nothing",
        "",
        " ",
        ".",
        "..",
        "a/b",
        "%",
        "null",
        "-1",
        "0",
        "1.5",
        "1e9",
        "99999999999999999999",
        "true",
        "ä\u{0}\u{7f}",
        "🦀",
        "891dcbfc9141415d9b2a2238a6cc012d",
        "{891dcbfc-9141-415d-9b2a-2238a6cc012d}",
        "891dcbfc-9141-415d-9b2a-2238a6cc012",
        "parent_record",
        "entry_id",
        "path",
        "$and",
    ];
    let chosen = all[rng.usize(..all.len())];
    if rng.u8(..) < 5 { "x".repeat(5_000) } else { chosen.to_owned() }
}

/// Any JSON.
pub(super) fn json(rng: &mut fastrand::Rng, depth: usize) -> Value {
    match rng.u8(..12) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(f64::MAX),
        4 => json!(-0.5),
        5 | 6 => json!(text(rng)),
        7 if depth < 3 => (0..rng.usize(..3)).map(|_| json(rng, depth + 1)).collect(),
        8 if depth < 3 => {
            let members = (0..rng.usize(..3)).map(|_| (text(rng), json(rng, depth + 1)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        9 => (0..80).fold(json!(1), |inner, _| json!([inner])),
        10 => json!([]),
        _ => json!({}),
    }
}

/// Changes one place in the JSON.
pub(super) fn damaged(value: &mut Value, rng: &mut fastrand::Rng) {
    // Mostly further down.
    if rng.u8(..) < 200 {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let i = rng.usize(..members.len());
                if let Some((_, member)) = members.iter_mut().nth(i) {
                    return damaged(member, rng);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                let i = rng.usize(..items.len());
                return damaged(&mut items[i], rng);
            }
            _ => {}
        }
    }
    match (value, rng.u8(..6)) {
        (Value::Object(members), 0 | 1) if !members.is_empty() => {
            let name = members.keys().nth(rng.usize(..members.len())).cloned();
            name.and_then(|name| members.remove(&name));
        }
        (Value::Object(members), 2 | 3) => {
            members.insert(text(rng), json(rng, 0));
        }
        (Value::Array(items), 0 | 1) => {
            let item = items.first().cloned().unwrap_or_else(|| json(rng, 0));
            items.push(item);
        }
        (Value::String(text), 0) => text.push_str(" \u{202e}"),
        (Value::String(text), 1) => *text = text.to_uppercase(),
        (value, 2) => *value = json!([value.take()]),
        (value, 3) => *value = json!({"value": value.take()}),
        (value, _) => *value = json(rng, 0),
    }
}

/// Changes the bytes of a body, which is rarely JSON afterwards.
pub(super) fn damaged_bytes(bytes: &mut Vec<u8>, rng: &mut fastrand::Rng) {
    let at = rng.usize(..bytes.len());
    match rng.u8(..5) {
        0 => bytes.truncate(at),
        1 => bytes[at] = rng.u8(..),
        2 => bytes.insert(at, rng.u8(..)),
        3 => bytes.extend_from_slice(b"{}"),
        // A member twice.
        _ => *bytes = [b"{\"data\":1,", bytes.get(1..).unwrap_or_default()].concat(),
    }
}
