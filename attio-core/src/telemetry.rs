//! The spans of calls: spans of the crate `tracing`, for OpenTelemetry and logs.
//!
//! They are always enabled. If no subscriber records them, they cost two atomic loads per call.
//!
//! Every call of the API has a span [`CALL`]. Within it, every request has a span [`ATTEMPT`]. A call that
//! makes other calls, such as a stream of pages or `ensure`, has no such span: each of the other calls has one.
//! `create_or_reconcile` and `reconcile` have a span around their calls, [`RECONCILE`]. A call's span is
//! created at the first poll. Its parent is the span that was current when the call was created or, if there
//! was none, at the first poll.
//!
//! # Fields
//!
//! The names follow OpenTelemetry's conventions for HTTP clients, except the names with the prefix `attio`. The
//! crate `tracing-opentelemetry` reads the kind, name and status of a span from the fields `otel.*`.
//!
//! In the column *spans*, *both* means calls and attempts; *all* means calls, attempts and reconciliations.
//!
//! | field | spans | value |
//! |---|---|---|
//! | `attio.operation` | call | the name of the operation, see below |
//! | `attio.object`, `attio.list`, `attio.activity` | call, reconciliation | slug or ID of the call's target, as you passed it; absent for `request` |
//! | `attio.attempts` | call | the number of attempts |
//! | `attio.outcome` | call, reconciliation | `ok`, or the effect of a failed call: `not_applied`, `applied`, `unknown`, see [`Outcome`](crate::Outcome) |
//! | `attio.correlation_id` | call | your ID of the call, see below |
//! | `attio.execution_id` | both | Attio's ID of the request, from the header `x-attio-execution-id`; Attio's support asks for it |
//! | `attio.error_code` | all | Attio's error code, such as `value_not_found` |
//! | `http.request.method` | both | the HTTP method |
//! | `url.template` | both | the path with placeholders in place of IDs and slugs: `/v2/objects/{object}/records/{record_id}` |
//! | `server.address` | both | the host of the base URL |
//! | `server.port` | attempt | the port of the base URL |
//! | `http.request.resend_count` | attempt | the number of earlier attempts; absent for the first |
//! | `http.response.status_code` | both | the status of the (last) response |
//! | `error.type` | all | the status as a string if Attio refused (`"429"`), otherwise the kind of error, see below |
//!
//! The values of `attio.operation` are:
//!
//! * of records, entries and the token: `create`, `get`, `assert`, `append`, `overwrite`, `delete`, `query`, `history`,
//!   `entries`, `merge`, `search`, `whoami`
//! * of the [schema](crate::schema): `list_objects`, `list_lists`, `list_attributes`, `get_attribute`,
//!   `list_options`, `list_statuses`, `create_object`, `create_list`, `create_attribute`,
//!   `update_attribute`, `create_option`, `create_status`
//! * of an OAuth app: `oauth_exchange`, `oauth_introspect`
//! * of [`Client::request`](crate::Client::request): `request`
//!
//! The kinds in `error.type` are:
//!
//! * not sent: `request` (it cannot be sent), `connect`, `no_permit` (no permit from the rate limiter in time),
//!   `no_time` (the deadline left too little time)
//! * possibly sent: `not_processed` (as reported over HTTP/2), `transport`, `timeout`, `redirected` (your
//!   own HTTP client redirected a write), `foreign_response` (not from Attio), `response_unreadable`,
//!   `response_too_large`
//! * `system`: the runtime or the machine failed
//! * `unsettled`: the outcome of a reconciliation is unknown
//! * `cancelled`: the call was dropped before its end
//!
//! A call whose values cannot be written ends before its span [`CALL`] begins.
//!
//! **Never recorded:** tokens, values, e-mail addresses, IDs of records and entries, bodies, query parameters, and Attio's
//! messages, which quote values. The `DEBUG` events within the spans do not contain them either.
//!
//! # Metrics
//!
//! The library has no separate metrics, because they can be derived from the spans. Use the span metrics
//! connector of an OpenTelemetry collector, or write a short layer for `tracing-subscriber`.
//!
//! | metric | from |
//! |---|---|
//! | `http.client.request.duration` | duration of [`ATTEMPT`], by `http.request.method`, `url.template`, `http.response.status_code`, `error.type` |
//! | duration of a call, with all waits | duration of [`CALL`], by `attio.operation`, `attio.object` |
//! | calls and failures | count of [`CALL`] by `attio.outcome`, `error.type` |
//! | failed writes that may have been applied, to alert on | count of [`CALL`] with `attio.outcome` = `unknown` or `applied` |
//! | retries | count of [`ATTEMPT`] with `http.request.resend_count` |
//! | refusals by Attio's rate limit | count of [`ATTEMPT`] with `http.response.status_code` = 429 |
//! | time spent waiting for the rate limiter and before retries | duration of a [`CALL`] minus the durations of its [`ATTEMPT`]s |
//!
//! # Correlation IDs
//!
//! [`ClientBuilder::correlation_id`](crate::ClientBuilder::correlation_id) sets a function that returns an ID
//! for each call, such as the ID of the HTTP request that your program is serving.
//! [`Call::correlation_id`](crate::Call::correlation_id) sets the ID of one call. The ID is recorded in the
//! call's span. It is sent only if a header is set with
//! [`correlation_header`](crate::ClientBuilder::correlation_header). Attio documents no such header, so only
//! a proxy can use it.

/// The target of all spans and events, for filters such as `attio_core=info`.
pub const TARGET: &str = "attio_core";

/// The name of the span of a call, at level `INFO`.
pub const CALL: &str = "attio.call";

/// The name of the span of one request of a call, at level `INFO`.
pub const ATTEMPT: &str = "attio.attempt";

/// The name of the span around the calls of
/// [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) or
/// [`reconcile`](crate::AttioRecord::reconcile), at level `INFO`.
pub const RECONCILE: &str = "attio.reconcile";
