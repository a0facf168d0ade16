//! The embedded Attio: the REST API v2 in memory, over HTTP on loopback.

mod builder;
mod canned;
mod coerce;
mod emulator;
mod error;
mod fields;
mod http;
mod json;
mod requests;
mod rules;
mod server;
mod standard_objects;
mod store;
mod text;

pub use builder::Builder;
pub use canned::CannedResponse;
pub use emulator::{Emulator, Refused, StartError};
pub use requests::ReceivedRequest;
pub use rules::{NumberDecimals, ReadOnlyWrites, RequiredWithoutDefault};
