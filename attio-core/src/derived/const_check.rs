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
        let mut message = Message::new();
        message.push(before);
        message.push(object);
        message.push(after);
        message.fail();
    }
}

/// Asserts that the attribute has each option of an enum: by ID if the variant has one, otherwise by
/// title. The message names all that are missing. It has `meant` before their similar titles, or `after` if
/// one of them has none.
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
    let mut missing = 0;
    let mut all_near = true;
    let mut i = 0;
    while i < titles.len() {
        if let Some((_, near)) = missing_option(titles, ids, known_titles, known_ids, i) {
            missing += 1;
            all_near &= near.is_some();
        }
        i += 1;
    }
    if missing == 0 {
        return;
    }
    let mut message = Message::new();
    let mut similar = Message::new();
    message.push(before);
    let mut named = 0;
    let mut i = 0;
    while i < titles.len() {
        if let Some((text, near)) = missing_option(titles, ids, known_titles, known_ids, i) {
            if named > 0 {
                let is_last = named + 1 == missing;
                message.push(if is_last { "\" or \"" } else { "\", \"" });
                similar.push(if is_last { "\" and \"" } else { "\", \"" });
            }
            message.push(text);
            if let Some(near) = near {
                similar.push(near);
            }
            named += 1;
        }
        i += 1;
    }
    if all_near {
        message.push(meant);
        message.push(similar.text());
        message.push("\"?");
    } else {
        message.push(after);
    }
    message.fail()
}

/// Returns the option at this index, and the title most similar to its own, if the attribute lacks it.
const fn missing_option<'t>(
    titles: &[&'t str],
    ids: &[&'t str],
    known_titles: &[&'t str],
    known_ids: &[&str],
    index: usize,
) -> Option<(&'t str, Option<&'t str>)> {
    let title = titles[index];
    if index < ids.len() && !ids[index].is_empty() {
        return if contains(known_ids, ids[index], true) { None } else { Some((ids[index], None)) };
    }
    if contains(known_titles, title, false) {
        return None;
    }
    Some((title, nearest(known_titles, title)))
}

/// Asserts that a field holds as many values as its attribute.
#[track_caller]
pub const fn assert_count(is_other: bool, message: &str) {
    if is_other {
        panic!("{}", message);
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

/// A message, joined from parts: a constant can show a message but not format one.
struct Message {
    bytes: [u8; Message::LONGEST],
    length: usize,
}

impl Message {
    /// A longer message is cut off.
    const LONGEST: usize = 4096;

    const fn new() -> Self {
        Self { bytes: [0; Self::LONGEST], length: 0 }
    }

    const fn push(&mut self, part: &str) {
        let part = part.as_bytes();
        let mut i = 0;
        while i < part.len() && self.length < Self::LONGEST {
            self.bytes[self.length] = part[i];
            self.length += 1;
            i += 1;
        }
    }

    const fn text(&self) -> &str {
        let bytes = self.bytes.split_at(self.length).0;
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            // It was cut within a character.
            Err(error) => match std::str::from_utf8(bytes.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        panic!("{}", self.text())
    }
}
