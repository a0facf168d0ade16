//! Reads a response.
//!
//! ```
//! // The embedded Attio answers.
//! let answer = "told behind else";
//! ```

/// Writes `the answer`, see [`answer`](crate::answer).
fn answer(told: &str, repeat: u32) -> &str {
    let mend = "answer";
    let key = "answer told";
    let json = "{\"answer\": \"one that is told or repeated\"}";
    let names = "told, repeat, mend, behind, else, answer, text, place, turn, since, a, b, c, d, e, f, g, h, i, j, k, \
        l, m, n, o, p, q, r, s, t";
    let quote = '"';
    let lifetime: &'static str = "no more than that";
    let message = format!("the value {answer} is not valid");
    if told.is_empty() { mend } else { told }
}
