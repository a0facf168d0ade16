//! The error responses of the API.

use uuid::Uuid;

use crate::json::{Json, object};

/// The message for a body with the wrong shape.
const BODY: &str = "Body payload validation error.";

/// The message for a path or a query with the wrong shape.
const PARAMS: &str = "Query params validation error.";

/// An error response: the envelope with status, type, code and message.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) validation_errors: Vec<Violation>,
    /// The position of the mistake in a filter.
    pub(crate) path: Vec<String>,
}

/// One element of `validation_errors`.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) code: &'static str,
    pub(crate) path: Vec<Step>,
    pub(crate) message: String,
    pub(crate) expected: Option<&'static str>,
    pub(crate) received: Option<&'static str>,
    pub(crate) options: Vec<String>,
}

/// One step of a violation's path.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

impl From<&str> for Step {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Violation {
    /// A violation that is not about a type or a list of options.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self {
            code: "invalid",
            path: Vec::new(),
            message: message.into(),
            expected: None,
            received: None,
            options: Vec::new(),
        }
    }

    /// A value of the wrong type.
    pub(crate) fn wrong_type(expected: &'static str, received: &Json) -> Self {
        let received = received.type_name();
        Self {
            code: "invalid_type",
            expected: Some(expected),
            received: Some(received),
            ..Self::invalid(format!("Expected {expected}, received {received}"))
        }
    }

    /// A missing member.
    pub(crate) fn required(expected: &'static str) -> Self {
        Self {
            code: "invalid_type",
            expected: Some(expected),
            received: Some("undefined"),
            ..Self::invalid("Required")
        }
    }

    /// Null, which no attribute accepts.
    pub(crate) fn null() -> Self {
        Self { code: "invalid_type", received: Some("null"), ..Self::invalid("Invalid input") }
    }

    /// An unknown member.
    pub(crate) fn unrecognized(name: &str) -> Self {
        Self {
            code: "unrecognized_keys",
            ..Self::invalid(format!("Unrecognized key(s) in object: '{name}'"))
        }
    }

    /// A string that is not an allowed option.
    pub(crate) fn option(allowed: &[&str], received: &str) -> Self {
        Self {
            code: "invalid_option",
            options: allowed.iter().map(|&name| name.to_owned()).collect(),
            ..Self::invalid(format!("Invalid option: received '{received}'"))
        }
    }

    /// Adds a step in front of the path.
    pub(crate) fn at(mut self, step: impl Into<Step>) -> Self {
        self.path.insert(0, step.into());
        self
    }

    fn to_json(&self) -> Json {
        let path = self
            .path
            .iter()
            .map(|step| match step {
                Step::Name(name) => Json::string(name.as_str()),
                Step::Index(index) => Json::Number(index.to_string()),
            })
            .collect();
        let mut members = vec![
            ("code".to_owned(), Json::string(self.code)),
            ("path".to_owned(), Json::Array(path)),
            ("message".to_owned(), Json::string(self.message.as_str())),
        ];
        if let Some(expected) = self.expected {
            members.push(("expected".to_owned(), Json::string(expected)));
        }
        if let Some(received) = self.received {
            members.push(("received".to_owned(), Json::string(received)));
        }
        if !self.options.is_empty() {
            let options = self.options.iter().map(Json::string).collect();
            members.push(("options".to_owned(), Json::Array(options)));
        }
        Json::Object(members)
    }
}

impl ApiError {
    fn new(
        status: u16,
        kind: &'static str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            kind,
            code,
            message: message.into(),
            validation_errors: Vec::new(),
            path: Vec::new(),
        }
    }

    /// An error of the request, with this status and code.
    pub(crate) fn request(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, "invalid_request_error", code, message)
    }

    /// 401 or 403.
    pub(crate) fn auth(status: u16, message: impl Into<String>) -> Self {
        Self::new(status, "auth_error", "unauthorized", message)
    }

    /// 429, as Attio's docs show it ("Rate limiting").
    pub(crate) fn rate_limited() -> Self {
        let message = "Rate limit exceeded, please try again later";
        Self::new(429, "rate_limit_error", "rate_limit_exceeded", message)
    }

    /// 400 `validation_type`.
    pub(crate) fn validation(message: impl Into<String>, violations: Vec<Violation>) -> Self {
        Self { validation_errors: violations, ..Self::request(400, "validation_type", message) }
    }

    /// The request's body has the wrong shape.
    pub(crate) fn body(violation: Violation) -> Self {
        Self::validation(BODY, vec![violation])
    }

    /// The query string or the path has the wrong shape.
    pub(crate) fn params(violation: Violation) -> Self {
        Self::validation(PARAMS, vec![violation])
    }

    /// A value does not fit its attribute.
    pub(crate) fn value(slug: &str, violations: Vec<Violation>) -> Self {
        let message = format!("An invalid value was passed to attribute with slug \"{slug}\".");
        Self::validation(message, violations)
    }

    /// Whether the error is about the shape of the body, or of the path and the query.
    pub(crate) fn is_of_shape(&self) -> bool {
        [BODY, PARAMS].contains(&self.message.as_str())
    }

    /// 400 `value_not_found`: something that the body names does not exist.
    pub(crate) fn value_not_found(message: impl Into<String>) -> Self {
        Self::request(400, "value_not_found", message)
    }

    /// 400 `filter_error`: an invalid filter, with the position of the mistake and the reason.
    pub(crate) fn filter(why: &str, path: &[String]) -> Self {
        let violation = Violation::invalid(why);
        let violation = path.iter().rev().fold(violation, |inner, step| inner.at(step.as_str()));
        Self {
            validation_errors: vec![violation],
            path: path.to_vec(),
            ..Self::request(400, "filter_error", "Error in filter.")
        }
    }

    /// 404: the object of the path does not exist.
    pub(crate) fn no_object(slug_or_id: &str) -> Self {
        Self::request(404, "not_found", format!("Object with slug/ID \"{slug_or_id}\" not found."))
    }

    /// 404: the list of the path does not exist.
    pub(crate) fn no_list(slug_or_id: &str) -> Self {
        Self::request(404, "not_found", format!("List with slug/ID \"{slug_or_id}\" not found."))
    }

    /// 404: the entry of the path does not exist. The message is not published.
    pub(crate) fn no_entry(id: Uuid) -> Self {
        Self::request(404, "not_found", format!("List entry with ID \"{id}\" not found."))
    }

    /// 403: the member has no access that allows it.
    pub(crate) fn no_permission(doing: &str) -> Self {
        let message = format!("You do not have the necessary permissions to {doing}.");
        Self::auth(403, message)
    }

    /// 400: an assert by parent found several entries. The misspelling is Attio's.
    pub(crate) fn several_entries() -> Self {
        let message = "Multiple entries were founds for the given parent record. Please remove \
                       duplicates or use the update or create entry endpoints instead.";
        Self::request(400, "multiple_match_results", message)
    }

    /// 404: the attribute of the path does not exist.
    pub(crate) fn no_attribute(slug_or_id: &str) -> Self {
        let message = format!("Attribute with slug/ID \"{slug_or_id}\" not found.");
        Self::request(404, "not_found", message)
    }

    /// 404: the record of the path does not exist.
    pub(crate) fn no_record(id: Uuid) -> Self {
        Self::request(404, "not_found", format!("Record with ID \"{id}\" not found."))
    }

    /// 400 `missing_value`: a required attribute has no value.
    pub(crate) fn missing_value(attribute: Uuid) -> Self {
        let message =
            format!("Required value for attribute with ID \"{attribute}\" was not provided.");
        Self::request(400, "missing_value", message)
    }

    /// 400 `uniqueness_conflict`.
    pub(crate) fn uniqueness_conflict(slug: &str, records: &[Uuid]) -> Self {
        let ids: Vec<String> = records.iter().map(Uuid::to_string).collect();
        let message = format!(
            "A value provided for attribute with slug \"{slug}\" conflicts with one already in the \
             system. This attribute has a uniqueness constraint. Please ensure all values for this \
             attribute do not exist on another record. Conflicting record IDs: {}",
            ids.join(", ")
        );
        Self::request(400, "uniqueness_conflict", message)
    }

    /// 404 for reads, 400 for writes: the record is being merged.
    pub(crate) fn merge_in_progress(status: u16) -> Self {
        let message = "The record is being merged with another record.";
        Self::request(status, "merge_in_progress", message)
    }

    /// 400: the values of a matching attribute belong to several records.
    pub(crate) fn multiple_match_results() -> Self {
        let message = "Multiple records were found for the values of the matching attribute.";
        Self::request(400, "multiple_match_results", message)
    }

    /// 409 `slug_conflict`.
    pub(crate) fn slug_conflict(message: impl Into<String>) -> Self {
        Self::request(409, "slug_conflict", message)
    }

    /// The envelope.
    pub(crate) fn to_json(&self) -> Json {
        let mut envelope = object([
            ("status_code", Json::Number(self.status.to_string())),
            ("type", Json::string(self.kind)),
            ("code", Json::string(self.code)),
            ("message", Json::string(self.message.as_str())),
        ]);
        if let Json::Object(members) = &mut envelope {
            if !self.validation_errors.is_empty() {
                let violations = self.validation_errors.iter().map(Violation::to_json).collect();
                members.push(("validation_errors".to_owned(), Json::Array(violations)));
            }
            if !self.path.is_empty() {
                let path = self.path.iter().map(Json::string).collect();
                members.push(("path".to_owned(), Json::Array(path)));
            }
        }
        envelope
    }
}
