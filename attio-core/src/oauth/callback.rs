//! The callback of the browser after consent.

use url::form_urlencoded;

use super::{Code, OAuthApp, OAuthProblem, State};
use crate::error::Error;

impl OAuthApp {
    /// Reads the code from the query of the browser's request to the redirect URI.
    ///
    /// `state` is the state that was kept for this browser. It is compared first, and a callback
    /// with a different state is not trusted at all.
    ///
    /// ```
    /// use attio_core::oauth::{OAuthApp, OAuthProblem, State};
    ///
    /// let app = OAuthApp::new("id", "secret", "https://billing.example.com/callback")?;
    /// let state = State::random()?;
    /// let error = app.callback("error=access_denied&state=forged", &state).unwrap_err();
    /// assert_eq!(error.oauth(), Some(&OAuthProblem::StateMismatch));
    /// let query = format!("error=access_denied&state={}", state.as_str());
    /// let error = app.callback(&query, &state).unwrap_err();
    /// assert_eq!(error.oauth(), Some(&OAuthProblem::Denied));
    /// # Ok::<(), attio_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error whose [`Error::oauth`] is [`OAuthProblem::StateMismatch`],
    /// [`OAuthProblem::Denied`], [`OAuthProblem::Refused`] or [`OAuthProblem::MissingCode`]. A
    /// parameter that occurs twice counts as missing.
    #[doc(alias("redirect", "authorization_code"))]
    pub fn callback(&self, query: &str, state: &State) -> Result<Code, Error> {
        let query = query.strip_prefix('?').unwrap_or(query);
        if !state.is(parameter(query, "state").as_deref()) {
            return Err(OAuthProblem::StateMismatch.into());
        }
        if let Some(error) = parameter(query, "error") {
            let other = || OAuthProblem::Refused { code: "unknown_error".to_owned() };
            return Err(OAuthProblem::of(&error).unwrap_or_else(other).into());
        }
        match parameter(query, "code") {
            Some(code) if !code.is_empty() => Ok(Code::new(code)),
            _ => Err(OAuthProblem::MissingCode.into()),
        }
    }
}

/// Returns the value of a parameter, if it occurs once.
fn parameter(query: &str, name: &str) -> Option<String> {
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other == name);
    let (_, value) = found.next()?;
    found.next().is_none().then(|| value.into_owned())
}
