//! Turns Rust names into slugs, titles and constants.

use attio_schema::is_slug;
use proc_macro2::Span;
use syn::Ident;
use syn::ext::IdentExt;

/// Splits an identifier into lower-case words: `InProgress` and `in_progress` are `in`, `progress`.
fn words(ident: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = '_';
    let mut chars = ident.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '_' || c == '-' || c.is_whitespace() {
            previous = '_';
            continue;
        }
        let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts =
            previous == '_' || (c.is_uppercase() && (!previous.is_uppercase() || next_is_lower));
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The case of slugs that are made from field names.
#[derive(Clone, Copy)]
pub(crate) enum SlugCase {
    Snake,
    Kebab,
}

impl SlugCase {
    pub(crate) const ALL: &'static [(&'static str, SlugCase)] =
        &[("snake_case", SlugCase::Snake), ("kebab-case", SlugCase::Kebab)];

    pub(crate) fn slug_of(self, field: &Ident) -> String {
        let name = field.unraw().to_string();
        match self {
            Self::Snake => name,
            Self::Kebab => name.replace('_', "-"),
        }
    }
}

/// The case of titles that are made from variant names.
#[derive(Clone, Copy)]
pub(crate) enum TitleCase {
    AsIs,
    Title,
    Sentence,
    Lower,
    Upper,
    Snake,
    Kebab,
    ScreamingSnake,
}

impl TitleCase {
    pub(crate) const ALL: &'static [(&'static str, TitleCase)] = &[
        ("Title Case", TitleCase::Title),
        ("Sentence case", TitleCase::Sentence),
        ("lowercase", TitleCase::Lower),
        ("UPPERCASE", TitleCase::Upper),
        ("PascalCase", TitleCase::AsIs),
        ("snake_case", TitleCase::Snake),
        ("kebab-case", TitleCase::Kebab),
        ("SCREAMING_SNAKE_CASE", TitleCase::ScreamingSnake),
    ];

    pub(crate) fn title_of(self, variant: &Ident) -> String {
        let name = variant.unraw().to_string();
        let words = words(&name);
        match self {
            Self::AsIs => name,
            Self::Title => words.iter().map(|w| capitalised(w)).collect::<Vec<_>>().join(" "),
            Self::Sentence => capitalised(&words.join(" ")),
            Self::Lower => words.concat(),
            Self::Upper => words.concat().to_uppercase(),
            Self::Snake => words.join("_"),
            Self::Kebab => words.join("-"),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
        }
    }
}

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
