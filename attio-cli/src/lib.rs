//! The command `attio`, and its code generator.
//!
//! ```text
//! attio schema pull                     # writes attio.schema.json; commit it
//! attio generate --output src/attio.rs  # writes structs and enums of options from it
//! attio schema check                    # in CI: fails if the workspace has changed
//! attio schema diff A B                 # shows the differences between two snapshots
//! attio schema push --dry-run           # shows what it would create in another workspace
//! attio import people.csv --object people   # imports a CSV file; resumes after a kill
//! attio whoami                          # shows the workspace, scopes, and each command's needs
//! attio verify                          # checks attio-core's assumptions in a test workspace
//! attio emulator                        # serves the API in memory, for tests in any language
//! ```
//!
//! Every command has a `--help` with examples. All commands follow these rules:
//!
//! * The token comes from `ATTIO_API_KEY` or from `--token-file`, never from an argument, which
//!   others can see in the list of processes. `ATTIO_BASE_URL` sets another host.
//! * Results go to standard output, everything else to standard error. `--json` prints results as
//!   JSON, `--quiet` prints only results and errors, `NO_COLOR` disables colours.
//! * The exit code is 0 for success, 1 for an error, 2 for wrong usage, 3 if differences were
//!   found (also by `verify`) or rows were not imported.
//!
//! The snapshot is the file that `--schema` or `ATTIO_SCHEMA` names. Otherwise it is the nearest
//! `attio.schema.json` from the current folder upwards, which the derive also reads. It is written to
//! a temporary file and renamed, so that a build never reads half of it. Cargo does not notice a
//! first snapshot, because it watches only files that existed at the last build. So the command that
//! writes it touches the crate roots of packages below it that depend on `attio-core`.
//!
//! The library contains only the generator: [`generate`].

pub mod generate;
