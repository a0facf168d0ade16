//! Errors in serde's formats, for a program's logs and responses. The message of an error may quote
//! values, as [`Display`](std::fmt::Display) does; neither contains the token.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::error::{ApiError, Error};

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("Error", 12)?;
        error.serialize_field("message", &self.to_string())?;
        error.serialize_field("outcome", &self.outcome())?;
        error.serialize_field("id", &self.id())?;
        error.serialize_field("target", &self.target())?;
        error.serialize_field("conflicting_records", &self.conflicting_records())?;
        error.serialize_field("status", &self.status())?;
        error.serialize_field("code", &self.code())?;
        error.serialize_field("attribute", &self.attribute())?;
        error.serialize_field("request_id", &self.request_id())?;
        error.serialize_field("attempts", &self.attempts())?;
        error.serialize_field("is_retryable", &self.is_retryable())?;
        error.serialize_field("api", &self.api())?;
        error.end()
    }
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("ApiError", 6)?;
        error.serialize_field("status", &self.status())?;
        error.serialize_field("type", &self.error_type())?;
        error.serialize_field("code", &self.code())?;
        error.serialize_field("message", &self.message())?;
        error.serialize_field("validation_errors", self.validation_errors())?;
        error.serialize_field("path", self.path())?;
        error.end()
    }
}
