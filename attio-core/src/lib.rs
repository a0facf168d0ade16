//! A typed schema layer for the [Attio](https://attio.com) CRM: annotate a struct, and it becomes a
//! record.
//!
//! ```
//! use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};
//!
//! #[derive(AttioRecord)]
//! #[attio(object = "people")]
//! struct Person {
//!     name: PersonalName,                                   // the field's name is the slug …
//!     #[attio(slug = "email_addresses", unique)]            // … or write the slug …
//!     emails: Vec<EmailAddress>,
//!     #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96", slug = "description")]
//!     bio: Option<String>,                                  // … or an ID
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
//! [The guide](https://github.com/attio-rs/attio-rs/blob/main/docs/guide/src/introduction.md) leads
//! from the first record to production. The reference by topic:
//!
//! * [`AttioRecord`]: the derive and the calls that it gives a struct.
//! * [`value`]: a Rust type for each of Attio's 17 attribute types.
//! * [`query`]: typed filters and sorts, pages and streams; [`Patch`]: typed changes.
//! * [`schema`]: checks that the live workspace matches a struct, and creates what it lacks.
//! * [`bulk`]: many records at once, in jobs that can resume after their process was killed.
//! * [`Client`]: the access to a workspace. Its [timeout, deadline and rate
//!   limiter](Client#limits-and-defaults) are on by default.
//! * [`Error`] and [`Outcome`]: whether a failed call may have been applied; [`RetryPolicy`]: which
//!   requests are retried.
//! * [`create_or_reconcile`](AttioRecord::create_or_reconcile): creates a record exactly once, even
//!   if a response is lost.
//! * [`Scope`]: the scopes that each call needs; [`require_scopes`](Client::require_scopes) checks
//!   that the token has them. The module `oauth` (a feature) connects an app to many workspaces.
//! * [`telemetry`]: the spans of calls, and the metrics to derive from them.
//!
//! # Features
//!
//! Features only add items; no feature removes or changes any.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default) | reqwest's default: TLS with rustls, aws-lc and the platform's certificate verifier |
//! | `rustls-no-provider` | rustls with the crypto provider that the program installs, such as ring; if none is installed, [`build`](ClientBuilder::build) returns an error |
//! | `native-tls` | TLS with the operating system's library; to bundle OpenSSL, add reqwest with `native-tls-vendored` |
//! | `oauth` | the module `oauth`, which connects an app to many workspaces |
//! | `journal` | `bulk::Journal`, with which a bulk job that was killed resumes where it stopped |
//! | `redis` | `RedisRateLimiter`, a rate limiter that many processes share |
//! | `chrono` | `NaiveDate` and `DateTime<Utc>` as field types, and conversions from and to [`Date`] and [`Timestamp`] |
//! | `time` | like `chrono`, for `Date`, `UtcDateTime` and `OffsetDateTime` of the crate `time` |
//! | `jiff` | like `chrono`, for `jiff`'s `civil::Date` and `Timestamp`, whose maximum is earlier than Attio's |
//! | `serde` | `Serialize` and `Deserialize` for data types, [in their natural forms](value#serde); errors and reports have only `Serialize`; [`RecordId`] has both without the feature; also for [`Decimal`] and [`Url`] |
//! | `sqlx` | [`RecordId`] as a column type, a UUID, with `sqlx` 0.8 |
//!
//! Without a TLS feature, the client can only reach `http` base URLs: the emulator. For other base
//! URLs, [`build`](ClientBuilder::build) then returns an error. For diesel,
//! store a record's UUID ([`RecordId::uuid`]): diesel's traits are per backend, and supporting all
//! of them would be expensive to compile. [`Decimal`] is always the type of `rust_decimal`.
//!
//! Tests need neither a token nor the network: they run against the emulator, the crate
//! `attio-emulator`. [`testing`] makes errors for unit tests.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
pub mod bulk;
mod calls;
mod client;
mod derived;
mod describe;
mod entry;
pub mod error;
mod interop;
#[cfg(feature = "oauth")]
#[doc(alias("oauth2", "connect"))]
pub mod oauth;
pub mod query;
mod raw;
mod reconcile;
mod record;
mod redact;
mod request;
mod row;
pub mod schema;
mod scope;
mod sealed;
#[doc(alias("tracing", "opentelemetry", "metrics", "spans"))]
pub mod telemetry;
pub mod value;
mod wire;

/// The type [`Attribute`], and the marker types of its parameters.
pub mod attribute {
    pub use crate::describe::{Attribute, NotUnique, ReadOnly, Unique, Writable};
    // Bounds of methods, public because compiler messages name them.
    #[doc(hidden)]
    pub use crate::describe::{IsUnique, IsWritable};
}

/// The type [`Patch`], and the marker types of its mode: append, overwrite, or either.
pub mod patch {
    pub use crate::calls::{AppendOnly, AppendOrOverwrite, OverwriteOnly, Patch};
    // Bounds of its methods, public because compiler messages name them; see `query`.
    #[doc(hidden)]
    pub use crate::calls::{
        AddedTo, AfterClear, CanAdd, CanAppend, CanOverwrite, IsMany, ValueFor,
    };
    #[doc(hidden)]
    pub use crate::value::{Many, One};
}

/// The rate limiters of a [`Client`]; see [how fast it sends](Client#limits-and-defaults).
pub mod rate_limit {
    #[cfg(feature = "redis")]
    pub use crate::client::RedisRateLimiter;
    pub use crate::client::{LocalRateLimiter, RateLimit, RateLimiter};
    pub use crate::request::RequestKind;
}

/// Errors for unit tests of code that handles errors. Programs in production do not use it.
///
/// For tests of code that sends requests, see the crate `attio-emulator`.
pub mod testing {
    pub use crate::error::TestError;
}

pub use attio_derive::{AttioEntry, AttioOption, AttioRecord, AttioValue};
pub use calls::{AttioEntry, AttioRecord, DynamicEntry, DynamicRecord, MergedRecord, Patch};
pub use client::{
    Call, Client, ClientBuilder, Clock, Detailed, RawRequest, RawResponse, RetryPolicy, SystemClock,
};
pub use derived::{Creatable, HasUnique, ReadValues, WriteValues};
pub use describe::{Attribute, Described, EntryId, Id, RecordId, Rows, Target};
#[doc(hidden)]
pub use describe::{EntryOf, IsEntry, IsRecord, NoParent, ParentId, RecordOf};
#[doc(hidden)]
pub use entry::OfEntries;
pub use entry::{Entry, EntryKey};
#[doc(inline)]
pub use error::{ApiError, Error, Outcome, Result};
#[doc(inline)]
pub use query::{Filter, Query, RecordStream, Sort};
pub use raw::Values;
pub use reconcile::Reconciled;
#[doc(hidden)]
pub use record::OfRecords;
pub use record::{Record, RecordKey};
/// The HTTP method of a [`Client::request`].
pub use reqwest::Method;
pub use row::{AnyEntry, AnyRecord};
#[doc(hidden)]
pub use row::{ParentOf, Row};
pub use scope::Scope;
/// The type of a token: it is wiped from memory when dropped, and never shown.
pub use secrecy::SecretString;
/// The type of [`Record::web_url`].
pub use url::Url;
#[doc(inline)]
pub use value::{
    Actor, ActorRef, AnyRecordRef, AttioOption, Currency, Date, Decimal, Domain, EmailAddress,
    Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef, SelectOption, Status,
    Timestamp, Tracked, ValueError,
};

/// Items for generated code only: they change without notice.
#[doc(hidden)]
pub mod __private {
    pub use std::convert::{AsRef, From};
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result;
    pub use std::string::String;
    pub use std::{include_bytes, option_env};

    pub use attio_schema::AttributeType;
    pub use uuid::Uuid;

    pub use crate::calls::{AttioEntry, AttioRecord};
    pub use crate::derived::*;
    pub use crate::describe::{
        About, Attribute, Described, EntryId, Field, NoParent, NotUnique, PLAIN, ReadOnly,
        RecordId, Rows, Shape, StructAbout, Target, Unique, ValueError, ValueShape, Writable,
        attribute, kind,
    };
    pub use crate::entry::Entry;
    pub use crate::query::{AnyText, ChoiceKind, FilterKind, KindOf, Operand, Parent, ValueKind};
    pub use crate::record::Record;
    pub use crate::row::{AnyRecord, ParentOf};
    pub use crate::sealed::Sealed;
    pub use crate::value::{
        AnyRecordRef, AttioOption, Fits, OptionKey, ReadValue, WriteValue, option_shape,
        read_option, write_option,
    };
    pub use crate::wire::{
        FieldReader, FieldWriter, RecordReader, ValueReader, ValueWriter, ValuesWriter,
    };
}
