//! The command `attio`, as a program.

mod ahead;
mod attribute_types;
mod emulator;
mod hostile;
mod import;
mod readme;
mod schema;
mod verify;
