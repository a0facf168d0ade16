//! An in-memory emulator of the Attio REST API v2, for tests and development.
//!
//! It serves real HTTP on loopback:
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
//! settings. It runs on its own thread and stops when the handle is dropped. For tests in other
//! languages, `attio emulator` of the crate `attio-cli` serves the same API.
//!
//! # What stays the same between runs
//! The IDs of the workspace, the token, members, objects, attributes, options and statuses are
//! derived from slugs, titles and e-mail addresses. They are the same in every run, even for
//! objects that a test creates. The IDs of records differ, and so do the API key and the port unless
//! they are set. Times come from the system clock and are cut to milliseconds, like Attio's. Writes
//! within a millisecond have the same time. A later write never has an earlier time.
//!
//! # What it does
//! - Objects, lists, attributes, options and statuses: read, create, update; custom objects can be
//!   deleted.
//! - Records: create, assert, get, append, overwrite, delete, query, search, merge.
//! - Entries of lists: create, assert by parent, get, append, overwrite, delete, query; the entries of a
//!   record.
//! - The values of one attribute with their history.
//! - Saved views, workspace members, `GET /v2/self`.
//!
//! Coercion, normalisation and refusals follow Attio's OpenAPI document and documentation. Error
//! messages have Attio's wording if it is published or was captured; the other messages are made up.
//!
//! [`Builder::enrichment`] imitates how Attio links a person to a company some time after creating the
//! person. [`Fault::Forbidden`] stands in for the permissions of single members. Rate limits are off
//! unless [`Builder::rate_limit`] sets them. The emulator does not imitate:
//!
//! - any further enrichment: interactions and other read-only attributes that Attio fills exist, but
//!   are empty;
//! - writing the history of an attribute (`PUT …/values`, a beta);
//! - notes, tasks and webhooks.
//!
//! The tests in `tests/api/facts` list the imitated facts about Attio. The name of each test begins
//! with the fact's source: `captured` (a response of Attio), `document` (its OpenAPI document or
//! documentation), or `chosen` (the emulator's choice).
//!
//! # Faults
//! A backend that calls Attio has to cope with lost responses, rate limits and proxies. Inject a
//! [`Fault`] and see what your backend does:
//!
//! ```
//! use attio_emulator::{Emulator, Fault, Operation};
//!
//! let attio = Emulator::start_blocking()?;
//! // The first create is stored, and its response is lost.
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
//! my_backend(&attio)?; // creates a person
//! // Did it retry, and is there one person or two?
//! assert_eq!(attio.record_ids("people").len(), 1);
//! let first = &attio.requests()[0];
//! assert_eq!(first.faults, [Fault::ApplyThenDrop]);
//! assert!(first.applied());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A fault happens [once](Fault::once), [n times](Fault::times), [always](Fault::always), or [with a
//! probability](Fault::with_probability). The random numbers are the same in each run. A fault applies
//! to every request, or only to requests with a given [method](Injection::method),
//! [path](Injection::path) or [`Operation`].
//!
//! Faults that only take time ([`Fault::StallThenApply`], [`Fault::ApplyThenStall`],
//! [`Fault::SlowDrip`]) combine with other faults. So do the faults in which somebody else writes the
//! record ([`Fault::EditAfter`], [`Fault::DeleteAfter`]). [`Emulator::requests`] shows the faults of
//! each request and whether the request was applied.
//!
//! Every response of Attio has the header `x-attio-execution-id`, errors included. A response of a
//! proxy or a captive portal lacks it. [`Fault::Foreign`], [`Fault::ApplyThenForeign`] and
//! [`Fault::Redirect`] send responses without it.
//!
//! The connection can fail too, over HTTP/1.1 as well as over HTTP/2:
//!
//! | fault | HTTP/2 | HTTP/1.1 | applied |
//! |---|---|---|---|
//! | [`Fault::DropBeforeReading`], [`Fault::DropBeforeApplying`] | the connection is closed, with all its streams | the connection is closed | no |
//! | [`Fault::ApplyThenDrop`] | as above | as above | yes |
//! | [`Fault::RefuseStream`] | RST_STREAM with REFUSED_STREAM | the connection is closed | no |
//! | [`Fault::ResetBeforeApplying`] | RST_STREAM with INTERNAL_ERROR | the connection is closed | no |
//! | [`Fault::ApplyThenReset`] | RST_STREAM with INTERNAL_ERROR | the connection is closed | yes |
//! | [`Fault::GoAway`] | GOAWAY with NO_ERROR: this stream and later ones get no response, earlier ones do | the connection is closed | no, nor are later requests |
//! | [`Fault::ApplyThenGoAway`] | the response, and GOAWAY with NO_ERROR | the response, with `connection: close` | yes |
//! | [`Fault::ApplyThenGoAwayError`] | GOAWAY with INTERNAL_ERROR, no response | the connection is closed | yes |
//! | [`Fault::GoSilent`] | nothing more is read or written, PING is not acknowledged | nothing more is read or written | no |
//! | [`Fault::ApplyThenGoSilent`] | as above | as above | yes |
//! | [`Fault::StallConnection`] | a new connection is silent: the TLS handshake stalls | as over HTTP/2; without TLS, the request stalls | no |
//! | [`Fault::FewStreams`] | a new connection limits its concurrent streams | nothing | yes |
//! | [`Fault::ClosedWindow`] | a new connection accepts no request bodies | nothing | only without a body |
//! | [`Fault::Status`] with 421 | "misdirected": the client may resend it on another connection | as over HTTP/2 | no |
//! | [`Emulator::stall_connects`] | new TCP handshakes stall | as over HTTP/2 | no |
//!
//! For tests in other languages, `attio emulator --fault` injects a fault, and can be given several
//! times. A fault has the form `fault[=value][:how often][@requests]…`:
//!
//! | part | values |
//! |---|---|
//! | fault of the connection | `drop-before-reading`, `drop-before-applying`, `apply-then-drop`, `refuse-stream`, `reset-before-applying`, `apply-then-reset`, `go-away`, `apply-then-go-away`, `apply-then-go-away-error`, `go-silent`, `apply-then-go-silent`, `stall-connection`, `few-streams=1`, `closed-window` |
//! | another response | `status=503`, `status=421`, `html=503`, `empty=200`, `no-content`, `envelope`, `apply-then-status=503`, `apply-then-html=503`, `apply-then-empty=200`, `apply-then-no-content`, `apply-then-envelope`, `unauthorized`, `forbidden`, `concurrent-write`, `redirect=http://127.0.0.1:4011` |
//! | rate limit | `429`, `429=8`, `429=date+60s`, `429=date-60s`, `429=absent`, `429=garbage` |
//! | damaged response | `truncated`, `invalid-json`, `wrong-content-type`, `oversized=1000000`, `deep-nesting=10000` |
//! | delay | `stall-then-apply=2s`, `apply-then-stall=500ms`, `slow-drip=2s` |
//! | write by somebody else | `edit-after=name=Other` (in the value, `%3A` is `:`, `%40` is `@`, `%25` is `%`), `delete-after` |
//! | how often | `once`, `3x`, a share such as `0.05`; the default is `always` |
//! | requests | `@create`, `@assert`, `@get`, `@append`, `@overwrite`, `@delete`, `@query`, `@search`, `@merge`, `@read`, `@write`; `@POST`; `@/v2/objects/*/records`; not with `stall-connection`, `few-streams` or `closed-window` |
//!
//! For example, `attio emulator --fault apply-then-drop:0.05@create --fault 429:0.1`.
//!
//! # HTTPS
//! Attio serves HTTPS, with HTTP/2 for clients that support it. So does the emulator with
//! `Builder::tls(true)`: it offers HTTP/2 and HTTP/1.1, and the client chooses. A client has to
//! trust [`Emulator::ca_certificate`], which differs in each run:
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
//! An HTTP/2 connection allows 100 concurrent streams. A handshake is aborted after 30 seconds. For
//! other languages, `attio emulator --tls` prints the path of a file with the certificate.
//!
//! HTTPS requires the feature `tls`, which is on by default. The feature compiles aws-lc, which
//! requires a C compiler. Without `tls`, the emulator serves plain HTTP/1.1 only.
//!
//! # Proxies
//! [`Proxy`] is an HTTP proxy, for tests of clients behind a proxy. It can tunnel, require
//! credentials, refuse or stall, and [shows](Proxy::has_seen) whether it has seen a secret.
//!
//! # OAuth
//! [`Builder::oauth_app`] registers an app that members can connect to the workspace. `/authorize`,
//! `/oauth/token` and `/oauth/introspect`, which Attio serves at `app.attio.com`, are at
//! [`Emulator::base_url`]. The consent page needs one click, and acts as the first member. The tokens
//! of an app have its scopes, and values written with them have the app as their actor.
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
//! The `web_url` of a record opens a page with the record's values, their history and their authors, and
//! with its entries on lists. The index of objects and lists is at [`Emulator::base_url`].
//!
//! The page of a list is at `/{workspace}/lists/{list}`, and that of an entry at
//! `/{workspace}/lists/{list}/{entry_id}`. These addresses are made up, because the API returns no
//! `web_url` for them. A list is a table of its entries, newest first. A list with a status attribute is
//! also a board, with a column per status. `?view=table` selects the table, and
//! `?view=board&by={attribute}` the board of another status attribute. Private lists have pages too.
//!
//! The pages are read-only, except for the OAuth consent page.
//! They need no token, so that a link opens with a click; the server listens on loopback only.
//! Requests for a host name other than `localhost` or a loopback address get no page. No page contains
//! the token.
//!
//! # Undocumented behaviour
//! If Attio's behaviour is not published, the stricter alternative was chosen. Some choices are
//! switches of the [`Builder`]. Facts with a known source say so: captured, documented or reported.
//!
//! Requests:
//! - A body that is not JSON, or has a content type other than `application/json`: 400
//!   `validation_type`, `Body payload validation error.`
//! - A body that is nested more than 64 levels deep counts as not JSON.
//! - A body over [`Builder::body_limit`]: 413 `validation_type` (documented for notes only). If a
//!   request has no known token, [`ReceivedRequest::body`] has only the first 64 KiB.
//! - Unknown members of `data` in a create of a record are refused (documented for the other writes).
//!   Those of objects and lists are ignored, because the OpenAPI document permits them.
//! - A `record_id` or an `entry_id` that is not a UUID: 400 `validation_type`, `Query params validation error.`
//! - A `limit` below 1, an `offset` below 0, and a flag that is neither `true` nor `false`: the
//!   same error.
//! - The token is checked first; then its scopes, the form of IDs in the path, and the syntax of the
//!   body. After that follow the existence of everything in the path, and the shape of the body. An
//!   unknown route is 404 even without a token.
//! - 401 without a token: the message is made up. The 403 message was captured for the scope Records,
//!   and is adapted for the other scopes. `GET /v2/self` with a token that is not recognised: the end
//!   of the message is made up.
//! - Without `limit`, all attributes of an object and all values of an attribute are returned.
//!
//! Values:
//! - `validation_errors` lists all mistakes of a body, of a query or of an attribute's values, in the
//!   documented order of the members. (Captured for personal names, attributes and lists.) The `path` of
//!   a mistake in a value is relative to that value: it has neither the attribute nor the value's index.
//!   The message names the first attribute that has a mistake.
//! - Two values for a single-select attribute are refused, even if they are equal. Naming an attribute
//!   both by slug and by ID is refused. Equal values of a multi-select attribute are stored once:
//!   [`Builder::duplicates`].
//! - Writes of read-only attributes are refused: [`Builder::read_only_writes`]. An archived attribute
//!   is treated as unknown, and is not a key of `values`.
//! - An archived option or status is not found. Titles are compared exactly, and take precedence over
//!   IDs.
//! - text: `""` is a value. A number or a boolean is refused.
//! - number: more than four decimals are refused: [`Builder::number_decimals`]. An integer that a
//!   64-bit float cannot hold is rounded. Numeric strings are refused.
//! - currency: a numeric string is accepted as the bare value, as documented, and refused as
//!   `currency_value`. Trailing zeros do not count as decimals and are not kept. An amount has at most
//!   28 digits.
//! - rating: `3.0` is 3.
//! - date, timestamp: the missing parts of a partial timestamp get their lowest value. Offsets may be
//!   `Z`, `±hh`, `±hhmm`, `±hh:mm`. More than nine decimals of a second, week dates, ordinal dates,
//!   lower-case `t` and a space in place of the `T` are refused.
//! - domain: scheme, user, port, path, query and a final dot are removed. International letters become
//!   their ASCII form. IP addresses and names without a dot are refused.
//! - e-mail address: the whole address is returned in lower case. A display name, an IP address and a
//!   domain without a dot are refused.
//! - phone number: a number is accepted if it has libphonenumber's pattern and one of its lengths for
//!   the country. It need not be in use: the documented +1 555 867 5309 is not. A country whose calling
//!   code differs from the number's is refused. If the country is neither given nor certain from
//!   the number, it is the first country with that calling code that accepts the number.
//! - personal name: `""` is accepted as a member of the JSON object, and refused as the whole value.
//! - location: a string becomes `line_1`. Coordinates are cut to nine decimals. All ten members may be
//!   null.
//! - record reference: a missing target is 400 `value_not_found` ([`Builder::missing_targets`]). An
//!   object outside of `allowed_objects` is 400 `validation_type`; so is a reference by an attribute that
//!   is not unique. The value of that attribute must be a JSON object, as in the OpenAPI document.
//! - actor reference: an unknown member is 400 `value_not_found`. The case of e-mail addresses is
//!   ignored.
//! - A uniqueness conflict with several records names all of them, separated by a comma. Domains,
//!   e-mail addresses and phone numbers are compared in their normal form. Text is compared with case.
//!
//! Writes:
//! - Writing an equal value changes nothing, not even the time. E-mail addresses that differ only in
//!   case and phone numbers that differ only in notation are equal.
//! - The attributes of a request are written one after the other. So one request can write both sides
//!   of a record's relationship to itself. Append puts new values in front of the current values, in
//!   the order of the request.
//! - `[]` on create counts as no value. A required attribute then gets its default; an optional one
//!   stays empty, even if it has a default. Append with `[]` clears a single-select attribute:
//!   [`Builder::empty_append`].
//! - References that Attio adds on the other side of a relationship are in the order of the record
//!   IDs, because Attio's order is not chronological (captured). If the other side takes only one
//!   value, the reference that is replaced becomes history on both of its records.
//! - Deleting a record ends all references to it. They become history of the referring records.
//! - Values written in one request have the same `created_at`. A record's own `created_at` equals the
//!   value of its attribute `created_at`, unless [`Builder::created_at_differences`] lets them differ.
//! - A record may keep a duplicate value that it had before the attribute became unique.
//!
//! Assert:
//! - A request without a value for the matching attribute is 400 `missing_value`. An archived matching
//!   attribute is treated as unknown. `record_id` cannot match, because it cannot be written.
//! - Matching values that belong to several records are 400 `multiple_match_results`. So is one value
//!   that two records had before the attribute became unique. The message is made up.
//! - The matching attribute is checked before the values of the body.
//!
//! Queries:
//! - Records that are equal under the sorts are in ascending order of their IDs. Without sorts, all
//!   records are in this order (captured).
//! - Records without a value come last, in both directions. Sorts use the first of several values, and
//!   the first record along a path. Text is sorted case-insensitively. Options and statuses are sorted
//!   in the order of the attribute, and a reference's object by its slug.
//! - A sort needs no `field` if the type has a default property; personal names have one.
//! - A `limit` above 500: [`Builder::large_pages`]. A `limit` of 0, negative numbers and fractions
//!   are refused, and so are members of the body that are not documented.
//! - `filter` together with `filter_view_id` is 400 `validation_type`. A view that does not exist is
//!   400 `value_not_found`.
//! - `filter_error` has the documented message; its `validation_errors` contain position and reason.
//!   Every error in a filter has the member `path`; errors in sorts do not.
//! - Every operator ignores case in text, names, domains, addresses and parts of locations. Titles of
//!   options and statuses are compared exactly. An unknown title or object is `filter_error`.
//! - All parts of one condition apply to the same value: `{"phone_numbers": {"country_code": "DE",
//!   "phone_number": …}}` needs one phone number that matches both parts.
//! - `target_object` and `target_record_id` can each be used alone, as can the two properties of an
//!   actor.
//! - `{}` matches everything. Empty `$and`, `$or`, `$in` and conditions are refused. So are null,
//!   `$not_empty` with a value other than `true`, `$and`, `$or` or `$not` beside other members, and
//!   operators beside properties.
//! - An operand of the wrong type is refused, except a numeric string for an amount. A date operand
//!   with a time of day is refused, and so is a timestamp operand without one.
//! - `$not` wraps conditions only: `$and`, `$or`, `$not` and `path` are unknown attributes there.
//! - A path of one pair (object, attribute) is a condition on the object itself. If a reference allows
//!   several objects, the path follows it to the object that the next pair names.
//! - A phone number without its `+` is found by `$eq` only.
//! - The message of `invalid_filter_operator` names the property, or `option` for selects. The message
//!   of `invalid_filter_field` is made up.
//! - Filters on interactions are accepted, but no record has interactions.
//!
//! Search:
//! - All words must occur, ignoring case. Names, domains, e-mail addresses, phone numbers and handles
//!   of people and companies are searched. For other records, only the label is searched: the name, or
//!   otherwise the first unique value.
//! - New records are found at once. Results are in the order of the objects in the request, and within
//!   an object in the order of creation.
//! - A search on behalf of a member finds everything. An unknown member is 400 `value_not_found`.
//!
//! Merge:
//! - A record that does not exist is 404 `not_found`. The new record has the primary's `created_at`,
//!   history and position in the order of creation.
//! - References to either record then lead to the new one. A relationship to several records keeps the
//!   references of both, the primary's first. A relationship to one record keeps the primary's
//!   reference. References of the two records to each other by a relationship are dropped.
//! - A delayed merge ([`Emulator::delay_next_merge`]) changes queries and references only when it is
//!   applied. Until then, reads of the two records and of the new one are 404 `merge_in_progress`;
//!   writes are 400.
//!
//! Lists:
//! - The access to a list is that of the member who created the token, or that of the workspace if Attio
//!   created the token. Entries are written with at least `read-and-write`, and the list is changed with
//!   `full-access`; otherwise 403 `unauthorized`. A list without access is 404.
//! - A list on which neither the workspace nor a member has full access is 400 `validation_type`
//!   (documented as a rule). An update is checked like a create; a taken slug is 409 `slug_conflict`.
//! - The slug `parent_record` is taken on every list. Attributes of a list have no relationship.
//! - The ID of a list's option or status has the list's ID as `object_id`: [`Builder::list_choice_ids`].
//! - Deleting an object deletes the lists whose only parent it is. If a list has other parents, the
//!   entries of the object's records are deleted.
//!
//! Entries:
//! - A `parent_object` that is not one of the list's objects is 400 `validation_type`. Unknown members
//!   beside a parent are ignored (reported).
//! - An assert checks the values, and then whether there are several entries of the parent. A second
//!   assert of a record whose entry was deleted creates another ID.
//! - While a parent is being merged, asserts and updates of its entries are 400 `merge_in_progress`
//!   (documented). Reads, deletions and `POST` work. A merge moves the entries of both records, which may
//!   then be several on one list.
//! - Only statuses and select options have a history (documented); `show_historic` of other attributes is
//!   400 `validation_type`, as for records.
//! - The message for an entry that does not exist is made up, and contains its ID. So is the message for a
//!   parent of another object.
//! - In a filter, `parent_record_id` and `parent_record` are unknown attributes. The path `[list,
//!   "parent_record"], [object, attribute]` leads to the parent (documented).
//! - The entries of a record are in the order of creation. Entries of hidden lists are left out before
//!   `offset` and `limit` apply.
//!
//! OAuth (Attio documents the three requests and their successful responses):
//! - Errors are those of RFC 6749, 4.1.2.1 and 5.2. An unknown client and a redirect URI that the app has
//!   not registered get a page and no redirect. A refusal at `/oauth/token` is 400, except
//!   `invalid_client`, which is 401. A duplicate parameter is refused. Client ID and secret are read
//!   from the form only.
//! - `/authorize` and `/oauth/token` require `redirect_uri`; neither requires `state`.
//! - A code is valid for ten minutes ([`Builder::oauth_code_lifetime`]) and for one use. Using a code
//!   again revokes the token that it was exchanged for.
//! - Each exchange creates another token, even for an app that has one. Tokens count against the same
//!   rate limit as the API key. Their writes have an actor of the type `app`. Its ID is the client ID
//!   if that is a UUID.
//!
//! Schema:
//! - If the only object that a reference allows is deleted, the reference allows none.
//! - A slug consists of lower-case letters, digits, `_` and `-`. The attribute `name` of a new custom
//!   object is neither unique nor required.
//! - A required attribute needs a default value: [`Builder::required_without_default`].
//! - Attributes of these types can be unique: domain, e-mail address, number, phone number, text. A
//!   currency attribute needs its `config.currency`.
//! - An empty update of an attribute, option or status is refused, like an empty update of an object.
//! - The slug of a standard object cannot be changed. Deleting an object removes the other sides of
//!   its relationships.
//! - The message about a taken attribute slug of an object says "on this object"; the published one, for
//!   lists, says "on this list". The message of `system_edit_unauthorized` for a slug is made up.
//! - The options of `categories`, `estimated_arr_usd`, `employee_range` and
//!   `strongest_connection_strength` are invented.
//! - Interactions, connection strengths, follower counts and avatars have no history. Nor do these
//!   attributes of companies: `description`, `categories`, `logo_url`, `estimated_arr_usd`,
//!   `funding_raised_usd`, `foundation_date`, `employee_range`.
//! - The dynamic default value `current-user` becomes the actor that creates the record, such as the
//!   API token (documented).
//! - GET of the options of a status attribute returns an empty list (reported); for types other than
//!   select and status it is 400.
//!
//! Other responses:
//! - Values written over HTTP have the token as their actor, or the token's member with
//!   [`TokenLevel::User`], or the app of an OAuth token. Seeded values have the first member.
//! - The `web_url` of a record of a custom object ends in `custom/{slug}/record/{id}`. For users,
//!   workspaces and deals it ends in `{slug}/record/{id}` (captured for deals).
//! - The complexity score of a query (`x-attio-record-query-score`) is close to three captured scores,
//!   and is not limited.

mod advice;
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
    Duplicates, EmptyAppend, LargePages, ListChoiceIds, MissingTargets, NumberDecimals,
    ReadOnlyWrites, RequiredWithoutDefault, TokenLevel,
};
pub use seed::Seed;
pub use store::{Actor, TargetName};
