//! Writes JSON to bytes, for large responses.

use uuid::Uuid;

use crate::json::Json;
use crate::text::instant::Instant;

/// JSON that is being written.
#[derive(Debug, Default)]
pub(crate) struct JsonWriter {
    out: Vec<u8>,
}

impl JsonWriter {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes a string that is already JSON.
    pub(crate) fn raw(&mut self, json: &str) {
        self.bytes(json.as_bytes());
    }

    /// Writes bytes that are already JSON.
    pub(crate) fn bytes(&mut self, json: &[u8]) {
        self.out.extend_from_slice(json);
    }

    /// Writes a string in quotes.
    pub(crate) fn text(&mut self, text: &str) {
        let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
        if text.bytes().all(plain) {
            self.out.push(b'"');
            self.raw(text);
            self.out.push(b'"');
        } else if serde_json::to_writer(&mut self.out, text).is_err() {
            // Writing to memory does not fail.
            self.raw("\"\"");
        }
    }

    /// Writes a value.
    pub(crate) fn json(&mut self, json: &Json) {
        match json {
            Json::Null => self.raw("null"),
            Json::Bool(flag) => self.raw(if *flag { "true" } else { "false" }),
            Json::Number(digits) => self.raw(digits),
            Json::String(text) => self.text(text),
            Json::Array(items) => self.list(items, Self::json),
            Json::Object(members) => {
                self.raw("{");
                for (i, (name, value)) in members.iter().enumerate() {
                    if i > 0 {
                        self.raw(",");
                    }
                    self.key(name);
                    self.json(value);
                }
                self.raw("}");
            }
        }
    }

    /// Writes the name of a member with its colon.
    pub(crate) fn key(&mut self, name: &str) {
        self.text(name);
        self.raw(":");
    }

    /// Writes a member that is a string.
    pub(crate) fn member(&mut self, name: &str, text: &str) {
        self.key(name);
        self.text(text);
    }

    /// Writes a member that is a string or null.
    pub(crate) fn nullable_member(&mut self, name: &str, text: Option<&str>) {
        self.key(name);
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// Writes members that are strings.
    pub(crate) fn members<const N: usize>(&mut self, members: [(&str, &String); N]) {
        for (i, (name, text)) in members.into_iter().enumerate() {
            if i > 0 {
                self.raw(",");
            }
            self.member(name, text);
        }
    }

    /// Writes an array.
    pub(crate) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.raw("[");
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
    }

    /// Writes an ID in quotes.
    pub(crate) fn id(&mut self, id: Uuid) {
        self.raw("\"");
        self.bare_id(id);
        self.raw("\"");
    }

    /// Writes an ID without quotes.
    pub(crate) fn bare_id(&mut self, id: Uuid) {
        self.raw(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    }

    /// Writes an instant in quotes.
    pub(crate) fn instant(&mut self, at: Instant) {
        self.raw("\"");
        at.write(&mut self.out);
        self.raw("\"");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        for text in [
            r#"{"a":[1,-1.50,1e3,null,true,false,"x","\"\\\n\u0001ä€"],"\"":{}}"#,
            r#"[[],{},"",0]"#,
        ] {
            let json = Json::parse(text.as_bytes()).expect("valid");
            let mut out = JsonWriter::default();
            out.json(&json);
            assert_eq!(String::from_utf8_lossy(&out.into_bytes()), text);
        }
    }
}
