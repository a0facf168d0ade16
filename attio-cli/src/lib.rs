//! The command `attio`, and its code generator.
//!
//! ```text
//! attio schema pull                     # writes attio.schema.json; commit it
//! attio generate --output src/attio.rs  # writes structs and enums of options from it
//! attio schema check                    # in CI: fails if the workspace has changed
//! attio schema diff A B                 # shows the differences between two snapshots
//! attio schema push --dry-run           # shows what a push would create in the workspace
//! attio import people.csv --object people   # imports a CSV file; resumes after a kill
//! attio whoami                          # shows the workspace, scopes, and each command's needs
//! attio verify                          # checks attio-core's assumptions in a test workspace
//! attio emulator                        # serves the API in memory, for tests in any language
//! ```
//!
//! Every command has a `--help` with examples. All commands follow these rules:
//!
//! * The token for Attio comes from `ATTIO_API_KEY` or from `--token-file`. It is never an argument,
//!   because other users can see arguments in the list of processes. The emulator's key is not secret,
//!   and can be an argument. `ATTIO_BASE_URL` sets another host.
//! * Results go to standard output, everything else to standard error. `--json` prints results as
//!   JSON, `--quiet` prints only results and errors, `NO_COLOR` disables colours.
//! * The exit code is 0 for success, 1 for an error, 2 for wrong usage, 3 if differences were
//!   found (also by `verify`) or rows were not imported.
//!
//! The snapshot is the file that `--schema` or `ATTIO_SCHEMA` names, relative to the current folder.
//! By default it is the nearest `attio.schema.json`, in the current folder or above. The derive starts
//! at the folder of the crate's Cargo.toml instead, also for a relative `ATTIO_SCHEMA`. Its search ends
//! at the root of the cargo workspace or repository, and two files are an error.
//!
//! A snapshot is written to a temporary file and renamed, so that a build never reads half of it.
//! Cargo watches only files that existed at the last build, so it does not notice a first snapshot.
//! `attio schema pull` then touches the crate roots of the packages that depend on `attio-core`, in the
//! folder of the snapshot and below.
//!
//! The library contains only the generator: [`generate`].

pub mod generate;
