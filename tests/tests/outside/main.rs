//! Packages outside of the workspace, like those of users, that cargo builds with `attio-core`.

mod entries;
mod examples;
mod rebuild;
mod stranger;
