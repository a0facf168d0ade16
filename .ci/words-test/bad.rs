//! [answer] Reads an answer
//! of the API.

/// [told] It is told to the caller.
/// It is
/// [repeat] repeated.
fn messages() {
    // [behind] The page behind it.
    /* [mend] Mends it. */
    let p = "{name} [told] was told to nobody here";
    let a = "[since] not sent again, since the deadline is over";
    let b = format!("the limiter gave \
         it [turn] no turn within {wait}");
    let c = r#"[else] use "x", or else "y""#;
    let d = '"'; // [text] Two texts.
    // ```
    // told in code
    // ```
    let f = "The commands are:
  attio told to nobody here
and [told] it is told to the caller";
    let e = "[but for] a quoted \"x\" is right, but for one\n[place] the next place is free";
}

#[doc = r#"
[answer] The answer of the API.

```
// told in code of a doc
```
"#]
struct Documented;
