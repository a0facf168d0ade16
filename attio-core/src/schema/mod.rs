//! The schema of the live workspace: reading it, checking a struct against it, and creating what is
//! missing.
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
//! The model, [`Workspace`], is from the crate `attio-schema`, which can also compare two
//! workspaces.

mod check;
mod default_value;
mod ensure;
mod facts;
mod plan;
mod pull;
mod report;
mod requests;
mod target;

pub use crate::client::SchemaFacts;
pub use attio_schema::Workspace;
pub use ensure::Ensure;
pub use plan::{Plan, Refusal, Step};
pub use pull::{PullProgress, PullSchema};
pub use report::{SchemaProblem, SchemaReport};
