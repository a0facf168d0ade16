//! The emulator over HTTP, by topic.
#![allow(clippy::unwrap_used)]

mod assert;
mod attributes;
mod auth;
mod control;
mod create;
mod defaults;
mod entries;
mod faults;
mod faults_answers;
mod history;
mod merge;
mod oauth;
mod objects;
mod openapi;
mod options;
mod pages;
mod people_and_deals;
mod query_errors;
mod query_logic;
mod query_model;
mod query_operators;
mod query_pages;
mod query_paths;
mod query_sorts;
mod rate_limit;
mod references;
mod search;
mod support;
mod transport;
mod uniqueness;
mod update;
mod values_contact;
mod values_other;
mod values_scalar;
