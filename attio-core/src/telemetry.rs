//! What a client tells of its calls: spans of the crate `tracing`, which OpenTelemetry and logs are
//! made of.
//!
//! There is nothing to switch on. Where no subscriber takes these spans, a call pays two looks at
//! an atomic.
//!
//! Every call of the API is a span [`CALL`], and every request that it sends a span [`ATTEMPT`] within.
//! A call that makes others, such as a stream of pages or `ensure`, has a span for each of them;
//! `create_or_reconcile` has one of its own around them, [`RECONCILE`]. A call's span is created at the
//! first poll, as a child of the span that was current when the call was made. If none was current then, the
//! parent is the span that is current at the first poll.
//!
//! # Fields
//!
//! The names are those of OpenTelemetry's conventions for HTTP clients; those that begin with
//! `attio` are our own. The fields `otel.*` are for the crate `tracing-opentelemetry`, which makes the
//! kind, the name and the status of a span of them.
//!
//! *Both* are calls and attempts, *all* are calls, attempts and reconciliations.
//!
//! | field | of | what it is |
//! |---|---|---|
//! | `attio.operation` | call | `create`, `get`, `assert`, `append`, `overwrite`, `delete`, `query`, `history`, `entries`, `merge`, `search`, `whoami`; `list_objects`, `list_lists`, `list_attributes`, `get_attribute`, `list_options`, `list_statuses` and `create_object`, `create_attribute`, `update_attribute`, `create_option`, `create_status` of the [schema](crate::schema); `oauth_exchange` and `oauth_introspect` of an OAuth app; `request` of [`Client::request`](crate::Client::request) |
//! | `attio.object`, `attio.list`, `attio.activity` | call, reconciliation | slug or ID of the target that the call is about, as it was given; absent for `request` |
//! | `attio.attempts` | call | how many requests were sent, or tried to be |
//! | `attio.outcome` | call, reconciliation | `ok`; of a failure what is known of its effect: `not_applied`, `applied`, `unknown`, see [`Outcome`](crate::Outcome) |
//! | `attio.correlation_id` | call | your ID of the request, see below |
//! | `attio.execution_id` | both | Attio's ID of it, from the header `x-attio-execution-id`; what its support asks for |
//! | `attio.error_code` | all | Attio's code of an error, such as `value_not_found` |
//! | `http.request.method` | both | |
//! | `url.template` | both | the path with names in place of IDs and slugs: `/v2/objects/{object}/records/{record_id}` |
//! | `server.address` | both | the host of the base URL |
//! | `server.port` | attempt | the port of the base URL |
//! | `http.request.resend_count` | attempt | how many attempts there were before; none of the first |
//! | `http.response.status_code` | both | of the (last) answer |
//! | `error.type` | all | the status as a string if Attio refused (`"429"`), otherwise `connect` (not sent), `not_processed` (as HTTP/2 says it), `transport`, `timeout`, `no_turn` (of the rate limiter), `no_time` (too little was left of the deadline to send it), `redirected` (a write, by your own HTTP client), `response_unreadable`, `response_too_large`, `request` (cannot be sent), `system` (the runtime ended), `unsettled` (of a reconciliation), `cancelled` (dropped before its end) |
//!
//! A call whose values cannot be written has no span, since it is never sent.
//!
//! **What is never in them:** tokens, values, e-mail addresses, record IDs, bodies, parameters of the
//! query, and Attio's messages, which quote values. The events at level `DEBUG` within the spans
//! keep to the same.
//!
//! # Metrics
//!
//! They follow from the spans, so there is no second set of instruments: a span metrics connector of
//! an OpenTelemetry collector makes them, or a layer of `tracing-subscriber` of a few lines.
//!
//! | metric | from |
//! |---|---|
//! | `http.client.request.duration` | time of [`ATTEMPT`], by `http.request.method`, `url.template`, `http.response.status_code`, `error.type` |
//! | time of a call, with all waiting | time of [`CALL`], by `attio.operation`, `attio.object` |
//! | calls and failures | count of [`CALL`] by `attio.outcome`, `error.type` |
//! | writes of unknown outcome, to alert on | count of [`CALL`] with `attio.outcome` = `unknown` or `applied` |
//! | repeats | count of [`ATTEMPT`] that have `http.request.resend_count` |
//! | refusals by Attio's rate limit | count of [`ATTEMPT`] with `http.response.status_code` = 429 |
//! | time spent waiting for the rate limiter and before repeats | time of a [`CALL`] less that of its [`ATTEMPT`]s |
//!
//! # An ID of your own
//!
//! [`ClientBuilder::correlation_id`](crate::ClientBuilder::correlation_id) names each call by a
//! function, such as one that reads the ID of the HTTP request that is being answered, and
//! [`Call::correlation_id`](crate::Call::correlation_id) one call. It is in the span. It is sent only
//! where a header is named for it, with
//! [`correlation_header`](crate::ClientBuilder::correlation_header): Attio documents no such
//! header, so that only a proxy on the way can make use of one.

/// The target of spans and events, for filters such as `attio_core=info`.
pub const TARGET: &str = "attio_core";

/// The name of the span of a call, at level `INFO`.
pub const CALL: &str = "attio.call";

/// The name of the span of one request of a call, at level `INFO`.
pub const ATTEMPT: &str = "attio.attempt";

/// The name of the span around the calls of
/// [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile), at level `INFO`.
pub const RECONCILE: &str = "attio.reconcile";
