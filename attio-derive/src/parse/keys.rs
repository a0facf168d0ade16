//! The keys of `#[attio(…)]`, where each belongs, and the messages about misplaced keys.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::diagnostics::{list, nearest};

/// The kind of value that a key takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Nothing,
    Either,
    /// A path to a struct, without quotes.
    Path,
}

/// A key that is allowed on an item.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
}

const fn text(name: &'static str) -> Key {
    Key { name, takes: Takes::Text }
}

const fn flag(name: &'static str) -> Key {
    Key { name, takes: Takes::Nothing }
}

const fn path(name: &'static str) -> Key {
    Key { name, takes: Takes::Path }
}

const fn either(name: &'static str) -> Key {
    Key { name, takes: Takes::Either }
}

/// An item that can have `#[attio(…)]`.
pub(super) struct Place {
    /// "a field", "the struct".
    name: &'static str,
    /// The name that tells it from an item of the other derive of structs.
    full_name: &'static str,
    /// The first one is the most common key here.
    pub(super) keys: &'static [Key],
    /// The other items of the same derive, to which a key can be moved.
    near: &'static [(&'static str, &'static [Key])],
    /// The items of the other derives.
    far: &'static [(&'static str, &'static [Key])],
    /// Keys of other derives and frequent mistakes, each with the key that it means here.
    habits: &'static [(&'static str, &'static str)],
    /// The key that `object` means on an entry.
    object: Option<&'static str>,
}

impl Place {
    /// The key with this name.
    pub(super) fn key(&self, name: &Ident) -> Option<&Key> {
        self.keys.iter().find(|key| name.unraw() == key.name)
    }

    /// The key that a frequent mistake means.
    fn meant(&self, name: &str) -> Option<&'static str> {
        let habit = self.habits.iter().find(|(habit, _)| *habit == name);
        habit.map(|(_, meant)| *meant).or(self.object.filter(|_| name == "object"))
    }

    /// The most common key here.
    pub(super) fn first(&self) -> &'static str {
        self.keys.first().map_or("", |key| key.name)
    }
}

const STRUCT_KEYS: &[Key] = &[
    text("object"),
    flag("partial"),
    text("rename_all"),
    text("crate"),
    text("schema"),
    text("singular"),
    text("plural"),
    flag("ahead"),
];

const ENTRY_KEYS: &[Key] = &[
    text("list"),
    path("parent"),
    flag("partial"),
    flag("ahead"),
    text("rename_all"),
    text("crate"),
    text("schema"),
    text("name"),
];

const FIELD_KEYS: &[Key] = &[
    text("slug"),
    text("id"),
    text("kind"),
    flag("unique"),
    flag("read_only"),
    flag("write_only"),
    flag("skip"),
    either("default"),
    text("with"),
    text("constant"),
    text("title"),
    text("description"),
    flag("required"),
    text("currency"),
    flag("ahead"),
];

const ENUM_KEYS: &[Key] = &[text("rename_all"), text("crate")];

const VARIANT_KEYS: &[Key] = &[text("title"), text("id"), flag("other"), flag("ahead")];

const NEWTYPE_KEYS: &[Key] = &[text("crate")];

const OF_STRUCTS: &[(&str, &[Key])] = &[
    ("a field of a record", FIELD_KEYS),
    ("the struct of a record", STRUCT_KEYS),
    ("the struct of an entry", ENTRY_KEYS),
];

/// The start of the names of structs in other derives.
const THE_STRUCT: &str = "the struct of";

const FAR_FROM_A_RECORD: &[(&str, &[Key])] = &[
    ("the struct of an entry", ENTRY_KEYS),
    ("a variant of an `AttioOption` enum", VARIANT_KEYS),
    ("an `AttioOption` enum", ENUM_KEYS),
];

const FAR_FROM_AN_ENTRY: &[(&str, &[Key])] = &[
    ("the struct of a record", STRUCT_KEYS),
    ("a variant of an `AttioOption` enum", VARIANT_KEYS),
    ("an `AttioOption` enum", ENUM_KEYS),
];

/// The struct of a record.
pub(super) const STRUCT: Place = Place {
    name: "the struct",
    full_name: "the struct of a record",
    keys: STRUCT_KEYS,
    near: &[("a field", FIELD_KEYS)],
    far: FAR_FROM_A_RECORD,
    habits: &[("slug", "object"), ("id", "object"), ("name", "object"), ("title", "singular")],
    object: None,
};

/// The struct of an entry whose `list` is not set.
pub(super) const ENTRY: Place = entry(Some("list"));

/// The struct of an entry whose `parent` is not set.
pub(super) const ENTRY_WITHOUT_PARENT: Place = entry(Some("parent"));

/// The struct of an entry whose `list` and `parent` are set.
pub(super) const WHOLE_ENTRY: Place = entry(None);

const fn entry(object: Option<&'static str>) -> Place {
    Place {
        name: "the struct",
        full_name: "the struct of an entry",
        keys: ENTRY_KEYS,
        near: &[("a field", FIELD_KEYS)],
        far: FAR_FROM_AN_ENTRY,
        habits: &[
            ("slug", "list"),
            ("id", "list"),
            ("parent_object", "parent"),
            ("title", "name"),
            ("singular", "name"),
            ("plural", "name"),
        ],
        object,
    }
}

/// A field of a record.
pub(super) const FIELD: Place =
    field("a field of a record", &[("the struct", STRUCT_KEYS)], FAR_FROM_A_RECORD);

/// A field of an entry.
pub(super) const ENTRY_FIELD: Place =
    field("a field of an entry", &[("the struct", ENTRY_KEYS)], FAR_FROM_AN_ENTRY);

const fn field(
    full_name: &'static str,
    near: &'static [(&'static str, &'static [Key])],
    far: &'static [(&'static str, &'static [Key])],
) -> Place {
    Place {
        name: "a field",
        full_name,
        keys: FIELD_KEYS,
        near,
        far,
        object: None,
        habits: &[
            ("rename", "slug"),
            ("name", "slug"),
            ("attribute", "slug"),
            ("type", "kind"),
            ("skip_serializing", "read_only"),
            ("skip_deserializing", "write_only"),
        ],
    }
}

/// The enum of options.
pub(super) const ENUM: Place = Place {
    name: "the enum",
    full_name: "the enum",
    keys: ENUM_KEYS,
    near: &[("a variant", VARIANT_KEYS)],
    far: OF_STRUCTS,
    habits: &[],
    object: None,
};

/// A variant of the enum of options.
pub(super) const VARIANT: Place = Place {
    name: "a variant",
    full_name: "a variant",
    keys: VARIANT_KEYS,
    near: &[("the enum", ENUM_KEYS)],
    far: OF_STRUCTS,
    habits: &[("rename", "title"), ("name", "title"), ("slug", "title"), ("default", "other")],
    object: None,
};

/// The struct of a value.
pub(super) const NEWTYPE: Place = Place {
    name: "a newtype",
    full_name: "a newtype",
    keys: NEWTYPE_KEYS,
    near: &[],
    far: OF_STRUCTS,
    habits: &[],
    object: None,
};

/// The message about a key that is not allowed here, and the key that was probably meant.
pub(super) fn unknown_key(name: &str, place: &Place) -> (String, Option<&'static str>) {
    let belongs = |places: &[(&'static str, &[Key])]| {
        places.iter().find(|(_, keys)| keys.iter().any(|key| key.name == name)).map(|(other, _)| {
            let this = if other.starts_with(THE_STRUCT) { place.full_name } else { place.name };
            format!("`{name}` belongs on {other}, not on {this}")
        })
    };
    let near = belongs(place.near);
    let far = belongs(place.far);
    if let Some(meant) = place.meant(name) {
        let wrong = near.or(far).unwrap_or_else(|| format!("unknown key `{name}`"));
        return (format!("{wrong}; did you mean `{meant}`?"), Some(meant));
    }
    if let Some(near) = near {
        return (format!("{near}; move it there"), None);
    }
    if let Some(far) = far {
        return (format!("{far}; remove it"), None);
    }
    let known: Vec<_> = place.keys.iter().map(|key| key.name).collect();
    let habits = place.habits.iter().map(|(habit, _)| *habit);
    let habits = habits.chain(place.object.map(|_| "object"));
    match nearest(name, known.iter().copied().chain(habits)) {
        Some(near) => {
            let near = place.meant(near).unwrap_or(near);
            (format!("unknown key `{name}`; did you mean `{near}`?"), Some(near))
        }
        None => (format!("unknown key `{name}`; {} takes {}", place.name, list(&known)), None),
    }
}

/// The key and value as they should have been written, with the value in quotes if it is a word.
pub(super) fn example(key: &str, tokens: &TokenStream) -> String {
    if syn::parse2::<LitStr>(tokens.clone()).is_ok() {
        return format!("{key} = {tokens}");
    }
    let value = tokens.to_string().replace(' ', "");
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':');
    if !value.is_empty() && value.chars().all(is_word) {
        return format!("{key} = \"{value}\"");
    }
    format!("{key} = \"…\"")
}
