//! Consents that are still open.

use std::collections::VecDeque;

/// The maximum number that is kept; nobody has as many consent pages open.
const MAX_OPEN: usize = 1000;

/// A checked request of an app for consent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

impl Asked {
    /// The redirect URI with these parameters and the state added.
    pub(crate) fn redirect(&self, parameters: &[(&str, &str)]) -> Option<String> {
        let mut url: url::Url = self.redirect_uri.parse().ok()?;
        url.query_pairs_mut()
            .extend_pairs(parameters)
            .extend_pairs(self.state.as_deref().map(|state| ("state", state)));
        Some(url.into())
    }
}

/// The open consents, each with a key that only its page contains.
#[derive(Default)]
pub(super) struct Consents(VecDeque<(String, Asked)>);

impl Consents {
    pub(super) fn open(&mut self, key: String, asked: Asked) {
        if self.0.len() >= MAX_OPEN {
            self.0.pop_front();
        }
        self.0.push_back((key, asked));
    }

    /// Takes the request with this key.
    pub(super) fn take(&mut self, key: &str) -> Option<Asked> {
        let place = self.0.iter().position(|(other, _)| other == key)?;
        self.0.remove(place).map(|(_, asked)| asked)
    }
}
