//! The data types in serde's formats, for a program's own files, queues and logs; what Attio is sent
//! never goes through them.

mod error;
mod record;
mod value;
