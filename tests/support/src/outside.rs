//! Packages outside of the workspace, like those of a user of the crates.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// Writes the manifest and the lock file of a package `name` in `folder`, with `dependencies` as lines
/// of TOML. It has the versions and the profiles of the workspace, so that most dependencies are already
/// built.
///
/// # Errors
///
/// Returns an error if a file cannot be read or written.
pub fn write_package(folder: &Path, name: &str, dependencies: &str) -> io::Result<()> {
    let workspace = workspace();
    let manifest = fs::read_to_string(workspace.join("Cargo.toml"))?;
    let profiles: String = manifest
        .split("\n[")
        .filter(|section| section.starts_with("profile."))
        .map(|section| format!("\n[{section}\n"))
        .collect();
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
             [dependencies]\n{dependencies}\n\n[workspace]\n{profiles}"
        ),
    )?;
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

/// Returns the line that depends on `krate` of this workspace.
#[must_use]
pub fn path_dependency(krate: &str) -> String {
    format!("{krate} = {{ path = {:?} }}", workspace().join(krate))
}

/// Returns a command that runs `cargo` with `args` in `folder`: offline, in the target folder of the
/// workspace, without the variables that affect the build.
#[must_use]
pub fn cargo(folder: &Path, args: &[&str]) -> Command {
    let target = super::folder_for_tests();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(args)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target.parent().expect("it is in the target folder"))
        .env_remove("RUSTFLAGS")
        .env_remove("ATTIO_SCHEMA")
        .env_remove("ATTIO_SCHEMA_REQUIRED")
        .env_remove("ATTIO_SCHEMA_CHECK");
    cargo
}

fn workspace() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    tests.and_then(Path::parent).expect("the package is tests/support")
}
