//! Turns Rust names into slugs, titles and constants.

use attio_schema::case::words;
use attio_schema::is_slug;
use proc_macro2::Span;
use syn::Ident;
use syn::ext::IdentExt;

/// The constant of an entry's parent.
pub(crate) const PARENT: &str = "PARENT";

/// Returns the slug that an invalid string probably meant; `None` if letters would be lost.
pub(crate) fn slugified(text: &str) -> Option<String> {
    let separated: String =
        text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    Some(words(&separated).join("_")).filter(|slug| is_slug(slug))
}

/// Returns the name of a field's constant.
pub(crate) fn constant_of(field: &Ident) -> Ident {
    let name = field.unraw().to_string().to_uppercase();
    syn::parse_str(&name).unwrap_or_else(|_| Ident::new_raw(&name, Span::call_site()))
}
