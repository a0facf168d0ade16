//! The second stage: resolves keys and values to their meaning. A value that cannot be resolved is
//! an error and leaves a gap that the later stages tolerate.

mod known;
mod option;
mod record;

use syn::Path;

pub(crate) use known::{Known, Reference};
pub(crate) use option::{Choice, Name, Options};
pub(crate) use record::{Access, Attribute, Fallback, Field, Record, kind_ident};

use crate::diagnostics::{Diagnostics, suggestion};
use crate::parse::Text;

/// Returns the case with this name.
fn choose<T: Copy>(text: &Text, known: &[(&str, T)], errors: &Diagnostics) -> Option<T> {
    let name = text.text();
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, case)| *case);
    if found.is_none() {
        let known: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        errors.error(&text.value, format!("unknown case `{name}`{}", suggestion(&name, &known)));
    }
    found
}

/// Parses a path in a string.
pub(crate) fn parse_path(
    text: &Text,
    what: &str,
    example: &str,
    errors: &Diagnostics,
) -> Option<Path> {
    let path = text.value.parse_with(Path::parse_mod_style);
    if path.is_err() {
        errors.error(
            &text.value,
            format!(
                "`{}` is not a path to {what}; use the form `{} = \"{example}\"`",
                text.text(),
                text.key
            ),
        );
    }
    path.ok()
}

/// The message about a string that is not an ID, but may be the value of another key.
fn no_id(said: &Text, of: &str, other: &str, may_be_other: bool) -> String {
    const EXAMPLE: &str = "41252299-f8c7-4b5e-99c9-4ff8321d2f96";
    let text = said.text();
    if text.is_empty() {
        return format!("the ID is empty; write a UUID, as in `id = \"{EXAMPLE}\"`");
    }
    if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let groups = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
        return format!(
            "`{text}` is an {of} ID without hyphens; write `id = \"{}\"`",
            groups.join("-")
        );
    }
    let wrong = format!("`{text}` is not an {of} ID");
    if may_be_other {
        return format!("{wrong} (a UUID); for a {other} write `{other} = \"{text}\"`");
    }
    format!("{wrong}; write a UUID, as in `id = \"{EXAMPLE}\"`")
}
