//! The mistakes of a request. Attio reports all of them, not only the first.

use crate::error::ApiError;

/// Collects mistakes.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Option<ApiError>);

impl Mistakes {
    /// The result, or a default if it is a mistake.
    pub(crate) fn take<T: Default>(&mut self, result: Result<T, ApiError>) -> T {
        self.ok(result).unwrap_or_default()
    }

    /// The result, unless it is a mistake.
    pub(crate) fn ok<T>(&mut self, result: Result<T, ApiError>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// Adds an error. Mistakes in the shape of the request are combined and take precedence.
    pub(crate) fn add(&mut self, error: ApiError) {
        match &mut self.0 {
            Some(first) if first.is_of_shape() && first.message == error.message => {
                first.validation_errors.extend(error.validation_errors);
            }
            Some(first) if first.is_of_shape() || !error.is_of_shape() => {}
            other => *other = Some(error),
        }
    }

    /// The error with all mistakes, if there are any.
    pub(crate) fn end(self) -> Result<(), ApiError> {
        self.0.map_or(Ok(()), Err)
    }
}
