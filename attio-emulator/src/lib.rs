//! The embedded Attio: the REST API v2 in memory, over real HTTP on loopback, for tests and
//! development.
//!
//! ```
//! use attio_emulator::Emulator;
//! use serde_json::json;
//!
//! let attio = Emulator::start_blocking()?; // or `Emulator::start().await`
//! attio.seed("companies", &json!({"name": "Acme", "domains": ["acme.com"]}))?;
//! // Point any client at these two:
//! let (base_url, api_key) = (attio.base_url(), attio.api_key());
//! assert!(base_url.starts_with("http://127.0.0.1:"));
//! assert_eq!(api_key.len(), 64);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It starts with the five standard objects (people, companies, deals, users, workspaces), one
//! member (Ada Admin, `ada@example.com`) and one token with all scopes; [`Builder`] has other
//! settings. It runs on a thread of its own and stops when the handle is dropped. `attio emulator`
//! of the crate `attio-cli` serves the same to any language.
//!
//! # What is the same each time
//! The IDs of the workspace, the token, members, objects, attributes, options and statuses are
//! derived from slugs, titles and e-mail addresses: the same in every run, for what a test makes
//! too. The IDs of records, the API key (unless set) and the port (unless set) differ each time.
//! Times are the machine's, cut to milliseconds as Attio's are: writes within a millisecond have the
//! same. A later write never has an earlier time.
//!
//! # What it does
//! Objects, attributes, options and statuses (read, make, change; delete of custom objects), records
//! (create, assert, get, append, overwrite, delete, query, search, merge), the values of one
//! attribute with their history, saved views, workspace members, `GET /v2/self`. Coercion,
//! normalisation and refusals are those of Attio's OpenAPI document and documentation, the error
//! messages those that were seen on the wire.
//!
//! [`Builder::enrichment`] imitates how Attio links a person to a company some time after it was made.
//! The emulator does not imitate other enrichment, interactions and other read-only attributes that
//! Attio fills (they are there and empty), permissions of single members ([`Fault::Forbidden`] refuses
//! in their place), lists (so a record has no entries), notes, tasks, webhooks. Rate limits are off
//! unless [`Builder::rate_limit`] sets them.
//!
//! The tests in `tests/api/facts` list what is known of Attio beyond its document. The name of each
//! begins with its source: captured, document or chosen.
//!
//! # Faults
//! A backend that calls Attio has to live with lost answers, rate limits and proxies. Inject a
//! [`Fault`] and see what yours does:
//!
//! ```
//! use attio_emulator::{Emulator, Fault, Operation};
//!
//! let attio = Emulator::start_blocking()?;
//! // The first create is stored, and its answer lost.
//! attio.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
//! # let my_backend = |attio: &Emulator| {
//! #     use std::io::{Read, Write};
//! #     let address = attio.base_url().strip_prefix("http://").unwrap_or_default();
//! #     let body = r#"{"data":{"values":{}}}"#;
//! #     let mut stream = std::net::TcpStream::connect(address)?;
//! #     let head = format!("POST /v2/objects/people/records HTTP/1.1\r\nhost: x\r\n\
//! #         content-type: application/json\r\nauthorization: Bearer {}\r\n\
//! #         content-length: {}\r\n\r\n{body}", attio.api_key(), body.len());
//! #     stream.write_all(head.as_bytes())?;
//! #     stream.read_to_end(&mut Vec::new())
//! # };
//! my_backend(&attio)?; // makes a person
//! // Did it try again, and is there one person or two?
//! assert_eq!(attio.record_ids("people").len(), 1);
//! let first = &attio.requests()[0];
//! assert_eq!(first.faults, [Fault::ApplyThenDrop]);
//! assert!(first.applied());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A fault happens [once](Fault::once), [n times](Fault::times), [always](Fault::always), or [by
//! rate](Fault::with_probability), with dice that fall the same way in each run; with every request,
//! or with those of a [method](Injection::method), a [path](Injection::path), an [`Operation`].
//! Those that only take time ([`Fault::StallThenApply`], [`Fault::ApplyThenStall`],
//! [`Fault::SlowDrip`]) and those that let somebody else write the record
//! ([`Fault::EditAfter`], [`Fault::DeleteAfter`]) are added to others. [`Emulator::requests`] shows
//! what each request met and whether it was applied.
//!
//! Each response of Attio has the header `x-attio-execution-id`, an error too. A response that is not
//! Attio's, as proxies and portals give it, has none: [`Fault::Foreign`], [`Fault::ApplyThenForeign`]
//! and [`Fault::Redirect`].
//!
//! The connection can fail too, over HTTP/1.1 as well as over HTTP/2:
//!
//! | fault | HTTP/2 | HTTP/1.1 | applied |
//! |---|---|---|---|
//! | [`Fault::DropBeforeReading`], [`Fault::DropBeforeApplying`] | the connection is closed, with all its streams | the connection is closed | no |
//! | [`Fault::ApplyThenDrop`] | the same | the same | yes |
//! | [`Fault::RefuseStream`] | RST_STREAM with REFUSED_STREAM | the connection is closed | no |
//! | [`Fault::ResetBeforeApplying`] | RST_STREAM with INTERNAL_ERROR | the connection is closed | no |
//! | [`Fault::ApplyThenReset`] | RST_STREAM with INTERNAL_ERROR | the connection is closed | yes |
//! | [`Fault::GoAway`] | GOAWAY with NO_ERROR: this stream and the later ones get nothing, the earlier ones their responses | the connection is closed | no, nor the later ones |
//! | [`Fault::ApplyThenGoAway`] | the response, and GOAWAY with NO_ERROR | the response, with `connection: close` | yes |
//! | [`Fault::ApplyThenGoAwayError`] | GOAWAY with INTERNAL_ERROR, no response | the connection is closed | yes |
//! | [`Fault::GoSilent`] | nothing more is read or written, PING is not acknowledged | nothing more is read or written | no |
//! | [`Fault::ApplyThenGoSilent`] | the same | the same | yes |
//! | [`Fault::StallConnection`] | a new connection is silent: the TLS handshake stalls | the same; without TLS, the request | no |
//! | [`Fault::FewStreams`] | a new connection allows so many streams at a time | nothing | yes |
//! | [`Fault::ClosedWindow`] | a new connection takes no bodies of requests | nothing | only without a body |
//! | [`Fault::Status`] with 421 | "misdirected": to be sent on another connection | the same | no |
//! | [`Emulator::stall_connects`] | new TCP handshakes stall | the same | no |
//!
//! For other languages there is `attio emulator --fault`, any number of times, with the form
//! `fault[=value][:how often][@requests]…`:
//!
//! | part | is |
//! |---|---|
//! | fault | `drop-before-reading`, `drop-before-applying`, `apply-then-drop`, `refuse-stream`, `reset-before-applying`, `apply-then-reset`, `go-away`, `apply-then-go-away`, `apply-then-go-away-error`, `go-silent`, `apply-then-go-silent`, `stall-connection`, `few-streams=1`, `closed-window`, `status=503`, `status=421`, `html=503`, `empty=200`, `no-content`, `envelope`, `apply-then-status=503`, `apply-then-html=503`, `apply-then-empty=200`, `apply-then-no-content`, `apply-then-envelope`, `stall-then-apply=2s`, `apply-then-stall=500ms`, `edit-after=name=Other` (in the value, `%3A` is `:`, `%40` is `@`, `%25` is `%`), `delete-after`, `truncated`, `invalid-json`, `wrong-content-type`, `429`, `429=8`, `429=date+60s`, `429=date-60s`, `429=absent`, `429=garbage`, `slow-drip=2s`, `unauthorized`, `forbidden`, `concurrent-write`, `oversized=1000000`, `deep-nesting=10000`, `redirect=http://127.0.0.1:4011` |
//! | how often | `once`, `3x`, a share such as `0.05`; `always` without it |
//! | requests | `@create`, `@assert`, `@get`, `@append`, `@overwrite`, `@delete`, `@query`, `@search`, `@merge`, `@read`, `@write`; `@POST`; `@/v2/objects/*/records`; none for `stall-connection`, `few-streams` and `closed-window` |
//!
//! Such as `attio emulator --fault apply-then-drop:0.05@create --fault 429:0.1`.
//!
//! # HTTPS
//! Attio speaks HTTPS and, with clients that can, HTTP/2. So does the emulator with
//! `Builder::tls(true)`: it offers both versions of HTTP, and the client chooses. A client has to
//! trust [`Emulator::ca_certificate`], which is another one in each run:
//!
//! ```
//! # #[cfg(feature = "tls")] {
//! use attio_emulator::Emulator;
//!
//! let attio = Emulator::builder().tls(true).start_blocking()?;
//! let ca = reqwest::Certificate::from_pem(attio.ca_certificate().as_bytes())?;
//! let client = reqwest::blocking::Client::builder().tls_certs_only([ca]).no_proxy().build()?;
//! let request = client.get(format!("{}/v2/self", attio.base_url()));
//! let response = request.bearer_auth(attio.api_key()).send()?;
//! assert_eq!(response.version(), reqwest::Version::HTTP_2);
//! let received = &attio.requests()[0];
//! assert_eq!((received.version, received.connection), (http::Version::HTTP_2, 1));
//! assert_eq!(attio.connections(), 1);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An HTTP/2 connection takes 100 streams at a time. A handshake that takes more than 30 seconds is
//! given up. For other languages there is `attio emulator --tls`, which prints the path of a file with
//! the certificate.
//!
//! HTTPS is the feature `tls`, which is on by default. It compiles aws-lc, which takes a C compiler;
//! without it the emulator has plain HTTP/1.1 only.
//!
//! # Proxies
//! [`Proxy`] is an HTTP proxy for tests of clients that have to use one: it tunnels, requires
//! credentials, refuses or stalls, and [tells](Proxy::has_seen) whether it has seen a secret.
//!
//! # OAuth
//! Apps that members connect to the workspace: [`Builder::oauth_app`] registers one, and
//! `/authorize`, `/oauth/token` and `/oauth/introspect`, which Attio has at `app.attio.com`, are at
//! [`Emulator::base_url`]. The consent page asks for one click, and acts as the first member. The
//! tokens of an app work with its scopes, and what they write has the app as its actor.
//!
//! ```
//! use attio_emulator::{Emulator, OAuthApp};
//!
//! let app = OAuthApp::new("billing", "s3cret", "http://127.0.0.1:3000/callback")
//!     .name("Billing")
//!     .scopes(["record_permission:read-write", "object_configuration:read"]);
//! let attio = Emulator::builder().oauth_app(app).start_blocking()?;
//! // Send a browser to `{base_url}/authorize?client_id=billing&response_type=code&redirect_uri=…`.
//! # let _ = attio;
//! # Ok::<(), attio_emulator::StartError>(())
//! ```
//!
//! # Pages
//! `web_url` of a record opens a page that shows it: the values, what they were before, who wrote
//! them. The index is at [`Emulator::base_url`]. The pages only read, but for the consent page of
//! OAuth, and need no token, so that a link opens with a click: the server listens on loopback, and requests for another host name than
//! `localhost` or a loopback address get no page. The token is on no page.
//!
//! # What nobody has documented, and what was chosen
//! Where Attio's behaviour is not published the stricter one was chosen. Some choices are switches
//! of the [`Builder`].
//!
//! Requests:
//! - A body that is no JSON, or has another content type than `application/json`: 400
//!   `validation_type`, `Body payload validation error.` A body that is nested more than 64 levels
//!   deep is no JSON.
//! - A body over [`Builder::body_limit`]: 413 `validation_type` (documented for notes only). The body of a
//!   request without a token that the emulator knows is read to 64 KiB, and the rest thrown away.
//! - Extra members of `data` when a record is made are refused (documented for the other writes).
//! - A `record_id` that is no UUID: 400 `validation_type`, `Query params validation error.`; so are
//!   a `limit` below 1, an `offset` below 0, and a flag that is neither `true` nor `false`.
//! - The token is looked at first, then its scopes, the form of IDs in the path, whether the body is
//!   JSON, whether what the path names exists, and then the shape of the body. An unknown route is
//!   404 without a token too.
//! - 401 without a token: the message is made up. The 403 message names other scopes than Records
//!   in the same manner. `GET /v2/self` with a token that is not recognised: the end of the message
//!   is made up.
//! - `attributes` and `values` without `limit` answer everything.
//!
//! Values:
//! - `validation_errors` names all mistakes of a body, of a query or of an attribute's values (captured
//!   for names, attributes and lists), in the order in which the members are documented. `path` starts
//!   at the single value; an element of an array has no index. The message is about the first
//!   attribute that has a mistake.
//! - Two values for a single-select attribute are refused, even equal ones. The same attribute by
//!   slug and by ID is refused. Equal values of a multi-select attribute are folded:
//!   [`Builder::duplicates`].
//! - Read-only attributes are refused: [`Builder::read_only_writes`]. An archived attribute is as
//!   unknown as one that never was, and is no key of `values`.
//! - An archived option or status is not found. Titles are compared exactly, and win over IDs.
//! - text: `""` is a value. A number or a boolean is refused.
//! - number: more than four decimals are refused: [`Builder::number_decimals`]. An integer that a
//!   64-bit float cannot hold is rounded. Numeric strings are refused.
//! - currency: a numeric string is taken bare, as documented, and refused as `currency_value`. Zeros
//!   at the end do not count as decimals and are not kept. An amount has at most 28 digits.
//! - rating: `3.0` is 3.
//! - date, timestamp: the missing parts of a partial timestamp get their least value. Offsets may be
//!   `Z`, `±hh`, `±hhmm`, `±hh:mm`. More than nine decimals of a second, week dates, ordinal dates,
//!   lower-case `t` and a space in place of the `T` are refused.
//! - domain: scheme, user, port, path, query and a final dot are cut; international letters become
//!   their ASCII form; IP addresses and names without a dot are refused.
//! - e-mail address: the whole address is lower case when read. A display name, an IP address and a
//!   domain without a dot are refused.
//! - phone number: "possible" is what libphonenumber's pattern and lengths of the country allow, not
//!   only numbers in use: the documented +1 555 867 5309 is not. A country whose calling code is
//!   not the number's is refused. Without a country, the first of several that share a calling code
//!   is taken when the number tells no more.
//! - personal name: `""` is taken as a member of the object; an empty text is refused.
//! - location: a text becomes `line_1`. Coordinates keep nine decimals, the others are cut. All ten
//!   members may be null.
//! - record reference: the missing target is 400 `value_not_found`
//!   ([`Builder::missing_targets`]); an object outside of
//!   `allowed_objects` is 400 `validation_type`; so is a matching attribute that is not unique. The
//!   matching value must be an object, as the OpenAPI document has it.
//! - actor reference: an unknown member is 400 `value_not_found`. Addresses ignore case.
//! - Uniqueness conflicts with several records name all of them, separated by a comma. Domains,
//!   e-mail addresses and phone numbers are compared in their normal form, texts with case.
//!
//! Writes:
//! - A write of an equal value changes nothing, the time included. An e-mail address in other
//!   letters and a phone number in another notation are equal.
//! - Append puts new values in front in the order of the request.
//! - `[]` on create counts as no value: a required attribute then gets its default; another one
//!   stays empty, its default notwithstanding. Append with `[]` clears a single-select attribute:
//!   [`Builder::empty_append`].
//! - The other side of a relationship is added in the order of the record IDs, because the order in which
//!   Attio adds is not that of time (captured). A
//!   value that a relationship takes from a third record becomes history there.
//! - Deleting a record ends all references to it, which become history of the referring records.
//! - `created_at` of values made in one request is the same. A record's `created_at` and the value of its
//!   attribute are the same too, unless [`Builder::created_at_differences`] lets them differ.
//! - A duplicate from before its attribute was unique may stay where it is.
//! - What is appended is put in front of what the record has at that moment of the write: a
//!   relationship within one record can be written from both sides in one request.
//!
//! Assert:
//! - A request without a value for the matching attribute is 400 `missing_value`. A matching
//!   attribute that is archived is unknown. `record_id` cannot match, since it cannot be written.
//! - Several values of several records are 400 `multiple_match_results`, and so is one value that
//!   two records have from before the attribute was unique. The message is made up.
//! - The matching attribute is looked at before the body's values.
//!
//! Queries:
//! - Records that are equal by the sorts are in ascending order of the IDs, as all records are without sorts
//!   (captured).
//! - Records without a value come last, in both directions. Sorted is by the first value of several,
//!   and of the first record along a path. Texts are sorted without regard to case, options and
//!   statuses in the order of the attribute, the object of a reference by its slug.
//! - A sort needs no `field` where the type has a default property, names included.
//! - A `limit` above 500: [`Builder::large_pages`]. A `limit` of 0, negative numbers and fractions
//!   are refused, and so are members of the body that are not documented.
//! - `filter` together with `filter_view_id` is 400 `validation_type`, a view that does not exist
//!   400 `value_not_found`.
//! - `filter_error` has the documented message; `validation_errors` tell where and why. Every error
//!   in a filter has the member `path`, errors in sorts have not.
//! - Whatever is text-like ignores case in every operator: texts, names, domains, addresses, parts of
//!   locations. Titles of options and statuses are compared exactly; an unknown one is
//!   `filter_error`, and so is an unknown object.
//! - All that one condition asks is asked of the same value: `{"phone_numbers": {"country_code":
//!   "DE", "phone_number": …}}` needs one number with both.
//! - `target_object` and `target_record_id` can each stand alone, as can the two properties of an
//!   actor.
//! - `{}` is a filter for everything. Refused are: empty `$and`, `$or`, `$in` and conditions,
//!   `$not_empty` with anything but true, null, logic beside other members, operators beside
//!   properties, operands of another type (numbers as texts for amounts only), a day with a time,
//!   an instant without one.
//! - `$not` wraps conditions only: `$and`, `$or`, `$not` and `path` are unknown attributes there.
//! - A path of one pair is a condition on the object itself. A reference to several objects is
//!   followed to the object that the next pair names, when the reference allows it.
//! - A phone number without its `+` is found by `$eq` only.
//! - The name in `invalid_filter_operator` is that of the property, `option` for selects. The message
//!   of `invalid_filter_field` is made up.
//! - Interactions have their filters, and no record has any.
//!
//! Search:
//! - All words must occur, without regard to case, in names, domains, addresses, numbers or handles of
//!   people and companies, in the label of other records: the name, or else the first unique value.
//!   It finds at once what was just made. The order is that of the objects in the request and then
//!   of creation. What a member can see is everything; an unknown one is 400 `value_not_found`.
//!
//! Merge:
//! - A record that does not exist is 404 `not_found`. The new record has the primary's `created_at`,
//!   history and place in the order of creation.
//! - References to either record lead to the new one. A relationship to several records therefore
//!   has those of both, the primary's first; one to a single record has the primary's. What the two
//!   refer to in one another by a relationship is dropped.
//! - A delayed merge ([`Emulator::delay_next_merge`]) leaves queries and references as they are until
//!   it is applied. Reads of the three IDs are 404 `merge_in_progress`, writes 400.
//!
//! OAuth (Attio documents the three requests and their successes):
//! - Errors are those of RFC 6749, 4.1.2.1 and 5.2: an unknown client and a redirect URI that is not
//!   the app's own get a page and no redirect; a refusal at `/oauth/token` is 400, with
//!   `invalid_client` 401. A parameter that is there twice is refused. Client ID and secret are taken
//!   from the form only.
//! - `redirect_uri` is required in both requests, `state` in neither.
//! - A code is good for ten minutes ([`Builder::oauth_code_lifetime`]) and once; using it again ends
//!   the token that it was exchanged for.
//! - Each exchange makes a token of its own, also for an app that has one. Tokens count against the
//!   same rate limit as the API key. Their writes have an actor of the type `app`, whose ID is the
//!   client ID if that is a UUID.
//!
//! Schema:
//! - A reference that allowed only an object that was deleted allows none.
//! - A slug has lower-case letters, digits, `_` and `-`. The new attribute `name` of a custom object is
//!   neither unique nor required.
//! - A required attribute needs a default value: [`Builder::required_without_default`].
//! - Unique can be: domain, e-mail address, number, phone number, text. A currency attribute needs
//!   its `config.currency`.
//! - An empty update of an attribute, option or status is refused like that of an object.
//! - The slug of a standard object cannot be changed. Deleting an object removes the other sides of
//!   its relationships.
//! - The conflict of two attribute slugs says "on this object" where the published message says "on
//!   this list". The message of `system_edit_unauthorized` for a slug is made up.
//! - The options of `categories`, `estimated_arr_usd`, `employee_range` and
//!   `strongest_connection_strength` are invented.
//! - Without history are interactions, connection strengths, follower counts, avatars, and of
//!   companies: `description`, `categories`, `logo_url`, `estimated_arr_usd`, `funding_raised_usd`,
//!   `foundation_date`, `employee_range`.
//! - A dynamic `current-user` gives the API token as an actor, as documented.
//! - What is written over HTTP has the token as its actor, what is seeded the first member.
//! - `web_url` of a custom object ends in `custom/{slug}/record/{id}`, that of a user or a workspace in
//!   `users/record/{id}` and `workspaces/record/{id}`, like that of a deal (captured).
//! - GET of the options of a status attribute is an empty list (reported), of other attributes 400.
//! - The score of a query is close to three captured ones and counts against nothing.

mod background;
mod builder;
mod canned;
mod coerce;
mod connections;
mod emulator;
mod error;
mod faults;
mod fields;
mod http;
mod json;
mod json_writer;
mod mistakes;
mod oauth;
mod operation;
mod pages;
mod proxy;
mod query;
mod rate_limit;
mod requests;
mod rules;
mod seed;
mod seeding;
mod server;
mod standard_objects;
mod store;
mod switches;
mod text;

pub use builder::Builder;
pub use canned::CannedResponse;
pub use emulator::{Emulator, Refused, StartError};
pub use faults::{Fault, Foreign, Injection, ParseFaultError, RetryAfter};
pub use oauth::OAuthApp;
pub use operation::Operation;
pub use proxy::{ConnectRequest, OnConnect, ProxiedConnection, Proxy, ProxyBuilder};
pub use rate_limit::{ParseRateLimitError, RateLimit, RateLimitCounts};
pub use requests::ReceivedRequest;
pub use rules::{
    Duplicates, EmptyAppend, LargePages, MissingTargets, NumberDecimals, ReadOnlyWrites,
    RequiredWithoutDefault, TokenLevel,
};
pub use seed::Seed;
pub use store::Actor;
