//! The other form in which unique strings can be stored.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text without spaces at its ends, in the Unicode form NFKC, in upper case.
pub(crate) fn other_form(text: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    // Upper case can leave the form: it is made again.
    nfkc.normalize(&nfkc.normalize(text).trim().to_uppercase()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_its_own_form() {
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
