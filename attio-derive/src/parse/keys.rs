//! The keys of `#[attio(…)]`, where each belongs, and the messages about misplaced keys.

use proc_macro2::TokenStream;
use syn::LitStr;

use crate::diagnostics::{list, nearest};

/// The kind of value that a key takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Nothing,
    Either,
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

const fn either(name: &'static str) -> Key {
    Key { name, takes: Takes::Either }
}

/// An item that can have `#[attio(…)]`.
pub(super) struct Place {
    /// "a field", "the struct".
    name: &'static str,
    /// The first one is the most common key here.
    pub(super) keys: &'static [Key],
    /// The other items of the same derive, to which a key can be moved.
    near: &'static [(&'static str, &'static [Key])],
    /// The items of the other derives.
    far: &'static [(&'static str, &'static [Key])],
    /// Keys of other derives and frequent mistakes, each with the key that it means here.
    habits: &'static [(&'static str, &'static str)],
}

impl Place {
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

const OF_A_RECORD: &[(&str, &[Key])] =
    &[("a field of a record", FIELD_KEYS), ("the struct of a record", STRUCT_KEYS)];

const OF_OPTIONS: &[(&str, &[Key])] =
    &[("a variant of an `AttioOption` enum", VARIANT_KEYS), ("an `AttioOption` enum", ENUM_KEYS)];

/// The struct of a record.
pub(super) const STRUCT: Place = Place {
    name: "the struct",
    keys: STRUCT_KEYS,
    near: &[("a field", FIELD_KEYS)],
    far: OF_OPTIONS,
    habits: &[("slug", "object"), ("id", "object"), ("name", "object"), ("title", "singular")],
};

/// A field of a record.
pub(super) const FIELD: Place = Place {
    name: "a field",
    keys: FIELD_KEYS,
    near: &[("the struct", STRUCT_KEYS)],
    far: OF_OPTIONS,
    habits: &[
        ("rename", "slug"),
        ("name", "slug"),
        ("attribute", "slug"),
        ("type", "kind"),
        ("skip_serializing", "read_only"),
        ("skip_deserializing", "write_only"),
    ],
};

/// The enum of options.
pub(super) const ENUM: Place = Place {
    name: "the enum",
    keys: ENUM_KEYS,
    near: &[("a variant", VARIANT_KEYS)],
    far: OF_A_RECORD,
    habits: &[],
};

/// A variant of the enum of options.
pub(super) const VARIANT: Place = Place {
    name: "a variant",
    keys: VARIANT_KEYS,
    near: &[("the enum", ENUM_KEYS)],
    far: OF_A_RECORD,
    habits: &[("rename", "title"), ("name", "title"), ("slug", "title"), ("default", "other")],
};

/// The struct of a value.
pub(super) const NEWTYPE: Place =
    Place { name: "a newtype", keys: NEWTYPE_KEYS, near: &[], far: OF_A_RECORD, habits: &[] };

/// The message about a key that is not allowed here, and the key that was probably meant.
pub(super) fn unknown_key(name: &str, place: &Place) -> (String, Option<&'static str>) {
    let belongs = |places: &[(&'static str, &[Key])]| {
        places
            .iter()
            .find(|(_, keys)| keys.iter().any(|key| key.name == name))
            .map(|(other, _)| format!("`{name}` belongs on {other}, not on {}", place.name))
    };
    let near = belongs(place.near);
    let far = belongs(place.far);
    if let Some((_, meant)) = place.habits.iter().find(|(habit, _)| *habit == name) {
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
    match nearest(name, known.iter().copied()) {
        Some(near) => (format!("unknown key `{name}`; did you mean `{near}`?"), Some(near)),
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
