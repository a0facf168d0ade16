//! A JSON value that knows its path, so that errors can name it.

use serde_json::Value;

use crate::SchemaError;

/// A value and its path. An absent member equals a null member here: the API returns null where
/// another version omits the member.
pub(crate) struct Node<'a> {
    value: Option<&'a Value>,
    path: String,
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value: Some(value), path: String::new() }
    }

    pub(crate) fn value(&self) -> Option<&'a Value> {
        self.value.filter(|value| !value.is_null())
    }

    pub(crate) fn member(&self, name: &str) -> Self {
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        Self { value: self.value.and_then(|value| value.get(name)), path }
    }

    fn missing(&self) -> SchemaError {
        SchemaError::Missing { path: self.path.clone() }
    }

    pub(crate) fn unexpected(&self, expected: &'static str) -> SchemaError {
        SchemaError::Unexpected { path: self.path.clone(), expected }
    }

    pub(crate) fn required(&self) -> Result<&'a Value, SchemaError> {
        self.value().ok_or_else(|| self.missing())
    }

    pub(crate) fn object(&self) -> Result<(), SchemaError> {
        match self.required()? {
            Value::Object(_) => Ok(()),
            _ if self.path.is_empty() => Err(SchemaError::Unexpected {
                path: "(document)".to_owned(),
                expected: "an object",
            }),
            _ => Err(self.unexpected("an object")),
        }
    }

    pub(crate) fn items(&self) -> Result<Vec<Node<'a>>, SchemaError> {
        match self.required()? {
            Value::Array(items) => Ok(items
                .iter()
                .enumerate()
                .map(|(i, item)| Node { value: Some(item), path: format!("{}[{i}]", self.path) })
                .collect()),
            _ => Err(self.unexpected("an array")),
        }
    }

    pub(crate) fn items_or_none(&self) -> Result<Vec<Node<'a>>, SchemaError> {
        if self.value().is_none() { Ok(Vec::new()) } else { self.items() }
    }

    pub(crate) fn text(&self) -> Result<String, SchemaError> {
        self.optional_text()?.ok_or_else(|| self.missing())
    }

    pub(crate) fn optional_text(&self) -> Result<Option<String>, SchemaError> {
        match self.value() {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.unexpected("a string")),
        }
    }

    pub(crate) fn optional_flag(&self) -> Result<Option<bool>, SchemaError> {
        match self.value() {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.unexpected("true or false")),
        }
    }

    /// The ID, in the API's form (an object that also has the parents' IDs) or in the snapshot's (a
    /// string).
    pub(crate) fn id(&self, member: &str) -> Result<String, SchemaError> {
        let id = self.member("id");
        match id.required()? {
            Value::Object(_) => id.member(member).text(),
            _ => id.text(),
        }
    }
}
