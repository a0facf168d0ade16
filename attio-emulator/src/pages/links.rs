//! The addresses of pages, and links in values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::{Url, form_urlencoded};

use crate::store::{Attribute, Record, Store, Target};

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

fn path<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        path.extend(utf8_percent_encode(segment.as_ref(), SEGMENT));
    }
    path
}

/// The first segment, after the workspace, of the pages of lists and their entries.
pub(super) const LISTS: &str = "lists";

/// The maximum length of a slug in the links of lists, which a page can contain hundreds of times.
const MAX_SLUG: usize = 200;

/// The slug of a list, or its ID if the slug does not fit in a path.
fn list_segment(list: &Target) -> Cow<'_, str> {
    match list.slug() {
        "" | "." | ".." => Cow::Owned(list.id.to_string()),
        slug if slug.len() > MAX_SLUG => Cow::Owned(list.id.to_string()),
        slug => Cow::Borrowed(slug),
    }
}

/// The slug of an attribute as a parameter, or its ID if the slug is long.
pub(super) fn attribute_parameter(attribute: &Attribute) -> &str {
    let slug = attribute.slug();
    if slug.len() > MAX_SLUG { &attribute.model.id } else { slug }
}

/// The segments of the pages of records or entries, between the workspace and the ID.
pub(super) fn segments_before_id(target: &Target) -> Vec<Cow<'_, str>> {
    match target.list() {
        Some(_) => vec![Cow::Borrowed(LISTS), list_segment(target)],
        None => target.web_path().into_iter().map(Cow::Borrowed).collect(),
    }
}

/// The page of an object or a list.
pub(super) fn target(store: &Store, target: &Target) -> String {
    match target.list() {
        Some(_) => path([store.slug.as_str(), LISTS, list_segment(target).as_ref()]),
        None => path([store.slug.as_str(), target.slug()]),
    }
}

/// The page of a record or an entry, without scheme and host, because a tunnel may change them.
pub(super) fn record(store: &Store, target: &Target, record: &Record) -> String {
    let (workspace, id) = (Cow::Borrowed(store.slug.as_str()), record.id.to_string());
    let mut all = vec![workspace];
    all.extend(segments_before_id(target));
    all.push(Cow::Owned(id));
    path(all)
}

/// The address with these parameters.
pub(super) fn with_query(href: &str, parameters: &[(&str, &str)]) -> String {
    if parameters.is_empty() {
        return href.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{href}?{query}")
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
        let path = path(["a/b", "c d?#%", "é"]);
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
