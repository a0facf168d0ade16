//! Trials of a rate limiter: many tasks, a server that counts in one of three ways, and another integration that
//! uses the same budget. The clock is tokio's. If it is paused, a minute takes a moment, and the same seed gives
//! the same figures.

mod backend;
mod redis_server;
mod server;
mod trial;

pub use backend::Backend;
pub use redis_server::RedisServer;
pub use server::{Counting, Server};
pub use trial::{Figures, Load, Trial};
