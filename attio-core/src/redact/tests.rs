use std::time::{Duration, Instant};

use super::*;

const SECRET: &str = "s3cr/et+of=the&call";

fn secrets() -> Secrets {
    Secrets::new([SECRET.into()])
}

fn redacted(text: &str) -> String {
    secrets().redact_string(text)
}

#[test]
fn a_secret_is_cut_out_and_the_rest_stays() {
    for (text, cut) in [
        ("", ""),
        ("a % of \\ and & more", "a % of \\ and & more"),
        ("Bearer s3cr/et+of=the&call.", "Bearer [REDACTED]."),
        ("x S3CR/ET+OF=THE&CALL y", "x [REDACTED] y"),
        (r#""s3cr\/et\u002Bof=the\u0026call""#, r#""[REDACTED]""#),
        ("?t=s3cr%2fet%2Bof%3Dthe%26call&x=1", "?t=[REDACTED]&x=1"),
        ("s3cr/et of=the&amp;call", "[REDACTED]"),
        ("<s3cr&#47;et&#x2B;of&equals;the&amp;call>", "<[REDACTED]>"),
        (r"s3cr\u00252fet\u00252Bof=the&amp;amp;call", "[REDACTED]"),
        // A backslash before each percent sign, in JSON.
        (r"\\%73\\%33cr\\%2fet\\%2bof\\%3dthe\\%26call", "[REDACTED]"),
        (r"\x733cr\57et+of=the&call", r"\x733cr\57et+of=the&call"),
        (r"\x733cr\057et+of=the&call", "[REDACTED]"),
        ("s3cr/et+of=th", "[REDACTED]"),
        ("s3cr/e is no secret", "s3cr/e is no secret"),
        ("s3cr/et+of=the&calls3cr/et+of=the&call", "[REDACTED]"),
        // Basic credentials: as the user name without a password, and as the password.
        ("Basic czNjci9ldCtvZj10aGUmY2FsbDo= for", "Basic [REDACTED]o= for"),
        ("Basic YWI6czNjci9ldCtvZj10aGUmY2FsbA== for", "Basic YWI6[REDACTED] for"),
        ("733363722f65742b6f663d7468652663616c6c", "[REDACTED]"),
    ] {
        assert_eq!(redacted(text), cut, "{text}");
    }
    let utf16: Vec<u8> = format!("<{SECRET}>").bytes().flat_map(|byte| [0, byte]).collect();
    assert_eq!(&*secrets().redact_bytes(&utf16), b"\0<\0[REDACTED]\0>");
}

#[test]
fn a_string_with_too_deeply_nested_escapes_is_redacted_whole() {
    let mut text = SECRET.replace('/', "%2F");
    for _ in 0..20 {
        text = text.replace('%', "%25");
    }
    assert_eq!(redacted(&text), ALL_REDACTED);
}

#[test]
fn a_secret_that_looks_like_escapes_is_found_in_each_form() {
    let secret = r"a%2Fb\u002Bc&amp;d";
    let secrets = Secrets::new([secret.into()]);
    for text in [
        secret.to_owned(),
        serde_json::to_string(secret).expect("a string"),
        secret.replace('&', "&amp;"),
        secret.replace('%', "%25").replace('\\', "%5C"),
    ] {
        let cut = secrets.redact_string(&*text);
        assert!(cut.trim_matches('"') == REDACTED, "{text}: {cut}");
    }
}

#[test]
fn short_secrets_are_not_looked_for() {
    let secrets = Secrets::new(["token".into(), "".into()]);
    assert_eq!(secrets.redact("the token"), "the token");
    assert_eq!(Secrets::default().redact(SECRET), SECRET);
}

#[test]
fn letters_of_other_scripts_are_found_in_either_case() {
    let secrets = Secrets::new(["Straße-Ünïcode".into()]);
    for text in ["STRASSE-ÜNÏCODE", "straße-ünïcode", "Stra%C3%9Fe-%c3%9cn&#239;code"] {
        assert_eq!(secrets.redact(text), REDACTED, "{text}");
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the work itself takes real time")]
fn large_bodies_take_little_time_whatever_they_contain() {
    let secrets = Secrets::new([SECRET.into(), "a".repeat(64).into(), "\\".repeat(64).into()]);
    for part in
        ["x", "a", "%25", "%", "\\", "\\u005c", "&#38;", "&#38;#38;", "&amp;", SECRET, "\0a"]
    {
        let body = part.repeat((1 << 18) / part.len());
        let began = Instant::now();
        let cut = secrets.redact_bytes(body.as_bytes());
        assert!(began.elapsed() < Duration::from_secs(5), "{part}: {:?}", began.elapsed());
        assert!(cut.len() < 1 << 20, "{part}");
    }
}

#[test]
fn a_part_of_a_secret_is_cut_out_wherever_it_begins() {
    let token = "9c1f4e7ab20d58e3c6b91f7aa4d2e80b5c3f6d1e9a7b4c8d2f0e1a3b5c7d9e6f";
    let secrets = Secrets::new([SecretString::from(token)]);
    for text in [
        format!("no such token: …{}", &token[1..]),
        format!("token ***{}", &token[20..]),
        format!("Bearer {}\r\n {}", &token[..24], &token[24..]),
        format!("{}<wbr>{}", &token[..30], &token[30..]),
        format!("{}\u{200b}{}", &token[..40], &token[40..]),
    ] {
        let shown = secrets.redact(text.as_str());
        let is_shown = |at: usize| shown.contains(&token[at..at + 16]);
        assert!(!(0..=token.len() - 16).any(is_shown), "{shown}");
    }
    assert_eq!(secrets.redact(&token[..7]), &token[..7], "too little to tell");
}
