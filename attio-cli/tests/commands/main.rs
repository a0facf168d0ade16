//! The command `attio`, as a program.

mod emulator;
mod import;
mod schema;
