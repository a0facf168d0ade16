//! The request pipeline: sends a request, and retries it if that is safe, until a response arrives or the
//! call fails with a classified error.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::{Duration, Instant};

use attio_schema::is_uuid;
use futures_core::future::BoxFuture;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};

use super::call::Limits;
use super::limiter::InFlight;
use super::response::{Failed, read};
use super::retry::{Attempt, Decision, Known, Stop, decide, least};
use super::span;
use super::transport::{Entered, failure, none_in_time};
use super::{Client, Inner, Response, RetryPolicy};
use crate::error::{ApiError, Attempts, Error, Kind, Outcome};
use crate::request::{Effect, Operation, Request, UnusableSegment};
use crate::telemetry::TARGET;

/// An object or a list.
static PARENT: Operation = Operation::get("get_target", "/v2/{target}", "get {target}");

/// The state of a call between its attempts.
struct Progress {
    started: Instant,
    deadline: Duration,
    retry: RetryPolicy,
    /// The least time that must be left to start an attempt.
    least: Duration,
    /// Attempts that failed, except those refused with a 429.
    failures: u32,
    refusals: u32,
    /// Attempts that were sent over a connection.
    sent: u32,
    /// Attempts that may have been applied, and how many of them the server may still be processing.
    unknown: u32,
    open: u32,
    /// Retries charged to the budget.
    repeats: u32,
    doubted: bool,
    misdirected: bool,
    /// The outcome of all attempts together: an earlier one may have been applied.
    outcome: Outcome,
}

impl Progress {
    /// Returns whether this is the 404 of a delete with an earlier attempt that may have been applied.
    fn may_have_deleted(&self, request: &Request, error: &Error) -> bool {
        request.method == Method::DELETE && self.unknown > 0 && error.is_not_found()
    }

    fn left(&self, now: Instant) -> Duration {
        self.deadline.saturating_sub(now.saturating_duration_since(self.started))
    }

    /// Returns whether no attempt so far can still be applied.
    fn is_settled(&self, request: &Request) -> bool {
        request.effect == Effect::Read || self.unknown == 0
    }

    fn attempts(&self) -> u32 {
        self.failures.saturating_add(self.refusals)
    }

    fn counts(&self) -> Attempts {
        let Self { sent, unknown, open, .. } = *self;
        Attempts { made: self.attempts(), sent, unknown, open }
    }
}

impl Client {
    /// Sends a request within the span of its call, and retries it if that is safe.
    pub(super) async fn send_in_span(
        &self,
        mut request: Request,
        limits: Limits,
    ) -> Result<Response, Error> {
        request.secrets = self.0.secrets.and(&request.secrets);
        let timeout = limits.timeout.unwrap_or(self.0.timeout);
        let deadline = limits.deadline.unwrap_or(self.0.deadline);
        let mut progress = Progress {
            started: self.0.clock.now(),
            deadline,
            retry: self.retry_policy_within(limits),
            least: least(timeout, deadline),
            failures: 0,
            refusals: 0,
            sent: 0,
            unknown: 0,
            open: 0,
            repeats: 0,
            doubted: false,
            misdirected: false,
            outcome: Outcome::NotApplied,
        };
        loop {
            let (left, in_flight) = self.turn(&request, &progress).await?;
            let span = span::attempt(&self.0.base_url, &request, progress.attempts());
            let result = {
                // Pinned in place: a nested future would be copied, and this one is large.
                let mut attempt = pin!(self.attempt(&request, timeout.min(left)));
                poll_fn(|context| span.in_scope(|| attempt.as_mut().poll(context))).await
            };
            let result = result.map_err(|failed| failed.redacted(&request.secrets));
            drop(in_flight);
            span::end_attempt(&span, &result);
            drop(span);
            let failed = match result {
                Ok(mut response) => {
                    response.attempts = progress.attempts() + 1;
                    response.is_settled = progress.is_settled(&request);
                    if request.proves_token() {
                        self.0.token_works.set();
                    }
                    if request.operation.shows_creator && request.authorization.is_none() {
                        self.0.creator.observe(&response.body);
                    }
                    self.0.retry_budget.give_back(progress.repeats);
                    trace_response(&response, || self.0.clock.now() - progress.started);
                    return Ok(response);
                }
                Err(failed) => failed,
            };
            if progress.may_have_deleted(&request, &failed.error)
                && self
                    .is_about_itself(&request, &failed.error, progress.left(self.0.clock.now()))
                    .await
            {
                self.0.retry_budget.give_back(progress.repeats);
                let mut response = Response::deleted(&request, &failed.error);
                response.attempts = progress.attempts() + 1;
                response.is_settled = progress.is_settled(&request);
                return Ok(response);
            }
            let wait = match self.judge(&mut progress, &request, failed) {
                Ok(wait) => wait,
                Err(error) => return Err(*error),
            };
            self.0.clock.sleep(wait).await;
        }
    }

    /// Waits for a permit of the limiter, but not beyond the deadline. Returns the time that is left for
    /// the attempt, and a guard that reports its end to the limiter.
    async fn turn(
        &self,
        request: &Request,
        progress: &Progress,
    ) -> Result<(Duration, Option<InFlight<'_>>), Error> {
        let kind = request.effect.kind();
        let mut has_waited = progress.attempts() > 0;
        let mut in_flight = None;
        if let Some(limiter) = &self.0.limiter {
            if !limiter.try_acquire(kind) {
                let most = progress.left(self.0.clock.now()).saturating_sub(progress.least);
                tokio::time::timeout(most, limiter.acquire(kind))
                    .await
                    .map_err(|_| self.not_sent(Kind::NoPermit(most), request, progress))?;
                has_waited = true;
            }
            in_flight = Some(InFlight::start(&**limiter, kind));
        }
        let now = if has_waited { self.0.clock.now() } else { progress.started };
        // The backoff, or the wait for the limiter, may have taken longer than intended.
        match progress.left(now) {
            left if left > progress.least => Ok((left, in_flight)),
            left => Err(self.not_sent(Kind::NoTime(left), request, progress)),
        }
    }

    /// Returns the error of an attempt that was not started.
    fn not_sent(&self, kind: Kind, request: &Request, progress: &Progress) -> Error {
        let error = Error::new(kind, &request.action, Outcome::NotApplied)
            .after(progress.outcome)
            .with_idempotent(request.effect.is_idempotent())
            .with_attempts(progress.counts(), None);
        trace_error(&error, self.0.clock.now() - progress.started);
        error
    }

    /// Returns how long to wait before another attempt, or the error of the call.
    fn judge(
        &self,
        progress: &mut Progress,
        request: &Request,
        failed: Failed,
    ) -> Result<Duration, Box<Error>> {
        let Failed { error, known, asked } = failed;
        let known = match known {
            // Only the client's own token is known to have worked before.
            Known::Answered
                if error.status() == Some(401)
                    && self.0.authorization.is_some()
                    && self.0.token_works.is_set() =>
            {
                Known::DoubtedToken
            }
            known => known,
        };
        match known {
            Known::RateLimited => {
                progress.refusals += 1;
                self.refused(request);
            }
            _ => progress.failures += 1,
        }
        // A proxy that responds with 429 wants fewer requests, too.
        if error.is_foreign_response() && error.status() == Some(429) {
            self.refused(request);
        }
        if !matches!(known, Known::NotSent | Known::CannotConnect) {
            progress.sent += 1;
        }
        if error.outcome() == Outcome::Unknown {
            progress.unknown += 1;
            progress.open += u32::from(error.leaves_attempt_open());
        }
        let now = self.0.clock.now();
        let attempt = Attempt {
            known,
            idempotent: request.effect.is_idempotent(),
            failures: progress.failures,
            refusals: progress.refusals,
            doubted_before: progress.doubted,
            misdirected_before: progress.misdirected,
            asked,
            left: progress.left(now),
            least: progress.least,
            budget: self.0.retry_budget.has_one(),
        };
        progress.doubted |= known == Known::DoubtedToken;
        progress.misdirected |= known == Known::Misdirected;
        let error = error.after(progress.outcome).with_attempts(progress.counts(), asked);
        progress.outcome = error.outcome();
        match decide(&attempt, &progress.retry, self.0.random.fraction()) {
            Decision::Retry(wait) => {
                if known != Known::RateLimited {
                    progress.repeats += 1;
                    self.0.retry_budget.take();
                }
                let (status, code) = (error.status(), span::code(&error));
                tracing::debug!(target: TARGET, status, code, ?wait, "retrying");
                Ok(wait)
            }
            Decision::Stop(stop) => {
                if stop == Stop::Final {
                    self.0.retry_budget.give_back(progress.repeats);
                }
                let error = error.with_note(note(stop, asked));
                trace_error(&error, now - progress.started);
                Err(Box::new(error))
            }
        }
    }

    /// Reports a refusal to the limiter.
    fn refused(&self, request: &Request) {
        if let Some(limiter) = &self.0.limiter {
            limiter.refused(request.effect.kind());
        }
    }

    /// Returns whether the 404 of a delete is about the record or entry, and not about its object or list.
    /// It is if the message names the record or entry, or if the object or list exists.
    async fn is_about_itself(&self, request: &Request, error: &Error, left: Duration) -> bool {
        let message = error.api().and_then(ApiError::message).unwrap_or_default();
        if request.last_name().is_some_and(|name| names(message, &name)) {
            return true;
        }
        let Some(target) = request.parent() else { return false };
        let limits = Limits { deadline: Some(left), ..Limits::default() };
        self.send_within(Request::of(&PARENT, target), limits).await.is_ok()
    }

    /// Sends a request on behalf of another one. Boxed, because the function is recursive.
    fn send_within(
        &self,
        request: Request,
        limits: Limits,
    ) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(self.send_in_span(request, limits))
    }

    async fn attempt(&self, request: &Request, time: Duration) -> Result<Response, Failed> {
        let url = request.url(&self.0.base_url).map_err(|UnusableSegment(segment)| {
            let reason = format!("{segment:?} cannot be a path segment");
            Failed::unsendable(Error::unwritable(reason))
        })?;
        let transport = &self.0.transport;
        let asked = (transport.is_users() && request.effect != Effect::Read).then(|| url.clone());
        let Some(entered) = transport.enter(time).await else {
            return Err(none_in_time(request, time));
        };
        let Entered { connections, handover, left } = entered;
        let with_body = request.body.is_some();
        connections.asked(with_body);

        let mut builder = connections.http.request(request.method.clone(), url);
        builder = builder.header(USER_AGENT, self.0.user_agent.clone());
        // The default client has the usual timeout already; per request, reqwest stores it in a map.
        if transport.is_users() || left != self.0.timeout {
            builder = builder.timeout(left);
        }
        if let Some(own) = request.authorization.as_ref().or(self.0.authorization.as_ref()) {
            builder = builder.header(AUTHORIZATION, own.clone());
        }
        if let (Some(name), Some(id)) = (&self.0.correlation.header, &request.correlation_id) {
            builder = builder.header(name, id);
        }
        if with_body {
            let content_type = HeaderValue::from_static(request.content_type);
            builder = builder.header(CONTENT_TYPE, content_type);
        }
        let bytes = request.body.clone().unwrap_or_default();
        let in_frames = connections.may_stall(bytes.len());
        let built = builder
            .body(handover.body(bytes, in_frames))
            .build()
            .map_err(|error| failure(error, request, time, &handover))?;
        let result = connections.http.execute(built).await;
        if result.is_ok() {
            connections.answered(with_body);
        }
        let result = match result {
            // The request itself was valid, so the builder error is about the redirect target.
            Err(error) if error.is_builder() && asked.is_some() => Err(Failed::redirected(request)),
            Ok(response) if asked.is_some_and(|asked| *response.url() != asked) => {
                Err(Failed::redirected(request))
            }
            Ok(response) => {
                let Inner { max_response_size, clock, server_time, .. } = &*self.0;
                read(response, request, time, *max_response_size, &**clock, server_time).await
            }
            Err(error) => Err(failure(error, request, time, &handover)),
        };
        if let Err(failed) = &result {
            let has_timed_out = failed.error.is_timeout();
            if has_timed_out {
                connections.timed_out();
            }
            let is_silent = has_timed_out && connections.are_silent(with_body);
            if is_silent || failed.known == Known::Misdirected {
                transport.replace(&connections);
            }
        }
        result
    }
}

/// Returns whether a message contains this ID, or this slug in quotes, and not as a part of a path or a
/// longer name.
fn names(message: &str, name: &str) -> bool {
    let (message, mut name) = (message.to_ascii_lowercase(), name.to_ascii_lowercase());
    if !is_uuid(&name) {
        // A slug may be a word of the message.
        name = format!("\"{name}\"");
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    message.match_indices(&name).any(|(at, _)| {
        !message[..at].ends_with(is_part) && !message[at + name.len()..].starts_with(is_part)
    })
}

/// Returns why the call was not retried, if the error does not show it.
fn note(stop: Stop, asked: Option<Duration>) -> Option<String> {
    match stop {
        Stop::Final | Stop::MayHaveApplied | Stop::Attempts => None,
        Stop::Budget => {
            Some("not retried, because too many retries of this client failed".to_owned())
        }
        Stop::Deadline { wait, left } => {
            let short = if wait < left { ", too little for an attempt after it" } else { "" };
            let left = seconds(left);
            Some(match asked {
                Some(asked) => format!(
                    "the response asks for a wait of {}, but the deadline leaves {left}{short}",
                    seconds(asked)
                ),
                None => format!(
                    "not retried, because the wait is {} and the deadline leaves {left}{short}",
                    seconds(wait)
                ),
            })
        }
    }
}

/// Formats a time for people, to the millisecond.
fn seconds(time: Duration) -> String {
    format!("{} s", (time.as_secs_f64() * 1000.0).round() / 1000.0)
}

/// Logs one line per call, in its span, without values, headers and messages. The clock is read only if a
/// subscriber records the line.
fn trace_response(response: &Response, elapsed: impl FnOnce() -> Duration) {
    tracing::debug!(target: TARGET, status = response.status, elapsed = ?elapsed(), "succeeded");
}

fn trace_error(error: &Error, elapsed: Duration) {
    let (status, code) = (error.status(), span::code(error));
    let (outcome, attempts) = (span::outcome(error.outcome()), error.attempts());
    tracing::debug!(target: TARGET, status, code, outcome, attempts, ?elapsed, "failed");
}
