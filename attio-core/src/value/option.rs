//! Enums of the options of a select attribute, or of the statuses of a status attribute.

use uuid::Uuid;

use super::ValueError;
use super::choice::read_title_and_id;
use crate::describe::{Options, ValueShape};
use crate::wire::{ValueReader, ValueWriter};

/// The title or ID that a variant is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKey<'a> {
    /// The title.
    Title(&'a str),
    /// The ID, written as a UUID.
    Id(&'static str),
}

impl<'a> OptionKey<'a> {
    /// Returns the title or the ID.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        match self {
            Self::Title(text) | Self::Id(text) => text,
        }
    }
}

/// An enum of the options of a select attribute, or of the statuses of a status attribute.
///
/// Derive it:
///
/// ```
/// use attio_core::AttioOption;
///
/// #[derive(AttioOption, Debug, PartialEq)]
/// enum Stage {
///     Lead,
///     #[attio(title = "In Progress")]
///     InProgress,
///     #[attio(title = "Won 🎉")]
///     Won,
///     /// Every other title.
///     #[attio(other)]
///     Other(String),
/// }
///
/// assert_eq!(Stage::InProgress.key().as_str(), "In Progress");
/// assert_eq!(Stage::from_title("Lost"), Some(Stage::Other("Lost".to_owned())));
/// ```
///
/// Implemented by `#[derive(AttioOption)]` only: it may get items in any version.
#[doc(alias = "enum")]
pub trait AttioOption: Sized {
    /// The titles of the variants, in declaration order; an `other` variant has none.
    const TITLES: &'static [&'static str];

    /// The IDs of the same variants, in the same order; empty for a variant that is written by
    /// title.
    #[doc(hidden)]
    const IDS: &'static [&'static str] = &[];

    /// Whether the workspace may lack the options of the same variants, in the same order.
    #[doc(hidden)]
    const AHEAD: &'static [bool] = &[];

    /// Whether a variant takes every other title.
    #[doc(hidden)]
    const HAS_OTHER: bool = false;

    /// A number for the set of options; 0 if it is not known.
    #[doc(hidden)]
    const FINGERPRINT: u64 = 0;

    /// Returns the title or ID that this variant is written as.
    fn key(&self) -> OptionKey<'_>;

    /// Returns the variant for an option with this title.
    fn from_title(title: &str) -> Option<Self>;

    /// Returns the variant that is written by this ID.
    fn from_id(id: Uuid) -> Option<Self>;
}

/// The shape of an enum: the derived `SHAPE`.
#[doc(hidden)]
#[must_use]
pub const fn option_shape<T: AttioOption>() -> ValueShape {
    ValueShape::choice(
        const {
            &Options {
                titles: T::TITLES,
                ids: T::IDS,
                ahead: T::AHEAD,
                has_other: T::HAS_OTHER,
                fingerprint: T::FINGERPRINT,
            }
        },
    )
}

/// Writes a variant: the body of the derived `WriteValue`.
#[doc(hidden)]
pub fn write_option<T: AttioOption>(option: &T, out: ValueWriter<'_>) -> Result<(), ValueError> {
    out.text(option.key().as_str())
}

/// Reads a variant: the body of the derived `ReadValue`.
#[doc(hidden)]
pub fn read_option<T: AttioOption>(value: ValueReader<'_>) -> Result<T, ValueError> {
    let (title, id) = read_title_and_id(value)?;
    // The ID first, because it stays the same when the title changes.
    T::from_id(id).or_else(|| T::from_title(&title)).ok_or_else(|| {
        ValueError::of_text(
            &title,
            format!(
                "one of the titles {}; a variant with `#[attio(other)]` accepts all others",
                quoted(T::TITLES)
            ),
        )
    })
}

fn quoted(titles: &[&str]) -> String {
    titles.iter().map(|title| format!("\"{title}\"")).collect::<Vec<_>>().join(", ")
}
