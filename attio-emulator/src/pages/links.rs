//! The addresses of pages, and links in values.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use crate::store::{Record, Store, Target};

/// The characters that are encoded in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The segments of a path, decoded. A slash at the end makes no difference.
pub(super) fn segments(path: &str) -> Vec<String> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    if path.is_empty() {
        return Vec::new();
    }
    path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect()
}

fn path(segments: &[&str]) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
    }
    path
}

/// The page of an object.
pub(super) fn object(store: &Store, object: &Target) -> String {
    path(&[&store.slug, object.slug()])
}

/// The page of a record, without scheme and host, because a tunnel may change them.
pub(super) fn record(store: &Store, object: &Target, record: &Record) -> String {
    let id = record.id.to_string();
    let ends = (std::iter::once(store.slug.as_str()), std::iter::once(id.as_str()));
    path(&ends.0.chain(object.web_path()).chain(ends.1).collect::<Vec<_>>())
}

/// The `mailto:` link of an address.
pub(super) fn mail(local: &str, domain: &str) -> String {
    let local = utf8_percent_encode(local, SEGMENT);
    format!("mailto:{local}@{}", utf8_percent_encode(domain, SEGMENT))
}

/// The link of a string that consists of a web address. Other schemes never become links, because
/// `javascript:` and `data:` are scripts.
pub(super) fn web(text: &str) -> Option<String> {
    // The parser would drop tabs and line breaks.
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    is_web.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(web("https://example.com/a?b"), Some("https://example.com/a?b".to_owned()));
        for text in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "//example.com",
            "see https://example.com",
            "https://",
            "",
        ] {
            assert_eq!(web(text), None, "{text}");
        }
    }

    #[test]
    fn paths_are_encoded_and_decoded() {
        let path = path(&["a/b", "c d?#%", "é"]);
        assert_eq!(path, "/a%2Fb/c%20d%3F%23%25/%C3%A9");
        assert_eq!(segments(&path), ["a/b", "c d?#%", "é"]);
        assert_eq!(segments("/"), Vec::<String>::new());
        assert_eq!(segments("/a/"), ["a"]);
    }

    #[test]
    fn an_address_cannot_add_to_a_mail() {
        assert_eq!(mail("a?cc=b&x", "example.com"), "mailto:a%3Fcc%3Db%26x@example.com");
    }
}
