//! The data types in serde's formats, for a program's own files, queues and logs. Requests to Attio
//! never use these formats.

mod error;
mod plan;
mod record;
mod value;
