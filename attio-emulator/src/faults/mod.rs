//! Faults: failures that a test injects.

mod body;
mod foreign;
mod injection;
mod plan;
mod queue;
mod refusal;
mod selection;
mod spoil;
mod text;

use std::time::Duration;

pub use foreign::Foreign;
pub(crate) use foreign::NotAttios;
pub use injection::Injection;
pub(crate) use plan::{Ending, Plan};
pub(crate) use queue::Faults;
pub use text::ParseFaultError;

/// A failure of a request or a connection, for [`Emulator::inject`](crate::Emulator::inject); see
/// [faults](crate#faults).
///
/// Each fault defines whether the request is applied, because a client cannot see that. No fault applies
/// a request that the API would refuse.
///
/// ```
/// use std::time::Duration;
/// use attio_emulator::{Emulator, Fault, Operation, RetryAfter};
///
/// let attio = Emulator::start_blocking()?;
/// attio.inject(Fault::ApplyThenDrop.once());
/// attio.inject(Fault::RateLimited(RetryAfter::Seconds(1)).times(3).on(Operation::Write));
/// attio.inject(Fault::ApplyThenStatus(503).with_probability(0.1).seed(7));
/// attio.inject(Fault::StallThenApply(Duration::from_secs(60)).once().path("/v2/objects/*/records"));
/// attio.clear_faults();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is closed before the body is read. Not applied.
    ///
    /// This fault, [`Fault::DropBeforeApplying`] and [`Fault::ApplyThenDrop`] close the whole connection:
    /// over HTTP/2, every request on the connection loses its response.
    DropBeforeReading,
    /// The request is read, and the connection closed without a response. Not applied.
    DropBeforeApplying,
    /// The request is applied, and the connection closed without a response.
    ApplyThenDrop,
    /// The stream is reset with REFUSED_STREAM before the body is read. Not applied. Over HTTP/1.1 the
    /// connection is closed, as by [`Fault::DropBeforeReading`].
    RefuseStream,
    /// The request is read, and its stream reset with INTERNAL_ERROR; the connection stays open. Not
    /// applied. Over HTTP/1.1 the connection is closed.
    ResetBeforeApplying,
    /// The request is applied, and its stream reset with INTERNAL_ERROR; the connection stays open. Over
    /// HTTP/1.1 the connection is closed.
    ApplyThenReset,
    /// The connection sends GOAWAY with NO_ERROR, with the stream before this one as the last stream.
    ///
    /// This request and requests on later streams of the connection are not applied and get no response.
    /// If they are received, their [`ReceivedRequest::faults`](crate::ReceivedRequest::faults) contain this
    /// fault. The earlier streams get their responses, and then the connection is closed. Over HTTP/1.1
    /// the connection is closed before the body is read.
    GoAway,
    /// The request is applied and gets its response, and the connection sends GOAWAY with NO_ERROR.
    ///
    /// Once the client can have read the GOAWAY, the connection accepts no new streams. It is closed when
    /// its streams have ended. Over HTTP/1.1 the response has `connection: close`.
    ApplyThenGoAway,
    /// The request is applied, and the connection sends GOAWAY with INTERNAL_ERROR and is closed.
    ///
    /// Requests on other streams that are still without a response get none; each may have been applied.
    /// Over HTTP/1.1 the connection is closed without a response.
    ApplyThenGoAwayError,
    /// The request is read, and then the connection goes silent: it stays open, but nothing more is read
    /// or written. Not applied.
    ///
    /// A request that was already received on another stream of the connection is applied, and gets no
    /// response. A silent connection is closed by [`Emulator::reset`](crate::Emulator::reset), when the
    /// emulator stops, or when 256 more connections have gone silent.
    GoSilent,
    /// The request is applied, and then the connection goes silent, as by [`Fault::GoSilent`].
    ApplyThenGoSilent,
    /// A new connection is accepted and silent from the start: with TLS, the handshake stalls.
    ///
    /// This fault, [`Fault::FewStreams`] and [`Fault::ClosedWindow`] apply to connections: they are counted
    /// per connection, and ignore methods, paths and operations. They are in the
    /// [`ReceivedRequest::faults`](crate::ReceivedRequest::faults) of no request.
    StallConnection,
    /// A new HTTP/2 connection allows this many concurrent streams (SETTINGS_MAX_CONCURRENT_STREAMS).
    ///
    /// Without this fault the limit is 100. A limit of 0 allows no streams. Streams that the client
    /// opens over the limit, before it has received the limit, are refused.
    FewStreams(u32),
    /// A new HTTP/2 connection never accepts request bodies (SETTINGS_INITIAL_WINDOW_SIZE is 0).
    ///
    /// A request with a body is not applied, and is not in [`Emulator::requests`](crate::Emulator::requests),
    /// even if the client sent the body before it received this setting. A request without a body is
    /// processed.
    ClosedWindow,
    /// An error with this status, in the API's envelope. Not applied. 421 is "misdirected": the
    /// client may resend the request on another connection.
    Status(u16),
    /// 403 `unauthorized` with Attio's message for the operation: the member of the token lacks the
    /// permission. Not applied.
    Forbidden,
    /// 409 `concurrent_write_conflict`, as if another request had written the record meanwhile. Not
    /// applied.
    ConcurrentWrite,
    /// A response that is not Attio's. Not applied.
    Foreign(Foreign),
    /// The request is applied; the response is the error of [`Fault::Status`].
    ApplyThenStatus(u16),
    /// The request is applied; the response is not Attio's.
    ApplyThenForeign(Foreign),
    /// The request waits this long and is then applied. Combines with other faults.
    ///
    /// The request is applied even if the client has closed the connection or reset the stream in the
    /// meantime. [`Emulator::all_worked`](crate::Emulator::all_worked) waits for the request.
    StallThenApply(Duration),
    /// The request is applied at once; the response waits this long. Combines with other faults.
    ApplyThenStall(Duration),
    /// The first member overwrites an attribute of the written record before the response is sent.
    /// Combines with other faults.
    ///
    /// The value is a string; for numbers, ratings, amounts and checkboxes it is parsed. An edit that the
    /// API would refuse is not made. A request that writes no record causes no edit.
    EditAfter {
        /// The slug or ID of the attribute.
        attribute: String,
        /// The value. `{record_id}` in it is replaced by the ID of the record.
        value: String,
    },
    /// The first member deletes the written record before the response is sent. Combines with other
    /// faults.
    DeleteAfter,
    /// The request is applied; the response ends in the middle, before its `content-length`.
    Truncated,
    /// The request is applied; the status is right, but the body ends in the middle of its JSON.
    InvalidJson,
    /// The request is applied; the content type of the response is `text/html`.
    WrongContentType,
    /// 429 `rate_limit_exceeded` with this `Retry-After`. Not applied, as Attio promises.
    RateLimited(RetryAfter),
    /// The response body arrives in 16 pieces spread over this time. Combines with other faults.
    ///
    /// An oversized or nested response arrives in pieces of 64 KiB, one per sixteenth of this time.
    SlowDrip(Duration),
    /// 401, although the token is valid. Not applied.
    Unauthorized,
    /// The request is applied; the response is right, but an extra member makes it this many bytes larger.
    /// The response is chunked, so no `content-length` announces the size.
    Oversized(u64),
    /// The request is applied; the response is right, but has an extra member: arrays nested this deep.
    DeepNesting(u32),
    /// A redirect (307) to this origin, such as `http://127.0.0.1:4011`, with the same path and query.
    /// Not applied.
    Redirect(String),
}

impl Fault {
    /// Applies the fault to the next matching request.
    #[must_use]
    pub fn once(self) -> Injection {
        self.times(1)
    }

    /// Applies the fault to the next `n` matching requests.
    #[must_use]
    pub fn times(self, n: u64) -> Injection {
        Injection::new(self).times(n)
    }

    /// Applies the fault to every matching request, until
    /// [`Emulator::clear_faults`](crate::Emulator::clear_faults) or
    /// [`Emulator::reset`](crate::Emulator::reset).
    #[must_use]
    pub fn always(self) -> Injection {
        Injection::new(self)
    }

    /// Applies the fault to this share of the matching requests, from 0 to 1, without an end. The random
    /// numbers come from [`Injection::seed`].
    #[must_use]
    pub fn with_probability(self, probability: f64) -> Injection {
        Injection::new(self).with_probability(probability)
    }

    /// Whether the fault applies to connections.
    pub(crate) fn is_of_connections(&self) -> bool {
        matches!(self, Self::StallConnection | Self::FewStreams(_) | Self::ClosedWindow)
    }

    /// Whether the fault combines with other faults: it only takes time, or changes the record.
    pub(crate) fn combines(&self) -> bool {
        matches!(
            self,
            Self::StallThenApply(_)
                | Self::ApplyThenStall(_)
                | Self::SlowDrip(_)
                | Self::EditAfter { .. }
                | Self::DeleteAfter
        )
    }
}

/// The header `Retry-After` of a [`Fault::RateLimited`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// The HTTP date of the next full second, as Attio sends it.
    NextSecond,
    /// An HTTP date this far ahead, rounded up to the second.
    Date(Duration),
    /// An HTTP date this long ago.
    PastDate(Duration),
    /// A number of seconds.
    Seconds(u64),
    /// This string. If it is invalid in a header, the header is absent.
    Text(String),
    /// No header.
    Absent,
}
