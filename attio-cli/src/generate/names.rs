//! Chooses idiomatic Rust names.

use std::collections::{HashMap, HashSet};

use attio_schema::AttributeType;
use heck::{ToSnakeCase, ToUpperCamelCase};

/// Types, besides the value types, that generated code uses or that are well known: generated names
/// must not shadow them.
const TAKEN_TYPES: &[&str] = &[
    "Actor",
    "AnyRecord",
    "AttioEntry",
    "AttioOption",
    "AttioRecord",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Entry",
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
const NEVER: &[&str] = &["self", "super", "crate"];

/// The variant for every other title.
pub(super) const OTHER: &str = "Other";

/// A name that is made from a title or a slug.
#[derive(Clone)]
pub(super) struct Wanted {
    name: String,
    /// Whether the name has every letter and digit of the string.
    is_whole: bool,
}

/// A kind of names, with the separator before a number.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Type,
    Field,
}

impl Style {
    fn numbered(self, name: &str, number: &str) -> String {
        match self {
            Self::Type => format!("{name}X{}", number.to_uppercase()),
            Self::Field => format!("{name}_{number}"),
        }
    }
}

/// Names each thing of a scope. `things` are pairs of a string that identifies the thing, and its wanted
/// name.
///
/// A name depends on nothing but its own string, except that things that want the same name all get
/// another one, with a number made from their strings. So an added thing never gets a name that had
/// another meaning before.
pub(super) fn name_all(style: Style, things: &[(String, Wanted)]) -> Vec<String> {
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for (_, Wanted { name, .. }) in things.iter().filter(|(_, wish)| wish.is_whole) {
        *wanted.entry(name).or_default() += 1;
    }
    let is_alone = |wish: &Wanted| wish.is_whole && wanted.get(&*wish.name) == Some(&1);
    let mut names: Vec<String> = things.iter().map(|(_, wish)| wish.name.clone()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    taken.extend(things.iter().filter(|(_, wish)| is_alone(wish)).map(|(_, it)| it.name.clone()));
    let mut others: Vec<usize> = (0..things.len()).filter(|at| !is_alone(&things[*at].1)).collect();
    others.sort_by(|a, b| things[*a].0.cmp(&things[*b].0));
    for at in others {
        let (string, wish) = &things[at];
        // A second attempt is needed only if somebody chose the strings for that.
        let mut free = (0u32..).map(|attempt| {
            style.numbered(&wish.name, &format!("{:08x}", number_of(string, attempt)))
        });
        names[at] = free.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(names[at].clone());
    }
    names
}

/// FNV-1a, whose result is the same on every machine and in every version.
fn number_of(text: &str, attempt: u32) -> u32 {
    let bytes = text.bytes().chain(attempt.to_le_bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Returns the name of a type; `numeric` goes before a digit, and `ending` after a name that is taken.
fn type_name(text: &str, numeric: &str, ending: &str) -> Wanted {
    let Words { text, is_whole } = words(text);
    let mut name = text.to_upper_camel_case();
    let is_empty = name.is_empty();
    if is_empty || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, numeric);
    }
    if is_taken(&name) {
        name.push_str(ending);
    }
    Wanted { name, is_whole: is_whole && !is_empty }
}

fn is_taken(name: &str) -> bool {
    let mut values = AttributeType::ALL.iter().map(|kind| kind.value_type());
    TAKEN_TYPES.contains(&name) || values.any(|taken| taken == name)
}

/// Returns the name of the struct of an object's records: its noun, or its slug if letters of the noun are
/// missing.
pub(super) fn record_name(noun: Option<&str>, slug: &str) -> Wanted {
    let noun = noun.map(|noun| type_name(noun, "Object", "Record"));
    noun.filter(|noun| noun.is_whole).unwrap_or_else(|| type_name(slug, "Object", "Record"))
}

/// Returns the name of a list, which is before those of its enums.
pub(super) fn list_name(slug: &str) -> Wanted {
    type_name(slug, "List", "")
}

/// Returns the name of the struct of a list's entries.
pub(super) fn entry_name(slug: &str) -> Wanted {
    let mut wanted = list_name(slug);
    wanted.name.push_str("Entry");
    wanted
}

/// Returns the name of the enum of an attribute's options, after the object or list.
pub(super) fn options_name(of: &Wanted, attribute: &str) -> Wanted {
    let Words { text, is_whole } = words(attribute);
    let own = text.to_upper_camel_case();
    let is_whole = is_whole && of.is_whole && !own.is_empty();
    let mut name = format!("{}{own}", of.name);
    if is_taken(&name) {
        name.push_str("Option");
    }
    Wanted { name, is_whole }
}

/// Returns the name of a variant.
pub(super) fn variant_name(title: &str) -> Wanted {
    let Words { text, is_whole } = words(title);
    let name = text.to_upper_camel_case();
    let is_empty = name.is_empty();
    let name = if is_empty || name == "Self" || name == OTHER {
        format!("{name}Option")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{name}")
    } else {
        name
    };
    Wanted { name, is_whole: is_whole && !is_empty }
}

/// Returns the name of a field, without `r#`. `taken` are words that cannot be a name here.
pub(super) fn field_name(slug: &str, taken: &[&str]) -> Wanted {
    let Words { text, is_whole } = words(slug);
    let name = text.to_snake_case();
    let is_empty = name.is_empty();
    let name = if is_empty {
        "attribute".to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else if NEVER.contains(&&*name) || taken.contains(&&*name) {
        format!("{name}_")
    } else {
        name
    };
    Wanted { name, is_whole: is_whole && !is_empty }
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

/// ASCII letters, digits and spaces.
struct Words {
    text: String,
    /// Whether no letter and no digit is missing.
    is_whole: bool,
}

/// Converts a string to words; meaningful signs become words, other signs are left out.
fn words(text: &str) -> Words {
    let mut words = String::new();
    let mut is_whole = true;
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
            '/' => words.push_str(" slash "),
            '=' => words.push_str(" equals "),
            '#' => words.push_str(" hash "),
            '*' => words.push_str(" star "),
            '@' => words.push_str(" at "),
            // An accent after its letter.
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            c => match folded(*c) {
                Some(letters) => words.push_str(letters),
                None => {
                    is_whole &= !c.is_alphanumeric();
                    words.push(' ');
                }
            },
        }
    }
    Words { text: words, is_whole }
}

/// Converts a letter with diacritics to ASCII.
fn folded(character: char) -> Option<&'static str> {
    const LETTERS: &[(&str, &str)] = &[
        ("ae", "äæ"),
        ("Ae", "ÄÆ"),
        ("oe", "öœ"),
        ("Oe", "ÖŒ"),
        ("ue", "ü"),
        ("Ue", "Ü"),
        ("ss", "ß"),
        ("th", "þ"),
        ("Th", "Þ"),
        ("a", "àáâãåāăą"),
        ("A", "ÀÁÂÃÅĀĂĄ"),
        ("c", "çćĉċč"),
        ("C", "ÇĆĈĊČ"),
        ("d", "ďđð"),
        ("D", "ĎĐÐ"),
        ("e", "èéêëēĕėęě"),
        ("E", "ÈÉÊËĒĔĖĘĚ"),
        ("g", "ĝğġģ"),
        ("G", "ĜĞĠĢ"),
        ("h", "ĥħ"),
        ("H", "ĤĦ"),
        ("i", "ìíîïĩīĭįı"),
        ("I", "ÌÍÎÏĨĪĬĮİ"),
        ("j", "ĵ"),
        ("J", "Ĵ"),
        ("k", "ķ"),
        ("K", "Ķ"),
        ("l", "ĺļľł"),
        ("L", "ĹĻĽŁ"),
        ("n", "ñńņň"),
        ("N", "ÑŃŅŇ"),
        ("o", "òóôõøōŏő"),
        ("O", "ÒÓÔÕØŌŎŐ"),
        ("r", "ŕŗř"),
        ("R", "ŔŖŘ"),
        ("s", "śŝşšș"),
        ("S", "ŚŜŞŠȘ"),
        ("t", "ţťŧț"),
        ("T", "ŢŤŦȚ"),
        ("u", "ùúûũūŭůűų"),
        ("U", "ÙÚÛŨŪŬŮŰŲ"),
        ("w", "ŵ"),
        ("W", "Ŵ"),
        ("y", "ýÿŷ"),
        ("Y", "ÝŸŶ"),
        ("z", "źżž"),
        ("Z", "ŹŻŽ"),
    ];
    LETTERS.iter().find(|(_, letters)| letters.contains(character)).map(|(ascii, _)| *ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(noun: &str) -> String {
        record_name(Some(noun), "customers").name
    }

    fn variant(title: &str) -> String {
        variant_name(title).name
    }

    fn field(slug: &str) -> String {
        field_name(slug, &["parent"]).name
    }

    #[test]
    fn types_and_variants() {
        assert_eq!(record("Person"), "Person");
        assert_eq!(record("sales order"), "SalesOrder");
        assert_eq!(record("3D model"), "Object3dModel");
        assert_eq!(record("Location"), "LocationRecord");
        assert_eq!(record("顧客"), "Customers");
        assert_eq!(entry_name("sales_pipeline").name, "SalesPipelineEntry");
        assert_eq!(entry_name("2024-deals").name, "List2024DealsEntry");
        let person = type_name("Person", "Object", "Record");
        assert_eq!(options_name(&person, "tier").name, "PersonTier");
        let actor = list_name("actor");
        assert_eq!(options_name(&actor, "ref").name, "ActorRefOption");
        assert_eq!(variant("Won 🎉"), "Won");
        assert_eq!(variant("In Progress"), "InProgress");
        assert_eq!(variant("1-10"), "N1To10");
        assert_eq!(variant("$1M-$10M"), "N1mTo10m");
        assert_eq!(variant("100K+"), "N100kPlus");
        assert_eq!(variant("B2B & B2C"), "B2bAndB2c");
        assert_eq!(variant("A/B"), "ASlashB");
        assert_eq!(variant("Gemäß"), "Gemaess");
        assert_eq!(variant("Zażółć"), "Zazolc");
        assert_eq!(variant("Cafe\u{301}s"), "Cafes");
        assert_eq!(variant("self"), "SelfOption");
        assert_eq!(variant("Other"), "OtherOption");
    }

    #[test]
    fn fields() {
        assert_eq!(identifier(&field("type")), "r#type");
        assert_eq!(field("self"), "self_");
        assert_eq!(field("Parent"), "parent_");
        assert_eq!(field("my-attribute"), "my_attribute");
        assert_eq!(field("2nd_name"), "_2nd_name");
        assert_eq!(field("_"), "attribute");
        assert_eq!(singular("categories"), "category");
        assert_eq!(singular("tags"), "tag");
        assert_eq!(singular("status"), "status");
    }

    fn all(titles: &[&str]) -> Vec<String> {
        let things: Vec<_> =
            titles.iter().map(|title| ((*title).to_owned(), variant_name(title))).collect();
        name_all(Style::Type, &things)
    }

    /// Neither the order of the titles nor an added one changes the name of another.
    #[test]
    fn a_name_depends_on_nothing_but_its_own_title() {
        let titles =
            ["Won", "A/B", "A-B", "受注", "失注", "Zażółć", "Zazolc", "Ärger 受注", "Ärger"];
        let names = all(&titles);
        assert_eq!(names[..2], ["Won", "ASlashB"]);
        assert_eq!(names[2], "AB");
        assert!(names[3].starts_with("OptionX") && names[4].starts_with("OptionX"), "{names:?}");
        assert!(names[5].starts_with("ZazolcX") && names[6].starts_with("ZazolcX"), "{names:?}");
        assert!(names[7].starts_with("AergerX") && names[8] == "Aerger", "{names:?}");
        let distinct: HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
        let mut reversed = titles;
        reversed.reverse();
        let mut other = all(&reversed);
        other.reverse();
        assert_eq!(other, names, "the order is irrelevant");
        for added in ["新規", "Lost", "ASlashB?", "Option", ""] {
            for at in 0..=titles.len() {
                let mut more = titles.to_vec();
                more.insert(at, added);
                let mut found = all(&more);
                found.remove(at);
                let changed: Vec<_> = found.iter().zip(&names).filter(|(a, b)| a != b).collect();
                // A title that wants the name of another one takes it from both.
                assert_eq!(changed.len(), usize::from(added == "ASlashB?"), "{added}: {changed:?}");
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let same = ("a".to_owned(), variant_name("Won"));
        let numbered = |attempt| format!("WonX{:08X}", number_of("a", attempt));
        let (first, second) = (numbered(0), numbered(1));
        let chosen = ("b".to_owned(), Wanted { name: first.clone(), is_whole: true });
        let names = name_all(Style::Type, &[same.clone(), chosen, same]);
        assert_eq!(names, [second, first, numbered(2)]);
        let fields = ["a-b", "a_b"].map(|slug| (slug.to_owned(), field_name(slug, &[])));
        let names = name_all(Style::Field, &fields);
        assert!(names.iter().all(|name| name.starts_with("a_b_")), "{names:?}");
    }
}
