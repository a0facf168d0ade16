//! What the end-to-end tests share: an embedded Attio and a client of it.
#![allow(clippy::missing_panics_doc, reason = "a test that cannot be set up fails")]

pub mod invoices;
pub mod people;

use attio_core::Client;
use attio_emulator::Emulator;

/// An embedded Attio and a client of it.
#[derive(Debug)]
pub struct Attio {
    /// The embedded Attio.
    pub emulator: Emulator,
    /// A client of it.
    pub client: Client,
}

impl Attio {
    /// Starts the embedded Attio.
    #[must_use]
    pub fn start() -> Self {
        Self::of(Emulator::start_blocking().expect("the embedded Attio starts"))
    }

    /// A client of this embedded Attio.
    #[must_use]
    pub fn of(emulator: Emulator) -> Self {
        let client = Client::builder()
            .api_key(emulator.api_key())
            .base_url(emulator.base_url())
            .build()
            .expect("the settings are right");
        Self { emulator, client }
    }
}

/// The same numbers for the same seed.
#[must_use]
pub fn random(seed: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed)
}

/// The README's code.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
