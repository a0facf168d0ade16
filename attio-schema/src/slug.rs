//! The form of slugs and IDs.

/// Returns whether the string has the form of a slug.
///
/// A slug has ASCII lower-case letters, digits, `_` and `-`, and is not empty. Attio does not publish
/// its rule; these are the characters in the slugs of real workspaces.
///
/// ```
/// assert!(attio_schema::is_slug("email_addresses"));
/// assert!(!attio_schema::is_slug("E-mail addresses"));
/// ```
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}

/// Returns whether the string has the form of an ID: a UUID with hyphens, such as
/// `41252299-f8c7-4b5e-99c9-4ff8321d2f96`.
///
/// ```
/// assert!(attio_schema::is_uuid("41252299-f8c7-4b5e-99c9-4ff8321d2f96"));
/// assert!(!attio_schema::is_uuid("41252299f8c74b5e99c94ff8321d2f96"));
/// ```
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
