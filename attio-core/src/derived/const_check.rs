//! Compile-time assertions of generated code against the snapshot of the workspace.

use std::marker::PhantomData;

use crate::describe::Described;
use crate::value::{FitsWritten, Many, One, WriteField};

/// Facts about a type, as constants. A type without them gets the constants of [`Unknown`], so a type
/// that does not fit causes no second error.
#[derive(Debug)]
pub struct ConstFacts<T: ?Sized, K>(PhantomData<(K, T)>);

impl<T: Described> ConstFacts<T, ()> {
    /// The slug or ID of the target.
    pub const TARGET: &'static str = T::TARGET.name();
}

impl<T: WriteField> ConstFacts<T, ()> {
    /// The titles of the options of an enum; empty for other types.
    pub const TITLES: &'static [&'static str] = T::SHAPE.value.titles;
    /// The IDs of those options, in the same order; empty for an option without an ID.
    pub const IDS: &'static [&'static str] = T::SHAPE.value.ids;
    /// The slug or ID of the object that a value refers to.
    pub const REFERENT: &'static str = match T::SHAPE.value.object {
        Some(object) => object,
        None => "",
    };
}

impl<K, T: WriteField<Count = One, Value: FitsWritten<K>>> ConstFacts<T, K> {
    /// Whether the type of a field holds one value that fits the kind.
    pub const IS_ONE: bool = true;
}

impl<K, T: WriteField<Count = Many, Value: FitsWritten<K>>> ConstFacts<T, K> {
    /// Whether the type of a field holds any number of values that fit the kind.
    pub const IS_MANY: bool = true;
}

/// Fallback constants; an inherent constant of the same name takes precedence.
pub trait Unknown {
    /// There is no target.
    const TARGET: &'static str = "";
    /// There are no options.
    const TITLES: &'static [&'static str] = &[];
    /// There are no options.
    const IDS: &'static [&'static str] = &[];
    /// There is no object.
    const REFERENT: &'static str = "";
    /// It is unknown.
    const IS_ONE: bool = false;
    /// It is unknown.
    const IS_MANY: bool = false;
}

impl<T: ?Sized, K> Unknown for ConstFacts<T, K> {}

/// Asserts that a reference points to a record of one of the accepted objects. An empty object passes:
/// the struct has a mistake with its own error, or the value may refer to any object.
#[track_caller]
pub const fn assert_object(object: &str, accepted: &[&str], before: &str, after: &str) {
    if !object.is_empty() && !contains(accepted, object, true) {
        fail([before, object, after, "", ""]);
    }
}

/// Asserts that the attribute has each option of an enum: by ID if the variant has one, otherwise by
/// title. The message has `meant` before a similar title, or `after` if there is none.
#[track_caller]
pub const fn assert_options(
    titles: &[&str],
    ids: &[&str],
    known_titles: &[&str],
    known_ids: &[&str],
    before: &str,
    meant: &str,
    after: &str,
) {
    let mut i = 0;
    while i < titles.len() {
        if i < ids.len() && !ids[i].is_empty() {
            if !contains(known_ids, ids[i], true) {
                fail([before, ids[i], after, "", ""]);
            }
        } else if !contains(known_titles, titles[i], false) {
            match nearest(known_titles, titles[i]) {
                Some(near) => fail([before, titles[i], meant, near, "\"?"]),
                None => fail([before, titles[i], after, "", ""]),
            }
        }
        i += 1;
    }
}

/// Asserts that a field holds as many values as its attribute.
#[track_caller]
pub const fn assert_count(is_other: bool, message: &str) {
    if is_other {
        fail([message, "", "", "", ""]);
    }
}

const fn contains(texts: &[&str], text: &str, ignore_case: bool) -> bool {
    let mut i = 0;
    while i < texts.len() {
        if equal(texts[i].as_bytes(), text.as_bytes(), ignore_case) {
            return true;
        }
        i += 1;
    }
    false
}

const fn equal(one: &[u8], other: &[u8], ignore_case: bool) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut i = 0;
    while i < one.len() {
        let same =
            if ignore_case { one[i].eq_ignore_ascii_case(&other[i]) } else { one[i] == other[i] };
        if !same {
            return false;
        }
        i += 1;
    }
    true
}

/// Returns the string that takes the fewest changes to become `text`, if they are few.
const fn nearest<'t>(texts: &[&'t str], text: &str) -> Option<&'t str> {
    let mut found = None;
    // At most a third of the letters; one in short titles.
    let mut fewest = if text.len() < 4 { 2 } else { text.len() / 3 + 1 };
    let mut i = 0;
    while i < texts.len() {
        let changes = distance(texts[i].as_bytes(), text.as_bytes());
        if changes < fewest {
            (found, fewest) = (Some(texts[i]), changes);
        }
        i += 1;
    }
    found
}

/// Returns the number of bytes to change, add or remove, ignoring their case: Levenshtein's distance.
const fn distance(one: &[u8], other: &[u8]) -> usize {
    const LONGEST: usize = 64;
    if one.len() > LONGEST || other.len() > LONGEST {
        return usize::MAX;
    }
    // The distances of a prefix of `one` from every prefix of `other`.
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= other.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < one.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut j = 0;
        while j < other.len() {
            let replaced = diagonal + !one[i].eq_ignore_ascii_case(&other[j]) as usize;
            diagonal = row[j + 1];
            let changed = if row[j] < row[j + 1] { row[j] + 1 } else { row[j + 1] + 1 };
            row[j + 1] = if replaced < changed { replaced } else { changed };
            j += 1;
        }
        i += 1;
    }
    row[other.len()]
}

/// Panics with the parts joined, because a constant can show a message but not format one.
#[track_caller]
const fn fail(parts: [&str; 5]) -> ! {
    let mut message = [0; 1024];
    let mut length = 0;
    let mut part = 0;
    while part < parts.len() {
        let bytes = parts[part].as_bytes();
        let mut i = 0;
        while i < bytes.len() && length < message.len() {
            message[length] = bytes[i];
            length += 1;
            i += 1;
        }
        part += 1;
    }
    match std::str::from_utf8(message.split_at(length).0) {
        Ok(message) => panic!("{}", message),
        // It was cut within a character.
        Err(_) => panic!("{}", parts[0]),
    }
}
