//! Compile-time assertions of generated code against the snapshot of the workspace.

use std::cmp::Ordering;
use std::marker::PhantomData;

use attio_schema::AttributeType;

use crate::describe::{IsRecord, Options};
use crate::value::{FitsWritten, Many, One, ReadField, WriteField};

/// Facts about a type, as constants. A type without them gets the constants of [`Unknown`], so a type
/// that does not fit causes no second error.
#[derive(Debug)]
pub struct ConstFacts<T: ?Sized, K>(PhantomData<(K, T)>);

// Not for an entry, which is a mistake with its own error where a record is expected.
impl<T: IsRecord> ConstFacts<T, ()> {
    /// The slug or ID of a record's target.
    pub const TARGET: &'static str = T::TARGET.name();
}

impl<T: WriteField> ConstFacts<T, ()> {
    /// The options of an enum.
    pub const OPTIONS: Option<&'static Options> = T::SHAPE.value.options;
    /// The slug or ID of the object that a value refers to.
    pub const REFERENT: &'static str = match T::SHAPE.value.object {
        Some(object) => object,
        None => "",
    };
    /// The attribute types that a value is written as.
    pub const WRITTEN_AS: &'static [AttributeType] = T::SHAPE.value.fits;
}

impl<T: ReadField> ConstFacts<T, ()> {
    /// The attribute types that a value is read as.
    pub const READ_AS: &'static [AttributeType] = T::SHAPE.value.fits;
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
    const OPTIONS: Option<&'static Options> = None;
    /// There is no object.
    const REFERENT: &'static str = "";
    /// They are unknown.
    const WRITTEN_AS: &'static [AttributeType] = &[];
    /// They are unknown.
    const READ_AS: &'static [AttributeType] = &[];
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

/// The options of an attribute in the snapshot, and the words of the messages about them.
#[derive(Debug)]
pub struct KnownOptions<'a> {
    /// The titles.
    pub titles: &'a [&'a str],
    /// The IDs, in the same order.
    pub ids: &'a [&'a str],
    /// The titles of the archived options.
    pub archived: &'a [&'a str],
    /// Whether the titles are sorted, because there are too many to list.
    pub is_sorted: bool,
    /// Whether they are statuses.
    pub is_status: bool,
    /// Whether the field is read.
    pub is_read: bool,
    /// The fingerprints of an enum that has each option by its title, or each by its ID.
    pub all: [u64; 2],
    /// The same for an enum that has each option that is not archived.
    pub active: [u64; 2],
    /// The slug of the attribute.
    pub attribute: &'a str,
    /// The name of the type.
    pub name: &'a str,
    /// The path of the snapshot.
    pub file: &'a str,
}

/// Asserts that the attribute has each option of an enum: by ID if the variant has one, otherwise by
/// title. If the field is read and no variant takes other titles, it also asserts that the enum has each
/// option of the attribute. A type that is not an enum of options passes.
#[track_caller]
pub const fn assert_options(options: Option<&Options>, known: &KnownOptions<'_>) {
    let Some(options) = options else { return };
    // Comparing strings is slow in a constant, and most enums have the options of the attribute.
    if is_one_of(options.fingerprint, known.all)
        || ((options.has_other || !known.is_read) && is_one_of(options.fingerprint, known.active))
    {
        return;
    }
    let mut found = 0;
    let mut missing = false;
    // The first option to compare with: the enum often has them in the same order.
    let mut next = 0;
    let mut i = 0;
    while i < options.titles.len() {
        match known.place(options, i, next) {
            Some(place) => (found, next) = (found + 1, place + 1),
            None => missing |= !options.is_ahead(i),
        }
        i += 1;
    }
    if missing {
        fail_of_unknown(options, known);
    }
    // Variants have different titles, so if as many were found, each option has a variant.
    let has_each = options.ids.is_empty() && found == known.titles.len();
    if known.is_read && !options.has_other && !has_each {
        assert_each(options, known);
    }
}

const fn is_one_of(fingerprint: u64, known: [u64; 2]) -> bool {
    fingerprint != 0 && (fingerprint == known[0] || fingerprint == known[1])
}

impl Options {
    const fn is_ahead(&self, index: usize) -> bool {
        index < self.ahead.len() && self.ahead[index]
    }

    /// The ID that the option at this index is written by, or "" if there is none.
    const fn id(&self, index: usize) -> &'static str {
        if index < self.ids.len() { self.ids[index] } else { "" }
    }

    /// Returns whether a value of the option with this title and ID can be read.
    const fn reads(&self, title: &str, id: &str) -> bool {
        contains(self.titles, title, false) || (!id.is_empty() && contains(self.ids, id, true))
    }
}

impl KnownOptions<'_> {
    /// The index of the enum's option at the index `i`; `next` is where it probably is.
    const fn place(&self, options: &Options, i: usize, next: usize) -> Option<usize> {
        let id = options.id(i);
        match (id.is_empty(), self.is_sorted) {
            (true, true) => search(self.titles, options.titles[i]),
            (true, false) => find(self.titles, options.titles[i], false, next),
            (false, _) => find(self.ids, id, true, next),
        }
    }

    const fn noun(&self, number: usize) -> &'static str {
        match (self.is_status, number) {
            (true, 1) => "status",
            (true, _) => "statuses",
            (false, 1) => "option",
            (false, _) => "options",
        }
    }
}

/// Fails with the options of the enum that the attribute lacks, and similar titles if each has one.
#[track_caller]
const fn fail_of_unknown(options: &Options, known: &KnownOptions<'_>) -> ! {
    let mut names = Listed::new(" or ");
    let mut similar = Listed::new(" and ");
    let mut all_near = true;
    let mut i = 0;
    while i < options.titles.len() {
        if !options.is_ahead(i) && known.place(options, i, 0).is_none() {
            let id = options.id(i);
            let near = if id.is_empty() { nearest(known.titles, options.titles[i]) } else { None };
            names.push(if id.is_empty() { options.titles[i] } else { id }, false);
            match near {
                Some(near) => similar.push(near, false),
                None => all_near = false,
            }
        }
        i += 1;
    }
    let mut message = Message::new();
    message.push("the attribute `");
    message.push(known.attribute);
    message.push("` has no ");
    message.push(known.noun(1));
    message.push(" ");
    message.push(names.finish());
    message.push(" (from `");
    message.push(known.name);
    message.push("`) in `");
    message.push(known.file);
    message.push("`; ");
    if all_near {
        message.push("did you mean ");
        message.push(similar.finish());
        message.push("? ");
    } else if known.is_sorted {
        message.push("use a title from that file; ");
    } else {
        message.push("expected one of ");
        let mut titles = Listed::new(", ");
        let mut i = 0;
        while i < known.titles.len() {
            titles.push(known.titles[i], false);
            i += 1;
        }
        message.push(titles.finish());
        message.push("; ");
    }
    message.push("if it is new, run `attio schema pull` or add `#[attio(ahead)]` to its variant");
    message.fail()
}

/// Asserts that the enum has each option of the attribute.
#[track_caller]
const fn assert_each(options: &Options, known: &KnownOptions<'_>) {
    /// The maximum number of titles that the message lists.
    const FEW: usize = 10;
    let mut titles = Listed::new(" and ");
    let mut missing = 0;
    let mut i = 0;
    while i < known.titles.len() {
        let id = if i < known.ids.len() { known.ids[i] } else { "" };
        if !options.reads(known.titles[i], id) {
            missing += 1;
            if missing <= FEW {
                titles.push(known.titles[i], contains(known.archived, known.titles[i], false));
            }
        }
        i += 1;
    }
    if missing == 0 {
        return;
    }
    let mut message = Message::new();
    message.push("`");
    message.push(known.name);
    message.push("` has no variant for the ");
    message.push(known.noun(missing));
    message.push(" ");
    if missing > FEW {
        titles.last = ", ";
        message.push(titles.finish());
        message.push(" and ");
        message.push_number(missing - FEW);
        message.push(" more");
    } else {
        message.push(titles.finish());
    }
    message.push(" of `");
    message.push(known.attribute);
    message.push("` in `");
    message.push(known.file);
    message.push(if missing == 1 {
        "`, so it cannot be read; add the variant, or one with `#[attio(other)]`"
    } else {
        "`, so they cannot be read; add the variants, or one with `#[attio(other)]`"
    });
    message.fail()
}

/// Asserts that a field holds as many values as its attribute.
#[track_caller]
pub const fn assert_count(is_other: bool, message: &str) {
    if is_other {
        panic!("{}", message);
    }
}

/// Asserts that a list can have an attribute of the type that a value is mostly used for.
#[track_caller]
pub const fn assert_in_list(kinds: &[AttributeType]) {
    match kinds {
        [AttributeType::PersonalName, ..] => panic!(
            "a list cannot have a `personal-name` attribute; use text, or read the name of the parent \
             record"
        ),
        [AttributeType::Interaction, ..] => {
            panic!("a list cannot have an `interaction` attribute; read it from the parent record")
        }
        _ => {}
    }
}

const fn contains(texts: &[&str], text: &str, ignore_case: bool) -> bool {
    find(texts, text, ignore_case, 0).is_some()
}

/// Returns the index of the string. The search begins at the index `next` and ends before it.
const fn find(texts: &[&str], text: &str, ignore_case: bool, next: usize) -> Option<usize> {
    let mut searched = 0;
    let mut i = next;
    while searched < texts.len() {
        if i >= texts.len() {
            i = 0;
        }
        if equal(texts[i].as_bytes(), text.as_bytes(), ignore_case) {
            return Some(i);
        }
        i += 1;
        searched += 1;
    }
    None
}

/// Returns the index of the string in sorted strings.
const fn search(sorted: &[&str], text: &str) -> Option<usize> {
    let (mut start, mut end) = (0, sorted.len());
    while start < end {
        let middle = start + (end - start) / 2;
        match compare(sorted[middle].as_bytes(), text.as_bytes()) {
            Ordering::Less => start = middle + 1,
            Ordering::Equal => return Some(middle),
            Ordering::Greater => end = middle,
        }
    }
    None
}

const fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let mut i = 0;
    while i < one.len() && i < other.len() {
        if one[i] < other[i] {
            return Ordering::Less;
        }
        if one[i] > other[i] {
            return Ordering::Greater;
        }
        i += 1;
    }
    if one.len() == other.len() {
        Ordering::Equal
    } else if one.len() < other.len() {
        Ordering::Less
    } else {
        Ordering::Greater
    }
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

/// Quoted strings, joined by commas and a word before the last one.
struct Listed<'a> {
    text: Message,
    last: &'static str,
    /// The last string so far, and whether it is archived.
    pending: Option<(&'a str, bool)>,
}

impl<'a> Listed<'a> {
    const fn new(last: &'static str) -> Self {
        Self { text: Message::new(), last, pending: None }
    }

    const fn push(&mut self, text: &'a str, is_archived: bool) {
        self.write_pending(", ");
        self.pending = Some((text, is_archived));
    }

    const fn write_pending(&mut self, before: &str) {
        if let Some((text, is_archived)) = self.pending {
            if self.text.length > 0 {
                self.text.push(before);
            }
            self.text.push("\"");
            self.text.push(text);
            self.text.push(if is_archived { "\" (archived)" } else { "\"" });
        }
    }

    const fn finish(&mut self) -> &str {
        self.write_pending(self.last);
        self.pending = None;
        self.text.text()
    }
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

    const fn push_number(&mut self, number: usize) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        let digit = number % 10;
        self.push("0123456789".split_at(digit).1.split_at(1).0);
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

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    const KNOWN: KnownOptions<'_> = KnownOptions {
        titles: &["Lead", "Lost", "Won"],
        ids: &["a", "b", "c"],
        archived: &["Lost"],
        is_sorted: false,
        is_status: false,
        is_read: true,
        all: [1, 2],
        active: [3, 4],
        attribute: "stage",
        name: "Stage",
        file: "f",
    };

    const ENUM: Options =
        Options { titles: &[], ids: &[], ahead: &[], has_other: false, fingerprint: 0 };

    /// The message, or nothing if it passes.
    fn message(options: Options, known: KnownOptions<'static>) -> String {
        let result = catch_unwind(move || assert_options(Some(&options), &known));
        match result {
            Ok(()) => String::new(),
            Err(message) => message.downcast_ref::<String>().expect("a string").clone(),
        }
    }

    #[test]
    fn titles_and_ids_count_in_any_order_of_many_and_of_few() {
        for is_sorted in [false, true] {
            let known = || KnownOptions { is_sorted, ..KNOWN };
            for titles in [["Won", "Lead", "Lost"], ["Lead", "Lost", "Won"]] {
                let titles: &'static [&'static str] = Vec::from(titles).leak();
                assert_eq!(message(Options { titles, ..ENUM }, known()), "");
            }
            let by_id =
                || Options { titles: &["Mine", "Lost", "Yours"], ids: &["C", "", "a"], ..ENUM };
            assert_eq!(message(by_id(), known()), "", "by the ID in any case");
            let missing = message(Options { titles: &["Lead", "Won"], ..ENUM }, known());
            assert!(missing.contains("for the option \"Lost\" (archived) of `stage`"), "{missing}");
            let unknown = message(Options { titles: &["Lead", "Gone"], ..ENUM }, known());
            assert!(unknown.contains("has no option \"Gone\" (from `Stage`)"), "{unknown}");
        }
    }

    #[test]
    fn an_option_without_an_id_is_not_found_by_a_variant_without_one() {
        let options = Options { titles: &["Lead", "Mine"], ids: &["", "c"], ..ENUM };
        let known = KnownOptions { ids: &["", "", "c"], ..KNOWN };
        let missing = message(options, known);
        assert!(missing.contains("for the option \"Lost\""), "{missing}");
    }

    #[test]
    fn a_fingerprint_decides_for_the_options_that_are_read() {
        let of =
            |fingerprint, has_other| Options { titles: &["Gone"], has_other, fingerprint, ..ENUM };
        for (fingerprint, has_other, is_read, passes) in [
            (1, false, true, true),
            (2, false, true, true),
            (3, false, true, false),
            (3, true, true, true),
            (4, false, false, true),
            (0, true, true, false),
        ] {
            let known = KnownOptions { is_read, all: [1, 2], active: [3, 4], ..KNOWN };
            let is_empty = message(of(fingerprint, has_other), known).is_empty();
            assert_eq!(is_empty, passes, "{fingerprint} {has_other} {is_read}");
        }
        let known = KnownOptions { all: [0, 0], ..KNOWN };
        assert!(!message(of(0, false), known).is_empty(), "0 is not known");
    }
}
