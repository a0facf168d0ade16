//! The errors of the token endpoint.

/// An error of RFC 6749, 5.2, because Attio documents no errors here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) description: &'static str,
}

impl Problem {
    pub(crate) const fn new(code: &'static str, description: &'static str) -> Self {
        Self { status: 400, code, description }
    }

    pub(super) const CLIENT: Self = Self {
        status: 401,
        ..Self::new("invalid_client", "The client ID and secret do not match an app.")
    };
    pub(super) const GRANT: Self = Self::new(
        "invalid_grant",
        "The code was used before, has expired, or has another client or redirect URI.",
    );
}
