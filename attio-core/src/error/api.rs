//! Errors that Attio returns.

use std::fmt::{self, Write};

use attio_schema::{Plain, plain};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Body;
use crate::describe::write_preview;
use crate::redact::Secrets;

/// An error response of Attio, or of a server in front of it.
///
/// A body that is not Attio's error envelope is kept unchanged, up to one MiB and without the secrets of the
/// call.
#[derive(Clone)]
pub struct ApiError {
    status: u16,
    is_about_token: bool,
    /// The attribute of the request that has the value that does not exist, if it is certain.
    attribute_of_value: Option<String>,
    envelope: Option<Envelope>,
    body: Vec<u8>,
    /// The headers of the response to a [`Client::request`](crate::Client::request). They are never shown,
    /// because servers in front of Attio do not promise to keep secrets out of them.
    headers: Option<Box<HeaderMap>>,
}

/// `{"status_code", "type", "code", "message"}`, and members that only some errors have.
#[derive(Clone)]
struct Envelope {
    code: String,
    message: String,
    error_type: Option<String>,
    validation_errors: Vec<ValidationError>,
    path: Vec<PathSegment>,
}

impl Envelope {
    /// Every body with a code and a message is an envelope. Other members, in any form, must not hide
    /// them.
    fn read(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Members<'a> {
            code: String,
            message: String,
            #[serde(borrow, rename = "type")]
            error_type: Option<&'a RawValue>,
            #[serde(borrow)]
            validation_errors: Option<&'a RawValue>,
            #[serde(borrow)]
            path: Option<&'a RawValue>,
        }
        let members: Members<'_> = serde_json::from_slice(body).ok()?;
        let errors: Vec<&RawValue> = or_default(members.validation_errors);
        Some(Self {
            code: members.code,
            message: members.message,
            error_type: or_default(members.error_type),
            validation_errors: errors
                .into_iter()
                .filter_map(|error| serde_json::from_str(error.get()).ok())
                .collect(),
            path: or_default(members.path),
        })
    }
}

impl Envelope {
    fn redact(&mut self, secrets: &Secrets) {
        let Self { code, message, error_type, validation_errors, path } = self;
        let texts = [code, message].into_iter().chain(error_type);
        let errors = validation_errors.iter_mut().flat_map(|error| {
            let ValidationError { code, path, message, expected, received } = error;
            let texts = [code, message].into_iter().chain(expected).chain(received);
            texts.chain(path.iter_mut().filter_map(PathSegment::as_text))
        });
        let path = path.iter_mut().filter_map(PathSegment::as_text);
        for text in texts.chain(errors).chain(path) {
            *text = secrets.redact_string(std::mem::take(text));
        }
    }
}

/// Returns a member if it has the expected form.
fn or_default<'a, T: Deserialize<'a> + Default>(member: Option<&'a RawValue>) -> T {
    member.and_then(|json| serde_json::from_str(json.get()).ok()).unwrap_or_default()
}

/// Does the same for a member of a validation error.
fn member_or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let member = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(member).unwrap_or_default())
}

impl ApiError {
    pub(crate) fn new(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            is_about_token: false,
            attribute_of_value: None,
            envelope: Envelope::read(&body),
            body,
            headers: None,
        }
    }

    pub(crate) fn with_headers(mut self, headers: Option<Box<HeaderMap>>) -> Self {
        self.headers = headers;
        self
    }

    /// Returns the status in a body that is a complete error envelope of Attio's: other servers write
    /// `statusCode` too. Attio writes that for unsubscribed addresses, and `status_code` elsewhere.
    pub(crate) fn status_in_envelope(body: &[u8]) -> Option<u16> {
        #[derive(Deserialize)]
        struct Whole {
            #[serde(alias = "statusCode")]
            status_code: u16,
            #[serde(rename = "type")]
            _type: String,
            #[serde(rename = "code")]
            _code: String,
            #[serde(rename = "message")]
            _message: String,
        }
        serde_json::from_slice(body).ok().map(|Whole { status_code, .. }| status_code)
    }

    /// Finds the attribute whose value does not exist. Attio's message quotes the value, such as the title
    /// of a status, without its attribute.
    pub(crate) fn of_request(mut self, body: &[u8]) -> Self {
        if self.code() == Some("value_not_found") && self.attribute().is_none() {
            self.attribute_of_value =
                self.message().and_then(quoted).and_then(|text| only_attribute_with(text, body));
        }
        self
    }

    /// Returns what to do, if the library knows more than Attio's message says.
    pub(super) fn advice(&self) -> Option<String> {
        let remedy = self.remedy()?;
        Some(match &self.attribute_of_value {
            Some(attribute) => format!(" (in `{attribute}`; {remedy})"),
            None => format!(" ({remedy})"),
        })
    }

    fn remedy(&self) -> Option<&'static str> {
        let message = self.message()?;
        if self.status == 401 || self.is_about_token {
            return Some("check the token that you gave to `api_key`, or in `ATTIO_API_KEY`");
        }
        if self.code() != Some("value_not_found") {
            return None;
        }
        let is_about = |names: &[&str]| names.iter().any(|name| message.contains(name));
        if is_about(&["select option", "Status with title", "status option"]) {
            Some(
                "use a title that exists, written exactly as in Attio; an enum that is checked against a \
                 snapshot from `attio schema pull` makes a wrong title a compile error",
            )
        } else if is_about(&["Cannot find attribute"]) {
            Some("correct the slug, or create the attribute")
        } else if is_about(&["Workspace member"]) {
            Some("use the e-mail address or the ID of a member of the workspace")
        } else if is_about(&["Record with", "record with"]) {
            Some("create that record first, or refer to one that exists")
        } else {
            None
        }
    }

    /// Marks the error of a request that only identifies its token. If Attio cannot read that token, it
    /// refuses the request with the code for a missing value instead of a 401.
    pub(crate) fn of_identification(mut self) -> Self {
        self.is_about_token = self.status == 400 && self.code() == Some("missing_value");
        self
    }

    /// Returns whether the error reports, without a 401, that the token cannot be read.
    pub(super) fn is_about_token(&self) -> bool {
        self.is_about_token
    }

    /// Removes secrets from the body, and from the strings that were read from it.
    pub(super) fn redact(&mut self, secrets: &Secrets) {
        let mut body = Body(std::mem::take(&mut self.body));
        body.redact(secrets);
        self.body = body.0;
        if let Some(attribute) = &mut self.attribute_of_value {
            *attribute = secrets.redact_string(std::mem::take(attribute));
        }
        if let Some(envelope) = &mut self.envelope {
            envelope.redact(secrets);
        }
        // A header that quotes a secret is dropped: its redacted value would be one that no server sent.
        if let Some(headers) = &mut self.headers {
            let quoting: Vec<_> = headers
                .iter()
                .filter(|(_, value)| secrets.are_in(&String::from_utf8_lossy(value.as_bytes())))
                .map(|(name, _)| name.clone())
                .collect();
            for name in quoting {
                headers.remove(name);
            }
        }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the type: `invalid_request_error`, `auth_error` or `rate_limit_error`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        self.envelope.as_ref()?.error_type.as_deref()
    }

    /// Returns the code, such as `validation_type`; `None` if the body is not Attio's envelope.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.envelope.as_ref().map(|envelope| envelope.code.as_str())
    }

    /// Returns Attio's message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.envelope.as_ref().map(|envelope| envelope.message.as_str())
    }

    /// Returns the mistakes in the request, each with its position.
    #[must_use]
    pub fn validation_errors(&self) -> &[ValidationError] {
        self.envelope.as_ref().map(|envelope| &*envelope.validation_errors).unwrap_or_default()
    }

    /// Returns the position of the error in a filter.
    #[must_use]
    pub fn path(&self) -> &[PathSegment] {
        self.envelope.as_ref().map(|envelope| &*envelope.path).unwrap_or_default()
    }

    /// Returns the body, without the secrets of the call.
    ///
    /// It is cut at one MiB, and contains `[REDACTED]` in place of each secret.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the first header with this name, whatever the case of the name.
    ///
    /// Only errors of [`Client::request`](crate::Client::request) have headers. Returns `None` for other calls,
    /// and if the value is not ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.as_ref()?.get(name)?.to_str().ok()
    }

    /// Returns the attribute that the message names, as `slug "…"`, `ID "…"` or `slug/ID "…"`, or the one
    /// that has the value that the message quotes.
    pub(crate) fn attribute(&self) -> Option<&str> {
        self.named_attribute().or(self.attribute_of_value.as_deref())
    }

    fn named_attribute(&self) -> Option<&str> {
        let (_, rest) = self.message()?.split_once("attribute with ")?;
        let rest =
            ["slug/ID \"", "slug \"", "ID \""].iter().find_map(|start| rest.strip_prefix(start))?;
        rest.split_once('"').map(|(name, _)| name)
    }

    /// Returns the IDs that follow `Conflicting record IDs:`. The separator is not documented, nor whether
    /// the message says `entry` for the entries of a list.
    pub(crate) fn conflicting_records(&self) -> Vec<Uuid> {
        let ids = self.message().and_then(|message| {
            let starts =
                ["onflicting record ID", "onflicting entry ID", "onflicting list entry ID"];
            starts.into_iter().find_map(|start| message.split_once(start))
        });
        let Some((_, ids)) = ids else { return Vec::new() };
        ids.split(|c: char| !c.is_ascii_hexdigit() && c != '-')
            .filter(|part| part.len() == 36)
            .filter_map(|part| part.parse().ok())
            .collect()
    }
}

/// Returns the string that a message quotes.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('"')?;
    rest.rsplit_once('"').map(|(text, _)| text)
}

/// Returns the attribute with this string in its values, if exactly one attribute of the request has it.
fn only_attribute_with(text: &str, body: &[u8]) -> Option<String> {
    fn has(value: &Value, text: &str) -> bool {
        match value {
            Value::String(string) => string.eq_ignore_ascii_case(text),
            Value::Array(items) => items.iter().any(|item| has(item, text)),
            Value::Object(members) => members.values().any(|member| has(member, text)),
            _ => false,
        }
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    let data = body.get("data")?;
    // The value may be the parent of an entry, which is not an attribute.
    if data.get("parent_record_id").is_some_and(|parent| has(parent, text)) {
        return None;
    }
    let values = data.get("values").or_else(|| data.get("entry_values"))?.as_object()?;
    let mut with_it = values.iter().filter(|(_, value)| has(value, text));
    match (with_it.next(), with_it.next()) {
        (Some((attribute, _)), None) => Some(attribute.clone()),
        _ => None,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Plain(f);
        write!(f, "{}", self.status)?;
        let Some(envelope) = &self.envelope else {
            if self.body.is_empty() {
                return f.write_str(" with an empty body");
            }
            f.write_str(" with a body that is not Attio's: \"")?;
            write_preview(f, &String::from_utf8_lossy(&self.body))?;
            return f.write_str("\"");
        };
        write!(f, " {}: {}", envelope.code, envelope.message)?;
        for error in self.validation_errors() {
            write!(f, "; {error}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({self})")
    }
}

/// One mistake in a request.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, Deserialize)]
pub struct ValidationError {
    code: String,
    #[serde(default, deserialize_with = "member_or_default")]
    path: Vec<PathSegment>,
    message: String,
    #[serde(default, deserialize_with = "member_or_default")]
    expected: Option<String>,
    #[serde(default, deserialize_with = "member_or_default")]
    received: Option<String>,
}

impl ValidationError {
    /// Returns the kind of the mistake, such as `invalid_type`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the path to the mistake.
    ///
    /// It starts at the value if the message of the error names an attribute, otherwise at the root of the body.
    #[must_use]
    pub fn path(&self) -> &[PathSegment] {
        &self.path
    }

    /// Returns Attio's message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what Attio expected.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// Returns what Attio received.
    #[must_use]
    pub fn received(&self) -> Option<&str> {
        self.received.as_deref()
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Plain(f);
        for (i, segment) in self.path.iter().enumerate() {
            write!(f, "{}{segment}", if i == 0 { "" } else { "." })?;
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// One step into a JSON document.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// An index in an array, from 0.
    Index(u64),
    /// A member of an object.
    Member(String),
}

impl PathSegment {
    fn as_text(&mut self) -> Option<&mut String> {
        match self {
            Self::Index(_) => None,
            Self::Member(member) => Some(member),
        }
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => index.fmt(f),
            Self::Member(member) => f.write_str(&plain(member)),
        }
    }
}
