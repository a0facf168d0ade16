//! The server that the tasks of a trial call.

use std::sync::Mutex;

use reqwest::StatusCode;

use super::Server;

/// The server of a trial.
#[derive(Debug)]
pub enum Backend {
    /// In memory, for paused time.
    Memory(Mutex<Server>),
    /// An emulator with a rate limit, over HTTP.
    Emulator {
        /// Its URL.
        base_url: String,
        /// Its token.
        api_key: String,
        /// A client without a limiter.
        http: reqwest::Client,
    },
}

impl Backend {
    /// The emulator there.
    #[must_use]
    pub fn emulator(base_url: &str, api_key: &str) -> Self {
        let (base_url, api_key) = (base_url.to_owned(), api_key.to_owned());
        Self::Emulator { base_url, api_key, http: reqwest::Client::new() }
    }

    /// Returns whether a write is accepted now.
    pub(super) async fn lets_through(&self, now: f64) -> bool {
        match self {
            Self::Memory(server) => {
                server.lock().expect("no task of a trial panics").lets_through(now)
            }
            Self::Emulator { base_url, api_key, http } => {
                let answer = http
                    .post(format!("{base_url}/v2/objects/companies/records"))
                    .bearer_auth(api_key)
                    .header("content-type", "application/json")
                    .body(r#"{"data":{"values":{}}}"#)
                    .send()
                    .await
                    .expect("the emulator responds");
                assert!(
                    answer.status().is_success()
                        || answer.status() == StatusCode::TOO_MANY_REQUESTS,
                    "{answer:?}"
                );
                answer.status().is_success()
            }
        }
    }
}
