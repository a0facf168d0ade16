//! Packages outside of the workspace, as users have them, that cargo builds with `attio-core`.

mod rebuild;
mod stranger;
