//! The description of a struct's fields in generated code: static tables, no code.

use attio_schema::{AttributeType, is_uuid};
use uuid::Uuid;

/// A field of a struct, and its attribute.
#[derive(Debug)]
pub struct Field {
    /// The name of the field in the struct.
    pub name: &'static str,
    /// The slug or the ID that requests are keyed by.
    pub key: &'static str,
    /// The start of the attribute in the request body: the key as JSON, a colon, a bracket.
    pub prefix: &'static str,
    /// The slug that responses are keyed by, if known.
    pub slug: Option<&'static str>,
    /// The attribute type that the field pins.
    pub kind: Option<AttributeType>,
    /// The other facts about the attribute that the run-time check and `ensure` use.
    pub about: About,
}

/// The other settings of a field.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Whether records can be matched by it.
    pub unique: bool,
    /// Whether only Attio writes it.
    pub read_only: bool,
    /// Whether it is not read.
    pub write_only: bool,
    /// Whether `ensure` makes it required.
    pub required: bool,
    /// The title that `ensure` sets.
    pub title: Option<&'static str>,
    /// The description that `ensure` sets.
    pub description: Option<&'static str>,
    /// The currency that `ensure` sets.
    pub currency: Option<&'static str>,
}

/// No other settings.
pub const PLAIN: About = About {
    unique: false,
    read_only: false,
    write_only: false,
    required: false,
    title: None,
    description: None,
    currency: None,
};

/// The settings of a struct.
#[derive(Clone, Copy, Debug)]
pub struct StructAbout {
    /// Whether it is partial, and cannot be created.
    pub partial: bool,
    /// The singular noun for a record.
    pub singular: Option<&'static str>,
    /// The plural noun for records.
    pub plural: Option<&'static str>,
    /// The parent of an entry: an object, by its slug or ID. `None` for any object.
    pub parent: Option<&'static str>,
    /// The name of the struct.
    pub name: &'static str,
}

/// The number of values that the type of a field holds, and their type.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The number of values.
    pub count: Count,
    /// The type of one value.
    pub value: ValueShape,
}

impl Shape {
    /// Nothing is known about the type: the user's code reads and writes it.
    pub const UNKNOWN: Self = Self { count: Count::Unknown, value: ValueShape::UNKNOWN };

    pub(crate) const fn new(count: Count, value: ValueShape) -> Self {
        Self { count, value }
    }
}

/// The number of values that the type of a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly one.
    One,
    /// None or one.
    Optional,
    /// Any number.
    Many,
    /// Not known.
    Unknown,
}

/// The attributes that a value type fits.
#[derive(Clone, Copy, Debug)]
pub struct ValueShape {
    /// The attribute types that it fits, the most natural one first; empty if not known.
    pub fits: &'static [AttributeType],
    /// The options of an enum.
    pub options: Option<&'static Options>,
    /// The object that a reference points to.
    pub object: Option<&'static str>,
}

/// The options that an enum knows.
#[derive(Debug)]
pub struct Options {
    /// The titles.
    pub titles: &'static [&'static str],
    /// The IDs, in the same order; empty for an option that is written by its title. The slice is
    /// empty if all are.
    pub ids: &'static [&'static str],
    /// Whether the workspace may lack the option, in the same order; the slice is empty if no
    /// option may be missing.
    pub ahead: &'static [bool],
    /// Whether a variant takes every other title.
    pub has_other: bool,
    /// The sum of the hashes of the titles or, if each option has an ID, of the IDs; 0 otherwise.
    pub fingerprint: u64,
}

impl ValueShape {
    /// Nothing is known about the type.
    pub const UNKNOWN: Self = Self::of(&[]);

    /// A type that fits these attribute types.
    pub const fn of(fits: &'static [AttributeType]) -> Self {
        Self { fits, options: None, object: None }
    }

    /// An enum of options.
    pub const fn choice(options: &'static Options) -> Self {
        Self { options: Some(options), ..Self::of(&[AttributeType::Select, AttributeType::Status]) }
    }

    /// Returns the title of each option, and the ID if the option is written by ID.
    pub(crate) fn choices(self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        self.options.into_iter().flat_map(Options::iter)
    }

    /// A reference to a record of an object.
    pub const fn reference(object: &'static str) -> Self {
        Self { object: Some(object), ..Self::of(&[AttributeType::RecordReference]) }
    }
}

impl Options {
    /// Returns the title of each option, and the ID if the option is written by ID.
    fn iter(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        let ids = self.ids.iter().copied().map(Some).chain(std::iter::repeat(None));
        let titles = self.titles.iter().copied();
        titles.zip(ids).map(|(title, id)| (title, id.filter(|id| !id.is_empty())))
    }
}

impl Field {
    /// A field whose name is the attribute's slug, and which pins no attribute type.
    #[must_use]
    pub const fn plain(name: &'static str, prefix: &'static str) -> Self {
        Self { name, key: name, prefix, slug: Some(name), kind: None, about: PLAIN }
    }
}

/// Returns whether a struct's object, a slug or an ID, is the one with this slug and this ID.
///
/// It is `None` if the slug or ID to compare it with is not known.
pub(crate) fn is_same_target(object: &str, slug: Option<&str>, id: Option<Uuid>) -> Option<bool> {
    if is_uuid(object) {
        id.map(|id| object.parse() == Ok(id))
    } else {
        slug.map(|slug| object == slug)
    }
}

/// Does the same for an object that is also named by its slug or its ID.
pub(crate) fn names_same_target(object: &str, other: &str) -> Option<bool> {
    match other.parse() {
        Ok(id) if is_uuid(other) => is_same_target(object, None, Some(id)),
        _ => is_same_target(object, Some(other), None),
    }
}
