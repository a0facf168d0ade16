//! The values of records and entries without a struct.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::error::Error;
use crate::reconcile::is_nothing;
use crate::request::Action;
use crate::row::CLOSE;
use crate::wire::write_string;

/// Arrays of values by attribute, or why one cannot be written.
#[derive(Clone, Debug)]
pub(super) struct DynamicValues(Result<Vec<(String, Box<RawValue>)>, String>);

impl Default for DynamicValues {
    fn default() -> Self {
        Self(Ok(Vec::new()))
    }
}

impl DynamicValues {
    /// Sets the values of an attribute. The first failure stays.
    pub(super) fn set(&mut self, attribute: String, values: impl Serialize) {
        if let Ok(all) = &mut self.0 {
            match array(&values) {
                Ok(json) => {
                    all.retain(|(other, _)| *other != attribute);
                    all.extend(json.map(|json| (attribute, json)));
                }
                Err(error) => self.0 = Err(format!("`{attribute}`: {error}")),
            }
        }
    }

    /// Returns whether there may be a value to match by.
    pub(super) fn can_be_matched(&self, matching: &str) -> bool {
        let values = self.0.as_deref().unwrap_or_default();
        match values.iter().find(|(attribute, _)| attribute == matching) {
            Some((_, json)) => {
                // JSON that is too deep for serde_json is a value.
                serde_json::from_str(json.get()).map_or(true, |written| !is_nothing(&written))
            }
            // A slug and an ID may name the same attribute.
            None => {
                let is_id = |attribute: &str| Uuid::try_parse(attribute).is_ok();
                values.iter().any(|(attribute, _)| is_id(attribute) != is_id(matching))
            }
        }
    }

    /// Writes the body of a request, which begins with `open`; `doing` describes the request.
    pub(super) fn body(&self, open: &str, doing: impl Fn() -> Action) -> Result<Bytes, Error> {
        let values = self
            .0
            .as_ref()
            .map_err(|reason| Error::unwritable(format!("cannot {}: {reason}", doing())))?;
        let mut out = open.as_bytes().to_vec();
        for (i, (attribute, json)) in values.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            write_string(&mut out, attribute);
            out.push(b':');
            out.extend_from_slice(json.get().as_bytes());
        }
        out.extend_from_slice(CLOSE.as_bytes());
        Ok(out.into())
    }
}

/// Returns the values as an array: one value becomes an array of one, and `None` is not written.
fn array(values: &impl Serialize) -> serde_json::Result<Option<Box<RawValue>>> {
    let json = serde_json::value::to_raw_value(values)?;
    match json.get() {
        "null" => Ok(None),
        text if text.starts_with('[') => Ok(Some(json)),
        text => RawValue::from_string(format!("[{text}]")).map(Some),
    }
}
