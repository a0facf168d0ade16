//! Apps that members can connect to the workspace.

/// An app that is registered with the emulator, as in Attio's dashboard; see [OAuth](crate#oauth).
#[derive(Clone)]
pub struct OAuthApp {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) name: String,
    /// `None` means all.
    pub(crate) scopes: Option<Vec<String>>,
}

impl OAuthApp {
    /// Creates an app with all scopes, whose name is its client ID.
    ///
    /// The redirect URI of a request must equal the registered one exactly.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let client_id = client_id.into();
        Self {
            name: client_id.clone(),
            client_id,
            client_secret: client_secret.into(),
            redirect_uris: vec![redirect_uri.into()],
            scopes: None,
        }
    }

    /// Sets the name that the consent page shows.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the scopes that the app's tokens get, such as `record_permission:read-write`.
    ///
    /// A request for consent cannot choose scopes (Attio's docs, "OAuth").
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uris.push(redirect_uri.into());
        self
    }
}

/// Omits the secret.
impl std::fmt::Debug for OAuthApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OAuthApp")
            .field("client_id", &self.client_id)
            .field("client_secret", &"[REDACTED]")
            .field("redirect_uris", &self.redirect_uris)
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .finish()
    }
}
