//! Compares strings without case, as filters do: letter by letter, in any language.

use std::cmp::Ordering;

/// The string in lower case.
pub(crate) fn folded(text: &str) -> String {
    letters(text).collect()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// The order without case.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    // Byte by byte, as far as both strings are ASCII.
    let same = |(a, b): &(u8, u8)| a.is_ascii() && a.eq_ignore_ascii_case(b);
    let start = a.bytes().zip(b.bytes()).take_while(same).count();
    match (a.as_bytes().get(start), b.as_bytes().get(start)) {
        (Some(a), Some(b)) if a.is_ascii() && b.is_ascii() => {
            a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase())
        }
        (Some(_), Some(_)) => {
            letters(a.get(start..).unwrap_or(a)).cmp(letters(b.get(start..).unwrap_or(b)))
        }
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// The string that a filter searches for.
#[derive(Clone, Debug)]
pub(crate) struct Needle(String);

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        Self(folded(text))
    }

    /// The string in lower case.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn equals(&self, text: &str) -> bool {
        if text.is_ascii() {
            return text.eq_ignore_ascii_case(&self.0);
        }
        letters(text).eq(self.0.chars())
    }

    pub(crate) fn is_start_of(&self, text: &str) -> bool {
        if text.is_ascii() {
            let start = text.as_bytes().get(..self.0.len());
            return start.is_some_and(|start| start.eq_ignore_ascii_case(self.0.as_bytes()));
        }
        folded(text).starts_with(&self.0)
    }

    pub(crate) fn is_end_of(&self, text: &str) -> bool {
        if text.is_ascii() {
            let from = text.len().checked_sub(self.0.len());
            let end = from.and_then(|from| text.as_bytes().get(from..));
            return end.is_some_and(|end| end.eq_ignore_ascii_case(self.0.as_bytes()));
        }
        folded(text).ends_with(&self.0)
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        let needle = self.0.as_bytes();
        let Some(first) = needle.first() else { return true };
        if !text.is_ascii() {
            return folded(text).contains(&self.0);
        }
        let same = |window: &[u8]| {
            window.first().is_some_and(|byte| byte.to_ascii_lowercase() == *first)
                && window.eq_ignore_ascii_case(needle)
        };
        text.as_bytes().windows(needle.len()).any(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        for (text, needle) in [("Acme GmbH", "acme gmbh"), ("ÄRZTE", "ärzte"), ("ΟΔΟΣ", "οδοσ")]
        {
            let needle = Needle::new(needle);
            assert!(needle.equals(text) && needle.is_in(text), "{text}");
            assert!(needle.is_start_of(text) && needle.is_end_of(text), "{text}");
        }
        assert_eq!(compare("Zebra", "apple"), Ordering::Greater);
        assert_eq!(compare("ABC", "abc"), Ordering::Equal);
    }

    #[test]
    fn parts() {
        let needle = Needle::new("Ab");
        assert!(needle.is_in("xxaBxx") && needle.is_start_of("ABc") && needle.is_end_of("cAB"));
        assert!(!needle.is_in("a b") && !needle.is_start_of("cab") && !needle.is_end_of("b"));
        assert!(!needle.is_in("a") && !needle.is_start_of("") && !needle.equals("abc"));
        // The Kelvin sign is a `k` in lower case; only one of the two is ASCII.
        assert!(Needle::new("\u{212a}").equals("K"));
        assert!(Needle::new("k").equals("\u{212a}"));
    }

    #[test]
    fn the_empty_string_is_in_every_string() {
        let needle = Needle::new("");
        assert!(needle.is_in("") && needle.is_in("x") && needle.is_end_of("ä"));
        assert!(!needle.equals("x"));
    }
}
