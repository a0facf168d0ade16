//! A raw response of any status.

use attio_core::{Error, RawResponse};
use serde_json::Value;

use super::fact::Stop;

/// A response of any status.
pub(super) struct Reply {
    pub(super) status: u16,
    /// Null if it is not JSON.
    pub(super) body: Value,
    result: Result<RawResponse, Error>,
}

impl Reply {
    /// Returns an error if there was no response.
    pub(super) fn new(result: Result<RawResponse, Error>) -> Result<Self, Stop> {
        let error = match result {
            Ok(response) => {
                return Ok(Self {
                    status: response.status(),
                    body: response.json().unwrap_or_default(),
                    result: Ok(response),
                });
            }
            Err(error) => error,
        };
        let Some(status) = error.status() else { return Err(error.into()) };
        let body = error.api().map(|api| api.body()).or_else(|| error.body()).unwrap_or_default();
        Ok(Self {
            status,
            body: serde_json::from_slice(body).unwrap_or_default(),
            result: Err(error),
        })
    }

    pub(super) fn is_success(&self) -> bool {
        self.result.is_ok()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        match &self.result {
            Ok(response) => response.header(name),
            Err(error) => error.api()?.header(name),
        }
    }

    pub(super) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(super) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }

    /// Returns the `data` of a success, or an error if it is a refusal.
    pub(super) fn data(self, what: &str) -> Result<Value, Stop> {
        match self.result {
            Ok(_) => Ok(self.body["data"].clone()),
            Err(error) => Err(Stop::Failed(format!("cannot {what}: {error}"))),
        }
    }

    /// Returns whether this is a 404 whose message contains the string.
    pub(super) fn is_missing(&self, named: &str) -> bool {
        self.status == 404 && self.message().contains(named)
    }

    /// Returns whether this is a unique value's conflict with this record.
    pub(super) fn is_conflict_with(&self, record_id: &str) -> bool {
        self.status == 400
            && self.code() == "uniqueness_conflict"
            && self.message().contains(record_id)
    }

    /// Formats the status, and the code and message of an error.
    pub(super) fn show(&self) -> String {
        match (self.is_success(), self.code()) {
            (true, _) => self.status.to_string(),
            (false, "") => format!("{} without Attio's error envelope", self.status),
            (false, code) => format!("{} {code}: {}", self.status, self.message()),
        }
    }
}
