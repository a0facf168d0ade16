//! The command `attio`, and the code generator behind it.
//!
//! ```text
//! attio schema pull                     # writes attio.schema.json; commit it
//! attio generate --output src/attio.rs  # structs and enums of options from it
//! attio schema check                    # in CI: fails when the workspace has changed
//! attio schema diff A B                 # what differs between two snapshots
//! attio schema push --dry-run           # what it would create in another workspace
//! attio import people.csv --object people   # a CSV file as records; resumes after a kill
//! attio whoami                          # workspace, scopes, and what each command needs
//! attio verify                          # is Attio as the library takes it to be? in a test workspace
//! attio emulator                        # the API in memory, for tests in any language
//! ```
//!
//! Every command has a `--help` with examples. What they share:
//!
//! * The token comes from `ATTIO_API_KEY` or from `--token-file`, never from an argument, which
//!   others can see in the list of processes. `ATTIO_BASE_URL` leads to another host.
//! * Results go to standard output, everything else to standard error. `--json` makes the results
//!   JSON, `--quiet` leaves only errors, `NO_COLOR` turns colours off.
//! * The exit code is 0 for success, 1 for an error, 2 for wrong usage, 3 if differences were
//!   found (also by `verify`) or rows were not imported.
//!
//! The snapshot is `attio.schema.json`: `ATTIO_SCHEMA` or `--schema` where given, else the nearest
//! one from the current folder upwards, the same that the derive reads. It is written beside and
//! renamed, so that a build never reads half of it. A first snapshot is invisible to cargo, which
//! watches files that were there; so the command that writes it touches the crate roots of the
//! packages below it that depend on `attio-core`, and the next build reads it.
//!
//! As a library the crate has the generator: [`generate`].

pub mod generate;
