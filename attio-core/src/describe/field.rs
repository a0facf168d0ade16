//! What generated code says of a struct's fields: static tables, no code.

use attio_schema::{AttributeType, is_uuid};
use uuid::Uuid;

/// One field of a struct and the attribute that it stands for.
#[derive(Debug)]
pub struct Field {
    /// The name of the field in the struct.
    pub name: &'static str,
    /// The slug or the ID that the request is keyed by.
    pub key: &'static str,
    /// The start of the attribute in the request body: the key as JSON, a colon, a bracket.
    pub prefix: &'static str,
    /// The slug that answers are keyed by, where it is known.
    pub slug: Option<&'static str>,
    /// The attribute type that the field pins.
    pub kind: Option<AttributeType>,
    /// What the run-time check and `ensure` know of the attribute besides.
    pub about: About,
}

/// What else was said of a field.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Records are matched by it.
    pub unique: bool,
    /// Only Attio writes it.
    pub read_only: bool,
    /// `ensure` makes it required.
    pub required: bool,
    /// The title that `ensure` gives it.
    pub title: Option<&'static str>,
    /// The description that `ensure` gives it.
    pub description: Option<&'static str>,
    /// The currency that `ensure` gives it.
    pub currency: Option<&'static str>,
}

/// Nothing else was said.
pub const PLAIN: About = About {
    unique: false,
    read_only: false,
    required: false,
    title: None,
    description: None,
    currency: None,
};

/// The settings of a struct.
#[derive(Clone, Copy, Debug)]
pub struct StructAbout {
    /// It is a view that cannot be created.
    pub partial: bool,
    /// What one record is called.
    pub singular: Option<&'static str>,
    /// What several records are called.
    pub plural: Option<&'static str>,
    /// The name of the struct.
    pub name: &'static str,
}

/// How many values the type of a field holds, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many.
    pub count: Count,
    /// What one is.
    pub value: ValueShape,
}

impl Shape {
    /// The type says nothing: its reading and writing is the user's own.
    pub const UNKNOWN: Self = Self { count: Count::Unknown, value: ValueShape::UNKNOWN };

    pub(crate) const fn new(count: Count, value: ValueShape) -> Self {
        Self { count, value }
    }
}

/// How many values the type of a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly one.
    One,
    /// None or one.
    Optional,
    /// Any number.
    Many,
    /// It is not known.
    Unknown,
}

/// What a value type stands for.
#[derive(Clone, Copy, Debug)]
pub struct ValueShape {
    /// The attribute types that it fits, the most natural one first; none where it is not known.
    pub fits: &'static [AttributeType],
    /// The titles of the options that an enum stands for.
    pub titles: &'static [&'static str],
    /// The IDs of those options, in the same order, empty where one is written by its title; none
    /// where all are.
    pub ids: &'static [&'static str],
    /// The object that a reference is to.
    pub object: Option<&'static str>,
}

impl ValueShape {
    /// The type says nothing.
    pub const UNKNOWN: Self = Self::of(&[]);

    /// A type that fits these attribute types.
    pub const fn of(fits: &'static [AttributeType]) -> Self {
        Self { fits, titles: &[], ids: &[], object: None }
    }

    /// An enum of options.
    pub const fn choice(titles: &'static [&'static str], ids: &'static [&'static str]) -> Self {
        Self { titles, ids, ..Self::of(&[AttributeType::Select, AttributeType::Status]) }
    }

    /// The options: the title, and the ID where an option is named by that.
    pub(crate) fn choices(self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        let ids = self.ids.iter().copied().map(Some).chain(std::iter::repeat(None));
        let titles = self.titles.iter().copied();
        titles.zip(ids).map(|(title, id)| (title, id.filter(|id| !id.is_empty())))
    }

    /// A reference to a record of an object.
    pub const fn reference(object: &'static str) -> Self {
        Self { object: Some(object), ..Self::of(&[AttributeType::RecordReference]) }
    }
}

impl Field {
    /// A field whose name is the attribute's slug, and which pins no attribute type.
    #[must_use]
    pub const fn plain(name: &'static str, prefix: &'static str) -> Self {
        Self { name, key: name, prefix, slug: Some(name), kind: None, about: PLAIN }
    }
}

/// Whether a struct's object, which is named by its slug or its ID, has this slug or this ID. `None` if
/// only the name of the other kind is known.
pub(crate) fn is_same_object(object: &str, slug: Option<&str>, id: Option<Uuid>) -> Option<bool> {
    if is_uuid(object) {
        id.map(|id| object.parse() == Ok(id))
    } else {
        slug.map(|slug| object == slug)
    }
}

/// The same for an object that is named by its slug or its ID, too.
pub(crate) fn names_same_object(object: &str, other: &str) -> Option<bool> {
    match other.parse() {
        Ok(id) if is_uuid(other) => is_same_object(object, None, Some(id)),
        _ => is_same_object(object, Some(other), None),
    }
}
