//! Faults: what goes wrong on purpose.

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

/// Something that goes wrong with a request or a connection, for
/// [`Emulator::inject`](crate::Emulator::inject); see [faults](crate#faults).
///
/// Whether the request is applied is part of each fault: a client cannot see it, and that is what
/// is to be tested. A request that the API would refuse anyway is not applied by any of them.
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
    /// This fault and the next two close the whole connection: over HTTP/2, every request on it loses
    /// its response.
    DropBeforeReading,
    /// The request is read and the connection closed without a response. Not applied.
    DropBeforeApplying,
    /// The request is applied and the connection closed without a response.
    ApplyThenDrop,
    /// The stream is reset with REFUSED_STREAM before the body is read. Not applied. Over HTTP/1.1 the
    /// connection is closed, as by [`Fault::DropBeforeReading`].
    RefuseStream,
    /// The request is read and its stream reset with INTERNAL_ERROR; the connection stays. Not
    /// applied. Over HTTP/1.1 the connection is closed.
    ResetBeforeApplying,
    /// The request is applied and its stream reset with INTERNAL_ERROR; the connection stays. Over
    /// HTTP/1.1 the connection is closed.
    ApplyThenReset,
    /// The connection says GOAWAY with NO_ERROR, and names the stream before this one as the last that
    /// it works on. Neither this request nor one on a later stream of the connection is applied, and
    /// none of them gets a response; [`ReceivedRequest::faults`](crate::ReceivedRequest::faults) names
    /// this fault for each that came. The earlier streams get their responses, and then the connection
    /// is closed. Over HTTP/1.1 it is closed before the body is read.
    GoAway,
    /// The request is applied and gets its response, and the connection says GOAWAY with NO_ERROR. It
    /// takes no new streams as soon as the client can know, and is closed when those that it has are
    /// through. Over HTTP/1.1 the response has `connection: close`.
    ApplyThenGoAway,
    /// The request is applied, the connection says GOAWAY with INTERNAL_ERROR and is closed: no stream
    /// that has no response yet gets one, and each may have been applied. Over HTTP/1.1 the connection is closed without
    /// a response.
    ApplyThenGoAwayError,
    /// The request is read, and then the connection goes silent: nothing more is read from it or
    /// written to it, and it stays open. Not applied.
    ///
    /// A request that came whole on another stream of it is applied and gets no response. A
    /// silent connection is closed by [`Emulator::reset`](crate::Emulator::reset), at the end of the
    /// emulator, or when there are 256 later ones.
    GoSilent,
    /// The request is applied, and then the connection goes silent, as by [`Fault::GoSilent`].
    ApplyThenGoSilent,
    /// A new connection is accepted and silent from the first: with TLS, the handshake stalls.
    ///
    /// This fault and the next two are for connections: how often they happen is counted in
    /// connections, and they ignore methods, paths and operations. No request has them in
    /// [`ReceivedRequest::faults`](crate::ReceivedRequest::faults).
    StallConnection,
    /// A new HTTP/2 connection allows so many streams at a time (SETTINGS_MAX_CONCURRENT_STREAMS); 100
    /// are allowed without it, and 0 allows none. Streams that come before the client knows the limit are refused.
    FewStreams(u32),
    /// A new HTTP/2 connection has no room for the bodies of requests
    /// (SETTINGS_INITIAL_WINDOW_SIZE is 0) and never makes any. A request with a body is not
    /// applied, and not among [`Emulator::requests`](crate::Emulator::requests), even if the client
    /// sent it before it knew. One without a body is worked on.
    ClosedWindow,
    /// An error with this status, in the API's envelope. Not applied. 421 is "misdirected": the
    /// client may send the request again on another connection.
    Status(u16),
    /// 403 `unauthorized` with the message that Attio has for the operation: the member of the
    /// token has no permission. Not applied.
    Forbidden,
    /// 409 `concurrent_write_conflict`, as for a write that another one overtook. Not applied.
    ConcurrentWrite,
    /// A response that is not Attio's. Not applied.
    Foreign(Foreign),
    /// Applied, then the error of [`Fault::Status`].
    ApplyThenStatus(u16),
    /// Applied, then a response that is not Attio's.
    ApplyThenForeign(Foreign),
    /// The request waits this long and is applied then, even if the client has gone away meanwhile:
    /// has closed its connection, or has reset the stream. Combines with other faults.
    /// [`Emulator::all_worked`](crate::Emulator::all_worked) waits for it.
    StallThenApply(Duration),
    /// The request is applied at once, the answer waits this long. Combines with other faults.
    ApplyThenStall(Duration),
    /// As soon as the request is applied, and before its response is sent, the first member gives an
    /// attribute of the record that it wrote this value, in place of all that it has. Combines with
    /// other faults.
    ///
    /// The value is a string, or what the string says for numbers, ratings, amounts and checkboxes. An
    /// edit that the API would refuse is not made. A request that writes no record has no edit.
    EditAfter {
        /// The slug or ID of the attribute.
        attribute: String,
        /// The value. `{record_id}` in it stands for the ID of the record.
        value: String,
    },
    /// As soon as the request is applied, and before its response is sent, the first member deletes
    /// the record that it wrote. Combines with other faults.
    DeleteAfter,
    /// Applied; the answer ends in the middle: its `content-length` says more than comes.
    Truncated,
    /// Applied; the status is the right one, and the body breaks off in the middle of its JSON.
    InvalidJson,
    /// Applied; the answer says that it is `text/html`.
    WrongContentType,
    /// 429 `rate_limit_exceeded` with this `Retry-After`. Not applied, as Attio promises.
    RateLimited(RetryAfter),
    /// The answer's body comes in 16 pieces spread over this time; with an oversized or nested
    /// answer, the pieces are of 64 KiB, each a sixteenth of this time after the one before. Combines
    /// with other faults.
    SlowDrip(Duration),
    /// 401, though the token is good. Not applied.
    Unauthorized,
    /// Applied; the answer is right, and has a member that makes it this many bytes larger. It is
    /// chunked: no `content-length` warns of it.
    Oversized(u64),
    /// Applied; the answer is right, and has a member of arrays nested this deep.
    DeepNesting(u32),
    /// 307 to this origin, such as `http://127.0.0.1:4011`, with the same path and query. Not
    /// applied.
    Redirect(String),
}

impl Fault {
    /// For the next request that fits.
    #[must_use]
    pub fn once(self) -> Injection {
        self.times(1)
    }

    /// For the next `n` requests that fit.
    #[must_use]
    pub fn times(self, n: u64) -> Injection {
        Injection::new(self).times(n)
    }

    /// For every request that fits, until [`Emulator::clear_faults`](crate::Emulator::clear_faults)
    /// or [`Emulator::reset`](crate::Emulator::reset).
    #[must_use]
    pub fn always(self) -> Injection {
        Injection::new(self)
    }

    /// For this share of the requests that fit, from 0 to 1, without an end; see
    /// [`Injection::seed`].
    #[must_use]
    pub fn with_probability(self, probability: f64) -> Injection {
        Injection::new(self).with_probability(probability)
    }

    /// Whether the fault is one of connections.
    pub(crate) fn is_of_connections(&self) -> bool {
        matches!(self, Self::StallConnection | Self::FewStreams(_) | Self::ClosedWindow)
    }

    /// Whether another fault can be added: it takes time only, or is about the record.
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
    /// The HTTP date of the next full second, as Attio answers.
    NextSecond,
    /// An HTTP date this far ahead, rounded up to the second.
    Date(Duration),
    /// An HTTP date this long ago.
    PastDate(Duration),
    /// A number of seconds.
    Seconds(u64),
    /// This text, whatever it is. What cannot stand in a header is left out.
    Text(String),
    /// No header.
    Absent,
}
