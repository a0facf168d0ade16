//! Reads the members of a request's `data`, with the errors of the API for a wrong shape.

use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::mistakes::Mistakes;

/// The members of an object in the request's body, and its path.
pub(crate) struct Fields<'a> {
    object: &'a Json,
    path: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The members of the body.
    pub(crate) fn root(body: &'a Json) -> Result<Self, ApiError> {
        if !matches!(body, Json::Object(_)) {
            return Err(ApiError::body(Violation::wrong_type("object", body)));
        }
        Ok(Self { object: body, path: Vec::new() })
    }

    /// The members of `data`.
    pub(crate) fn data(body: &'a Json) -> Result<Self, ApiError> {
        Self::root(body)?.object("data")
    }

    /// The members of the object under this name.
    pub(crate) fn object(&self, name: &'static str) -> Result<Self, ApiError> {
        match self.required(name, "object")? {
            object @ Json::Object(_) => {
                let path = self.path.iter().copied().chain([name]).collect();
                Ok(Self { object, path })
            }
            other => Err(self.error(name, Violation::wrong_type("object", other))),
        }
    }

    /// The error for this member.
    pub(crate) fn error(&self, name: &str, violation: Violation) -> ApiError {
        let violation = violation.at(name);
        ApiError::body(self.path.iter().rev().fold(violation, |inner, &step| inner.at(step)))
    }

    /// Refuses members with other names.
    pub(crate) fn only(&self, allowed: &[&str]) -> Result<(), ApiError> {
        let Json::Object(members) = self.object else { return Ok(()) };
        let mut mistakes = Mistakes::default();
        for (name, _) in members.iter().filter(|(name, _)| !allowed.contains(&name.as_str())) {
            mistakes.add(self.error(name, Violation::unrecognized(name)));
        }
        mistakes.end()
    }

    /// Whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.object, Json::Object(members) if members.is_empty())
    }

    /// The member, if present; null is a value.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Json> {
        self.object.get(name)
    }

    /// The member, which must be present.
    pub(crate) fn required(
        &self,
        name: &str,
        expected: &'static str,
    ) -> Result<&'a Json, ApiError> {
        self.get(name).ok_or_else(|| self.error(name, Violation::required(expected)))
    }

    /// A string, if present.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.error(name, Violation::wrong_type("string", other))),
        }
    }

    /// A string, which must be present.
    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, ApiError> {
        self.required(name, "string")?;
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// A string of at least one character, if present.
    pub(crate) fn filled(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.text(name)? {
            Some("") => {
                let message = "String must contain at least 1 character(s)";
                Err(self.error(name, Violation::invalid(message)))
            }
            text => Ok(text),
        }
    }

    /// A string of at least one character, which must be present.
    pub(crate) fn required_filled(&self, name: &str) -> Result<&'a str, ApiError> {
        self.required(name, "string")?;
        Ok(self.filled(name)?.unwrap_or_default())
    }

    /// A string or null, if present.
    pub(crate) fn nullable(&self, name: &str) -> Result<Option<Option<&'a str>>, ApiError> {
        match self.get(name) {
            Some(Json::Null) => Ok(Some(None)),
            _ => Ok(self.text(name)?.map(Some)),
        }
    }

    /// A boolean, if present.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(self.error(name, Violation::wrong_type("boolean", other))),
        }
    }

    /// A boolean, which must be present.
    pub(crate) fn required_flag(&self, name: &str) -> Result<bool, ApiError> {
        self.required(name, "boolean")?;
        Ok(self.flag(name)?.unwrap_or_default())
    }

    /// An integer of at least `least`, if present.
    pub(crate) fn whole_number(&self, name: &str, least: u32) -> Result<Option<usize>, ApiError> {
        let digits = match self.get(name) {
            None => return Ok(None),
            Some(Json::Number(digits)) => digits,
            Some(other) => return Err(self.error(name, Violation::wrong_type("number", other))),
        };
        let number = digits.parse::<f64>().unwrap_or(f64::NAN);
        // Larger floats have no fractions.
        let fits = (f64::from(least)..=9e15).contains(&number) && number.fract() == 0.0;
        let whole = format!("{number:.0}").parse().ok().filter(|_| fits);
        let refused = || {
            let message = format!("Number must be an integer of at least {least}");
            self.error(name, Violation::invalid(message))
        };
        whole.map(Some).ok_or_else(refused)
    }

    /// A slug, if present.
    pub(crate) fn slug(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.text(name)? {
            Some(text) if !attio_schema::is_slug(text) => {
                Err(self.error(name, Violation::invalid("Invalid slug")))
            }
            text => Ok(text),
        }
    }

    /// A slug, which must be present.
    pub(crate) fn required_slug(&self, name: &str) -> Result<&'a str, ApiError> {
        self.required(name, "string")?;
        Ok(self.slug(name)?.unwrap_or_default())
    }
}
