//! The alternative form in which unique strings can be stored.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The trimmed string, in the Unicode form NFKC, in upper case.
pub(crate) fn other_form(text: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    // Upper-casing can leave the form, so the string is normalized again.
    nfkc.normalize(&nfkc.normalize(text).trim().to_uppercase()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizing_twice_changes_nothing() {
        for (text, form) in [
            (" c-1\u{a0}", "C-1"),
            ("ﬁn", "FIN"),
            ("e\u{301}", "É"),
            ("straße", "STRASSE"),
            ("Ⅷ", "VIII"),
            ("", ""),
        ] {
            assert_eq!(other_form(text), form);
            assert_eq!(other_form(form), form);
        }
    }
}
