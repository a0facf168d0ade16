//! Turns names of Rust code into slugs and titles, as `rename_all` of the derives does.

/// Splits a name into lower-case words: `InProgress` and `in_progress` are `in`, `progress`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = '_';
    let mut chars = name.chars().peekable();
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

/// The case of slugs that are made from the names of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlugCase {
    /// `job_title`
    #[default]
    Snake,
    /// `job-title`
    Kebab,
}

impl SlugCase {
    /// The cases, each with its name in `rename_all`.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("snake_case", Self::Snake), ("kebab-case", Self::Kebab)];

    /// Returns the slug of a field with this name.
    #[must_use]
    pub fn slug_of(self, field: &str) -> String {
        match self {
            Self::Snake => field.to_owned(),
            Self::Kebab => field.replace('_', "-"),
        }
    }
}

/// The case of titles that are made from the names of variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TitleCase {
    /// `InProgress`, the name itself.
    #[default]
    AsIs,
    /// `In Progress`
    Title,
    /// `In progress`
    Sentence,
    /// `inprogress`
    Lower,
    /// `INPROGRESS`
    Upper,
    /// `in_progress`
    Snake,
    /// `in-progress`
    Kebab,
    /// `IN_PROGRESS`
    ScreamingSnake,
}

impl TitleCase {
    /// The cases, each with its name in `rename_all`.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("Title Case", Self::Title),
        ("Sentence case", Self::Sentence),
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::AsIs),
        ("snake_case", Self::Snake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
    ];

    /// Returns the title of a variant with this name.
    #[must_use]
    pub fn title_of(self, variant: &str) -> String {
        let words = words(variant);
        match self {
            Self::AsIs => variant.to_owned(),
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
