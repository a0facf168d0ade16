//! What the fuzz targets share: a struct with a field of every kind, and an emulator behind a
//! connection that speaks just enough HTTP.

mod people;
mod server;

pub use people::{Gender, Person, Thing};
pub use server::{Reply, Server};
