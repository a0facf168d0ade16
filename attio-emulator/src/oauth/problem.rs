//! Why the token endpoint refuses.

/// An error of RFC 6749, 5.2: Attio documents none of its own.
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
        ..Self::new("invalid_client", "The client ID and secret are not those of an app.")
    };
    pub(super) const GRANT: Self = Self::new(
        "invalid_grant",
        "The code was used before, has expired, or is of another client or redirect URI.",
    );
}
