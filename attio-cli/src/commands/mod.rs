//! One file per command.

pub(crate) mod completions;
pub(crate) mod emulator;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod schema;
pub(crate) mod verify;
pub(crate) mod whoami;
