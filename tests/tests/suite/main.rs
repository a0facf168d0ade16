//! The client against the emulator, as one program: linking is what takes the time. A test that
//! needs a process of its own (its memory, its logger, its environment) is a program beside it.

mod any_bytes;
mod beside;
mod browser;
mod bulk;
mod bulk_journal;
mod bulk_kill;
mod committed_snapshots;
mod compile_errors_page;
mod documented_example;
mod failures;
mod fault_table;
mod filters;
mod guide;
mod hostile;
mod limiter;
mod oauth;
mod oauth_secrets;
mod outage;
mod properties;
mod queries;
mod rate_limited;
mod reading;
mod reconcile;
mod records;
mod redis_limiter;
mod refusals;
mod retries;
mod schema;
mod spans;
mod updates;
mod values;
