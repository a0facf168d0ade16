//! Helpers of the end-to-end tests: an emulator and its client.
#![allow(clippy::missing_panics_doc, reason = "a test that cannot be set up fails")]

mod clock;
mod consent;
pub mod deliveries;
pub mod fault_table;
#[cfg(doctest)]
pub mod guide;
pub mod invoices;
pub mod limits;
mod log;
pub mod model;
pub mod people;
pub mod pipeline;
pub mod soak;
mod transport;

use attio_core::Client;
use attio_emulator::Emulator;
pub use clock::FastClock;
pub use consent::{browser, consent};
pub use log::Log;
pub use transport::{
    Transport, client_of, client_over, emulator_builder, http_of, scratch, settings_at,
    settings_of, start_emulator,
};

/// An emulator and its client.
#[derive(Debug)]
pub struct Attio {
    /// The emulator.
    pub emulator: Emulator,
    /// Its client.
    pub client: Client,
}

impl Attio {
    /// Starts the emulator.
    #[must_use]
    pub fn start() -> Self {
        Self::of(start_emulator())
    }

    /// Returns a client of this emulator.
    #[must_use]
    pub fn of(emulator: Emulator) -> Self {
        let client = client_of(&emulator).build().expect("the settings are right");
        Self { emulator, client }
    }

    /// Starts the emulator, with a client whose waits take no time.
    #[must_use]
    pub fn with_clock() -> (Self, FastClock) {
        let clock = FastClock::default();
        let emulator = start_emulator();
        let client = client_of(&emulator).clock(clock.clone()).build();
        (Self { emulator, client: client.expect("the settings are right") }, clock)
    }
}

/// Returns `long` if the variable `ATTIO_LONG` is set, and `short` otherwise: the size of a test that finds more
/// if it runs longer.
#[must_use]
pub fn size(long: u64, short: u64) -> u64 {
    if std::env::var_os("ATTIO_LONG").is_some() { long } else { short }
}

/// Returns the same numbers for the same seed.
#[must_use]
pub fn random(seed: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed)
}
