//! Chooses idiomatic Rust names.

use std::collections::HashSet;

use attio_schema::AttributeType;
use heck::{ToSnakeCase, ToUpperCamelCase};

/// Types, besides the value types, that generated code uses or that are well known: generated names
/// must not shadow them.
const TAKEN_TYPES: &[&str] = &[
    "Actor",
    "AttioOption",
    "AttioRecord",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Record",
    "RecordRef",
    "Result",
    "Self",
    "Some",
    "Vec",
];

/// Words that need `r#` as an identifier.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that cannot be an identifier.
const NEVER: &[&str] = &["self", "super", "crate", "_"];

/// The names of one scope, each of which is unique.
pub(super) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    pub(super) fn of_types() -> Self {
        let values = AttributeType::ALL.iter().map(|kind| kind.value_type());
        Self { taken: TAKEN_TYPES.iter().copied().chain(values).map(str::to_owned).collect() }
    }

    pub(super) fn empty() -> Self {
        Self { taken: HashSet::new() }
    }

    /// Returns the first free name of: the name, the name with the ending, the name with a number.
    pub(super) fn take(&mut self, name: &str, ending: &str) -> String {
        let numbered = (2u32..).map(|number| {
            // Two adjacent digits would look like one number.
            let between = if name.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
            format!("{name}{between}{number}")
        });
        let candidates = [name.to_owned(), format!("{name}{ending}")];
        let mut free = candidates.into_iter().chain(numbered);
        let name = free.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}

/// Returns the name of a type.
pub(super) fn type_name(text: &str) -> String {
    let name = words(text).to_upper_camel_case();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("Object{name}")
    } else {
        name
    }
}

/// Returns the name of a variant.
pub(super) fn variant_name(title: &str) -> String {
    let name = words(title).to_upper_camel_case();
    if name.is_empty() || name == "Self" {
        format!("{name}Option")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{name}")
    } else {
        name
    }
}

/// Returns the name of a field, without `r#`.
pub(super) fn field_name(slug: &str) -> String {
    let name = words(slug).to_snake_case();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else if NEVER.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Returns the identifier of a field.
pub(super) fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Returns the singular of a slug, for the name of an options enum.
pub(super) fn singular(slug: &str) -> String {
    match slug {
        _ if slug.ends_with("ss") || slug.ends_with("us") || slug.ends_with("is") => {
            slug.to_owned()
        }
        _ => match (slug.strip_suffix("ies"), slug.strip_suffix('s')) {
            (Some(stem), _) => format!("{stem}y"),
            (None, Some(stem)) => stem.to_owned(),
            (None, None) => slug.to_owned(),
        },
    }
}

/// Converts a string to ASCII letters, digits and spaces; meaningful symbols become words.
fn words(text: &str) -> String {
    let mut words = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (place, character) in characters.iter().enumerate() {
        let before = words.trim_end().chars().last();
        let after_digit = before.is_some_and(|c| c.is_ascii_alphanumeric())
            && words.chars().any(|c| c.is_ascii_digit());
        let before_digit =
            characters[place + 1..].iter().find(|c| !matches!(c, ' ' | '$' | '€' | '£'));
        match character {
            c if c.is_ascii_alphanumeric() => words.push(*c),
            '-' | '–' | '—' if after_digit && before_digit.is_some_and(char::is_ascii_digit) => {
                words.push_str(" to ");
            }
            '+' => words.push_str(" plus "),
            '&' => words.push_str(" and "),
            '%' => words.push_str(" percent "),
            '<' => words.push_str(" under "),
            '>' => words.push_str(" over "),
            '\'' | '’' => {}
            c => match folded(*c) {
                Some(letters) => words.push_str(letters),
                None => words.push(' '),
            },
        }
    }
    words
}

/// Converts a letter with diacritics to ASCII.
fn folded(character: char) -> Option<&'static str> {
    Some(match character {
        'ä' | 'æ' => "ae",
        'Ä' | 'Æ' => "Ae",
        'ö' | 'œ' => "oe",
        'Ö' | 'Œ' => "Oe",
        'ü' => "ue",
        'Ü' => "Ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "A",
        'ç' => "c",
        'Ç' => "C",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'È' | 'É' | 'Ê' | 'Ë' => "E",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' => "O",
        'ù' | 'ú' | 'û' => "u",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_variants() {
        assert_eq!(type_name("Person"), "Person");
        assert_eq!(type_name("sales order"), "SalesOrder");
        assert_eq!(type_name("3D model"), "Object3dModel");
        assert_eq!(type_name("顧客"), "Object");
        assert_eq!(variant_name("Won 🎉"), "Won");
        assert_eq!(variant_name("In Progress"), "InProgress");
        assert_eq!(variant_name("1-10"), "N1To10");
        assert_eq!(variant_name("$1M-$10M"), "N1mTo10m");
        assert_eq!(variant_name("100K+"), "N100kPlus");
        assert_eq!(variant_name("B2B & B2C"), "B2bAndB2c");
        assert_eq!(variant_name("Gemäß"), "Gemaess");
        assert_eq!(variant_name("self"), "SelfOption");
        assert_eq!(variant_name("🎉"), "Option");
    }

    #[test]
    fn fields() {
        assert_eq!(identifier(&field_name("type")), "r#type");
        assert_eq!(field_name("self"), "self_");
        assert_eq!(field_name("my-attribute"), "my_attribute");
        assert_eq!(field_name("2nd_name"), "_2nd_name");
        assert_eq!(singular("categories"), "category");
        assert_eq!(singular("tags"), "tag");
        assert_eq!(singular("status"), "status");
    }

    #[test]
    fn a_name_is_unique() {
        let mut scope = Scope::of_types();
        assert_eq!(scope.take("Location", "Record"), "LocationRecord");
        assert_eq!(scope.take("Location", "Record"), "Location2");
        assert_eq!(scope.take("Deal", "Record"), "Deal");
    }
}
