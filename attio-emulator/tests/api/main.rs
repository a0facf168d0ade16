//! The emulator over HTTP, by topic.
#![allow(clippy::unwrap_used)]

mod attributes;
mod auth;
mod control;
mod create;
mod defaults;
mod history;
mod objects;
mod openapi;
mod options;
mod people_and_deals;
mod references;
mod support;
mod transport;
mod uniqueness;
mod update;
mod values_contact;
mod values_other;
mod values_scalar;
