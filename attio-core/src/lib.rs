//! A typed schema layer for the [Attio](https://attio.com) CRM: annotate a struct, and it becomes a
//! record.
//!
//! ```
//! use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};
//!
//! #[derive(AttioRecord)]
//! #[attio(object = "people")]
//! struct Person {
//!     name: PersonalName,                                   // the slug is the field's name …
//!     #[attio(slug = "email_addresses", unique)]            // … or a slug …
//!     emails: Vec<EmailAddress>,
//!     #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96", slug = "description")]
//!     bio: Option<String>,                                  // … or an attribute ID
//! }
//!
//! # async fn f() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?; // ATTIO_API_KEY
//! let ada = Person {
//!     name: PersonalName::new("Ada", "Lovelace"),
//!     emails: vec!["ada@example.com".parse()?],
//!     bio: None,
//! };
//! let created = ada.create(&client).await?;
//! println!("{} {}", created.id.record_id, created.created_at);
//! let read: Person = created.decode()?;
//! # Ok(()) }
//! ```
//!
//! [The guide](https://github.com/attio-rs/attio-rs/blob/main/docs/guide/src/introduction.md) goes
//! from the first record to production. Here is where to look things up:
//!
//! * [`AttioRecord`]: the derive and what it gives a struct.
//! * [`value`]: a Rust type for each of Attio's 17 attribute types.
//! * [`query`]: typed filters and sorts, pages and streams; [`Patch`]: typed changes.
//! * [`schema`]: does the live workspace still match a struct, and making what it lacks.
//! * [`bulk`]: many records at once, and jobs that go on after their process was killed.
//! * [`Client`]: how to reach a workspace; its [timeout, deadline and rate
//!   limiter](Client#limits-and-defaults), which are on by default.
//! * [`Error`] and [`Outcome`]: what a failed call may have left behind; [`RetryPolicy`]: what is
//!   sent again.
//! * [`create_or_reconcile`](AttioRecord::create_or_reconcile): a record that is there once, whatever
//!   goes wrong.
//! * [`Scope`]: what a token must be allowed for each call, and
//!   [`require_scopes`](Client::require_scopes), which checks it. With the feature `oauth`, the module
//!   `oauth`: "Connect Attio" for apps of many workspaces.
//! * [`telemetry`]: the spans of calls, and what metrics follow from them.
//!
//! # Features
//!
//! All of them add something and take nothing away.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default) | TLS by rustls, with aws-lc and the platform's certificate verifier, as reqwest's own default |
//! | `rustls-no-provider` | the same with the cryptography that the program installs, such as ring; without one, reqwest panics when a client is built |
//! | `native-tls` | TLS by the operating system's library; for an OpenSSL of its own, add reqwest with `native-tls-vendored` |
//! | `oauth` | the module `oauth`: "Connect Attio" for apps of many workspaces |
//! | `journal` | `bulk::Journal`: a bulk job that was killed goes on where it was |
//! | `redis` | `RedisRateLimiter`, a rate limiter that many processes share |
//! | `chrono` | `NaiveDate` and `DateTime<Utc>` as types of fields, and conversions from and to [`Date`] and [`Timestamp`] |
//! | `time` | the same of `Date`, `UtcDateTime` and `OffsetDateTime` of the crate `time` |
//! | `jiff` | the same of `civil::Date` and `Timestamp` of `jiff`, whose last instant is before Attio's |
//! | `serde` | `Serialize` of all data types, and `Deserialize` of all but errors, reports and what only Attio answers; [`RecordId`] has both without it |
//! | `sqlx` | [`RecordId`] as a type of columns, a UUID, with `sqlx` 0.8 |
//!
//! Without any TLS feature only `http` base URLs can be reached: the embedded Attio. For diesel, keep
//! a record's UUID, [`RecordId::uuid`]: its traits are by backend, so that a type for all of them is
//! not cheap. [`Decimal`] is that of `rust_decimal`, always.
//!
//! Tests need neither a token nor the network: the crate `attio-emulator` is an Attio of your own.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
pub mod bulk;
mod calls;
mod client;
mod derived;
mod describe;
pub mod error;
mod interop;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod query;
mod raw;
mod reconcile;
mod record;
mod redact;
mod request;
pub mod schema;
mod scope;
mod sealed;
pub mod telemetry;
pub mod value;
mod wire;

/// The parameters of the type [`Attribute`]: which struct, which field, and what can be done with it.
pub mod attribute {
    pub use crate::describe::{Attribute, NotUnique, ReadOnly, Unique, Writable};
    // The bounds of methods, for their messages.
    #[doc(hidden)]
    pub use crate::describe::{IsUnique, IsWritable};
}

/// The second parameter of the type of a [`Patch`]: whether it can append, overwrite, or either.
pub mod patch {
    pub use crate::calls::{AppendOnly, AppendOrOverwrite, OverwriteOnly, Patch};
    // The bounds of its methods, for their messages; see `query`.
    #[doc(hidden)]
    pub use crate::calls::{
        AddedTo, AfterClear, CanAdd, CanAppend, CanOverwrite, IsMany, ValueFor,
    };
    #[doc(hidden)]
    pub use crate::value::{Many, One};
}

/// How fast a [`Client`] sends: see [there](Client#limits-and-defaults).
pub mod rate_limit {
    #[cfg(feature = "redis")]
    pub use crate::client::RedisRateLimiter;
    pub use crate::client::{LocalRateLimiter, RateLimit, RateLimiter};
    pub use crate::request::RequestKind;
}

pub use attio_derive::{AttioOption, AttioRecord, AttioValue};
pub use calls::{AttioRecord, Dynamic, DynamicRecord, MergedRecord, Patch};
pub use client::{
    Call, Client, ClientBuilder, Clock, Detailed, RawRequest, RawResponse, RetryPolicy, SystemClock,
};
pub use derived::{Creatable, HasUnique, ReadValues, WriteValues};
#[doc(hidden)]
pub use describe::RecordOf;
pub use describe::{Attribute, Described, Id, RecordId, Target};
#[doc(inline)]
pub use error::{ApiError, Error, Outcome, Result};
#[doc(inline)]
pub use query::{Filter, Query, RecordStream, Sort};
pub use raw::Values;
pub use reconcile::Reconciled;
pub use record::{Record, RecordKey};
/// The HTTP method of a call of [`Client::request`].
pub use reqwest::Method;
pub use scope::Scope;
/// The type that holds a token: it is wiped from memory, and never shown.
pub use secrecy::SecretString;
#[doc(inline)]
pub use value::{
    Actor, ActorRef, AnyRecordRef, AttioOption, Currency, Date, Decimal, Domain, EmailAddress,
    Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef, SelectOption, Status,
    Timestamp, Tracked, ValueError,
};

/// What generated code names. Not for people: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use std::convert::{AsRef, From};
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result;
    pub use std::{include_bytes, option_env};

    pub use attio_schema::AttributeType;
    pub use uuid::Uuid;

    pub use crate::calls::AttioRecord;
    pub use crate::derived::*;
    pub use crate::describe::{
        About, Attribute, Described, Field, NotUnique, PLAIN, ReadOnly, RecordId, Shape,
        StructAbout, Target, Unique, ValueError, ValueShape, Writable, attribute, kind,
    };
    pub use crate::query::{AnyText, ChoiceKind, KindOf, ValueKind};
    pub use crate::value::{
        AttioOption, Fits, OptionKey, ReadValue, WriteValue, read_option, write_option,
    };
    pub use crate::wire::{
        FieldReader, FieldWriter, RecordReader, ValueReader, ValueWriter, ValuesWriter,
    };
}
