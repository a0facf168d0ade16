//! The members of the value objects of an attribute, found and checked in one pass.
//!
//! If members are found, serde_json also accepts the object, and reads the same from it. The reverse
//! does not hold: nothing is found if anything is unusual or wrong. The caller then takes the slow
//! path, which reports errors.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

use super::special::special;

/// No value of Attio nests this deep, and the reader recurses at each level.
const MAX_DEPTH: u8 = 8;

/// The maximum number of members per record, so that a malicious response gets no more memory.
const MAX_MEMBERS: usize = 4096;

/// One of the values of an attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) json: &'a str,
    /// The range of its members among those of the record, if they were found. Then it is an object,
    /// and all of it is JSON.
    members: Option<(u16, u16)>,
}

impl<'a> Element<'a> {
    /// Creates an element whose members are not known.
    pub(super) fn unread(json: &'a str) -> Self {
        Self { json, members: None }
    }

    /// Returns its members among those of the record, if they were found.
    pub(super) fn members<'r>(&self, of_record: &'r [Member<'a>]) -> Option<&'r [Member<'a>]> {
        let (start, end) = self.members?;
        of_record.get(usize::from(start)..usize::from(end))
    }

    /// Returns whether all of it is known to be JSON.
    pub(super) fn is_checked(&self) -> bool {
        self.members.is_some()
    }
}

/// A member of a value object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    key: &'a str,
    /// The range of its value in the object's JSON. The value is JSON too, but a string may have
    /// escapes that are not a character.
    start: usize,
    end: usize,
    /// Whether it is a string without escapes.
    is_plain: bool,
}

/// Adds the objects of the array that begins at `at`, and their members; returns the index after the
/// array. `None` if it has anything but objects, is not JSON, or is unusual.
pub(super) fn objects<'a>(
    text: &'a str,
    at: usize,
    elements: &mut Vec<Element<'a>>,
    members: &mut Vec<Member<'a>>,
) -> Option<usize> {
    let mut scan = Scan { text, at };
    scan.take(b'[')?;
    if scan.next()? == b']' {
        return Some(scan.at + 1);
    }
    loop {
        scan.next()?;
        let (start, first) = (scan.at, members.len());
        scan.members(members)?;
        let range = (u16::try_from(first).ok()?, u16::try_from(members.len()).ok()?);
        elements.push(Element { json: text.get(start..scan.at)?, members: Some(range) });
        match scan.next()? {
            b',' => scan.at += 1,
            b']' => return Some(scan.at + 1),
            _ => return None,
        }
    }
}

/// A position in JSON that is being checked.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the next byte that is not white space.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.byte()? {
                other @ b'!'.. => return Some(other),
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                _ => return None,
            }
        }
    }

    /// Takes this byte, the next one that is not white space.
    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        if self.next()? != byte {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Takes an object, and adds its members.
    #[inline]
    fn members(&mut self, members: &mut Vec<Member<'a>>) -> Option<()> {
        let object = self.at;
        self.take(b'{')?;
        if self.next()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let key = self.key()?;
            self.next()?;
            let start = self.at;
            let is_plain = self.value(MAX_DEPTH)?;
            if members.len() >= MAX_MEMBERS {
                return None;
            }
            let (start, end) = (start - object, self.at - object);
            members.push(Member { key, start, end, is_plain });
            match self.next()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// Takes a key without escapes, and the colon after it.
    #[inline]
    fn key(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let bytes = self.text.as_bytes();
        let start = self.at;
        let end = special(bytes, start)?;
        if bytes.get(end..end + 2)? == b"\":" {
            self.at = end + 2;
        } else {
            // `take` would pass over a line break, which a key cannot have.
            if *bytes.get(end)? != b'"' {
                return None;
            }
            self.at = end + 1;
            self.take(b':')?;
        }
        self.text.get(start..end)
    }

    /// Takes the value that begins here, and returns whether it is a string without escapes.
    #[inline]
    fn value(&mut self, depth: u8) -> Option<bool> {
        match self.byte()? {
            b'"' => return self.string(),
            b'n' => self.word("null")?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'{' => self.list(b'}', depth)?,
            b'[' => self.list(b']', depth)?,
            _ => self.number()?,
        }
        Some(false)
    }

    /// Takes the string that begins here, and returns whether it has no escapes.
    #[inline]
    fn string(&mut self) -> Option<bool> {
        let bytes = self.text.as_bytes();
        let end = special(bytes, self.at + 1)?;
        self.at = end;
        match bytes.get(end)? {
            b'"' => {
                self.at += 1;
                Some(true)
            }
            _ => self.escaped().map(|()| false),
        }
    }

    /// Takes the rest of a string from its first escape.
    fn escaped(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        loop {
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => match bytes.get(self.at + 1)? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
                    b'u' => {
                        let digits = bytes.get(self.at + 2..self.at + 6)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 6;
                    }
                    _ => return None,
                },
                // A control character.
                _ => return None,
            }
            self.at = special(bytes, self.at)?;
        }
    }

    #[inline]
    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        if !rest.starts_with(word.as_bytes()) {
            return None;
        }
        self.at += word.len();
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        if self.byte()? == b'-' {
            self.at += 1;
        }
        match self.byte()? {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        if self.byte()? == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte()?, b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    /// Takes at least one digit.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte()?.is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Takes the object or the array that begins here.
    fn list(&mut self, close: u8, depth: u8) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        if self.next()? == close {
            self.at += 1;
            return Some(());
        }
        loop {
            if close == b'}' {
                self.key()?;
            }
            self.next()?;
            self.value(depth)?;
            let next = self.next()?;
            self.at += 1;
            if next == close {
                return Some(());
            }
            if next != b',' {
                return None;
            }
        }
    }
}

/// Reads from the object `json`, which has these members, as serde_json would. `None` if only serde_json
/// can read it.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a str, members: &[Member<'a>]) -> Option<T> {
    T::deserialize(Object { json, members }).ok()
}

struct Object<'a, 'r> {
    json: &'a str,
    members: &'r [Member<'a>],
}

// A type that is not read from a map causes an error, and then serde_json reads it.
impl<'a> Deserializer<'a> for Object<'a, '_> {
    type Error = serde_json::Error;

    #[inline]
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let mut members = Unread { json: self.json, value: None, rest: self.members.iter() };
        let object = visitor.visit_map(&mut members)?;
        if members.rest.next().is_some() {
            return Err(Self::Error::custom("more members"));
        }
        Ok(object)
    }

    forward_to_deserialize_any! { <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The members that were not read yet.
struct Unread<'a, 'r> {
    json: &'a str,
    /// The member whose key was read.
    value: Option<&'r Member<'a>>,
    rest: std::slice::Iter<'r, Member<'a>>,
}

impl<'a> MapAccess<'a> for &mut Unread<'a, '_> {
    type Error = serde_json::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        self.value = self.rest.next();
        match self.value {
            Some(member) => seed.deserialize(BorrowedStrDeserializer::new(member.key)).map(Some),
            None => Ok(None),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'a>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        match self.value.take() {
            Some(member) => seed.deserialize(Value { object: self.json, member }),
            None => Err(Self::Error::custom("a value without a key")),
        }
    }
}

/// The value of a member. serde_json reads it, unless it is a plain string or is ignored.
struct Value<'a, 'r> {
    object: &'a str,
    member: &'r Member<'a>,
}

impl<'a> Value<'a, '_> {
    /// Returns the value as received.
    #[inline]
    fn json(&self) -> &'a str {
        self.object.get(self.member.start..self.member.end).unwrap_or_default()
    }

    /// Returns the string, if it is one without escapes.
    #[inline]
    fn plain(&self) -> Option<&'a str> {
        let Member { start, end, is_plain, .. } = *self.member;
        if is_plain { self.object.get(start + 1..end - 1) } else { None }
    }

    fn by_serde_json(self) -> serde_json::Deserializer<serde_json::de::StrRead<'a>> {
        serde_json::Deserializer::from_str(self.json())
    }
}

macro_rules! by_serde_json {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'a>>(
            self,
            $($argument: $type,)*
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            self.by_serde_json().$method($($argument,)* visitor)
        }
    )*};
}

impl<'a> Deserializer<'a> for Value<'a, '_> {
    type Error = serde_json::Error;

    #[inline]
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.plain() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.by_serde_json().deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.plain() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.by_serde_json().deserialize_str(visitor),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.json() == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    by_serde_json! {
        deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64()
        deserialize_i128() deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64()
        deserialize_u128() deserialize_f32() deserialize_f64() deserialize_char()
        deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_seq()
        deserialize_map() deserialize_identifier()
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_tuple(len: usize)
        deserialize_tuple_struct(name: &'static str, len: usize)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::IgnoredAny;
    use serde_json::{Value, json};

    use super::{objects, read};

    type Object = BTreeMap<String, Value>;

    /// Returns the objects at the start of `text`, each read from its members, and their length.
    fn found(text: &str) -> Option<(Vec<Option<Object>>, usize)> {
        let (mut elements, mut members) = (Vec::new(), Vec::new());
        let end = objects(text, 0, &mut elements, &mut members)?;
        let read = elements.iter().map(|element| {
            serde_json::from_str::<IgnoredAny>(element.json).expect("it is JSON");
            read(element.json, element.members(&members).expect("they were found"))
        });
        Some((read.collect(), end))
    }

    /// Compares the objects that are found with those that serde_json reads.
    fn check(text: &str) -> bool {
        let Some((read, end)) = found(text) else { return false };
        serde_json::from_str::<Vec<IgnoredAny>>(&text[..end]).expect(text);
        // serde_json skips half of a surrogate pair, but does not read it.
        let Ok(expected) = serde_json::from_str::<Vec<Object>>(&text[..end]) else {
            return true;
        };
        let expected: Vec<_> = expected.into_iter().map(Some).collect();
        assert_eq!(read, expected, "{text}");
        true
    }

    const SEEDS: [&str; 6] = [
        r#"[{"active_from":"2026-02-03T14:07:32.117000000Z","active_until":null,"by":{"type":"api-token","id":"50cf"},"value":"CTO"}]"#,
        r#"[{"a":1,"b":-0.5e+7,"c":[true,false,null,[{}],[]]},{"a":12,"é🎉":"é🎉"},{}]"#,
        r#"[{"value":"a \"quoted\" \\ \/ \u00e9 \ud83c\udf89 \b\f\n\r\t text","x":"y"}]"#,
        "[ {\n\t\"a\" : \"b\" , \"c\" : { \"d\" : [ 1 , 2 ] } } ,\r\n{ \"e\" : 0 } ]",
        r#"[{"a":"1","a":2,"b":{"a":3,"a":4}}]"#,
        "[]",
    ];

    #[test]
    fn what_is_found_is_what_serde_json_reads() {
        for seed in SEEDS {
            assert!(check(seed), "{seed}");
            let text = format!("{seed}, more");
            assert_eq!(found(&text).map(|(_, end)| end), Some(seed.len()));
            for end in (0..seed.len()).filter(|&end| seed.is_char_boundary(end)) {
                assert!(!check(&seed[..end]), "{seed} to {end}");
            }
        }
    }

    #[test]
    fn what_is_broken_is_not_found() {
        let mut kept = 0;
        for seed in SEEDS {
            for at in (0..seed.len()).filter(|&at| seed.is_char_boundary(at)) {
                let (before, rest) = seed.split_at(at);
                let mut after = rest.chars();
                after.next();
                kept += usize::from(check(&format!("{before}{}", after.as_str())));
                for part in "\"\\{}[],:0e.+-ntfu/ \u{1}é".chars() {
                    kept += usize::from(check(&format!("{before}{part}{}", after.as_str())));
                    kept += usize::from(check(&format!("{before}{part}{rest}")));
                }
            }
        }
        // Most changes within a string leave it valid JSON.
        assert!(kept > 1000, "{kept}");
    }

    #[test]
    fn what_is_deep_or_has_very_many_members_is_left_to_others() {
        let nested =
            |depth: usize| format!(r#"[{{"a":{}{}}}]"#, "[".repeat(depth), "]".repeat(depth));
        assert!(check(&nested(8)) && !check(&nested(9)) && !check(&nested(500_000)));
        let wide = |count: usize| format!("[{}]", vec![r#"{"a":1,"b":2}"#; count].join(","));
        assert!(check(&wide(2048)) && !check(&wide(2049)));
    }

    #[test]
    fn other_elements_than_objects_are_left_to_others() {
        for text in
            ["", "[", "[1]", "[null]", r#"["a"]"#, "[[]]", "[{},1]", "[{},]", "[{},{}", "{}"]
        {
            assert!(found(text).is_none(), "{text}");
        }
        let one = Object::from([("a".to_owned(), json!(1))]);
        assert_eq!(found(r#"[{"a":1}]"#).expect("it is found").0, [Some(one)]);
    }
}
