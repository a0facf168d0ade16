//! The schema of the live workspace at run time: reading it, checking a struct against it, and
//! making what is missing.
//!
//! ```no_run
//! use attio_core::{AttioRecord, Client};
//!
//! #[derive(AttioRecord)]
//! #[attio(object = "invoices", singular = "Invoice", plural = "Invoices")]
//! struct Invoice {
//!     #[attio(unique)]
//!     number: String,
//!     #[attio(title = "Net amount", currency = "EUR")]
//!     net: attio_core::Currency,
//! }
//!
//! # async fn f(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let report = client.check::<Invoice>().await?; // at the start of the program
//! if !report.is_ok() {
//!     eprintln!("{report}");
//! }
//! client.ensure::<Invoice>().await?; // code first: creates what is missing
//! # Ok(()) }
//! ```
//!
//! The model, [`Workspace`], is that of the crate `attio-schema`, which also compares two of them.

mod check;
mod default_value;
mod ensure;
mod facts;
mod plan;
mod pull;
mod report;
mod requests;

pub use crate::client::SchemaFacts;
pub use attio_schema::Workspace;
pub use ensure::Ensure;
pub use plan::{Plan, Refusal, Step};
pub use pull::{PullProgress, PullSchema};
pub use report::{SchemaProblem, SchemaReport};
