//! Whether a connection took a request, as observed by the request's body.
//!
//! reqwest's errors do not tell whether a request was sent before its timeout: it may have waited for a
//! connection, for a free stream, or for a window to open. The body can observe this. A connection polls it
//! for its bytes once it has a stream, and for the next frame once the window accepted the previous one. A
//! write without its last byte is never applied. A request without a body has only a head, which cannot be
//! withheld once a connection has it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::gate::{Gate, Place};

/// The most bytes of one frame, for a body that has several.
const FRAME: usize = 64 << 10;

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const WITHDRAWN: u8 = 2;

/// An attempt in flight, until it is dropped.
#[derive(Debug)]
pub(in crate::client) struct Handover(Arc<State>);

#[derive(Debug)]
struct State {
    step: AtomicU8,
    gate: Arc<Gate>,
    place: Place,
}

impl State {
    /// Called when a connection wants the end of the request. Returns whether it may have it.
    fn take(&self) -> bool {
        let taken = self.step.compare_exchange(WAITING, TAKEN, Ordering::AcqRel, Ordering::Acquire);
        taken.is_ok_and(|_| true) || taken == Err(TAKEN)
    }
}

impl Handover {
    pub(super) fn new(gate: &Arc<Gate>) -> Self {
        let step = AtomicU8::new(WAITING);
        Self(Arc::new(State { step, gate: Arc::clone(gate), place: Place::default() }))
    }

    pub(super) fn try_pass(&self) -> bool {
        self.0.gate.try_pass(&self.0.place)
    }

    pub(super) async fn pass(&self) {
        self.0.gate.pass(&self.0.place).await;
    }

    /// Returns a body for the request of this attempt. Several frames cost more, but show whether the window
    /// was open.
    pub(in crate::client) fn body(&self, bytes: Bytes, in_frames: bool) -> reqwest::Body {
        reqwest::Body::wrap(RequestBody { bytes, in_frames, state: Arc::clone(&self.0) })
    }

    /// Called when the attempt failed. Returns whether no connection took the request. From now on no
    /// connection can take its last byte.
    pub(in crate::client) fn withdraw(&self) -> bool {
        self.0.gate.close();
        let withdrawn =
            self.0.step.compare_exchange(WAITING, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire);
        withdrawn != Err(TAKEN)
    }
}

impl Drop for Handover {
    fn drop(&mut self) {
        self.0.gate.leave(&self.0.place);
    }
}

/// The bytes of a request. reqwest cannot clone such a body, so it never sends a request twice.
struct RequestBody {
    bytes: Bytes,
    /// Whether the body is sent in several frames, the last of which is a single byte.
    in_frames: bool,
    state: Arc<State>,
}

/// The error of a body whose attempt has ended.
#[derive(Debug, thiserror::Error)]
#[error("the attempt ended before it was sent")]
struct Withdrawn;

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Withdrawn;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Withdrawn>>> {
        self.state.gate.open(&self.state.place);
        if self.in_frames && self.bytes.len() > 1 {
            let size = FRAME.min(self.bytes.len() - 1);
            return Poll::Ready(Some(Ok(Frame::data(self.bytes.split_to(size)))));
        }
        if !self.state.take() {
            return Poll::Ready(Some(Err(Withdrawn)));
        }
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    /// Called when a connection writes the head of the request, which is the whole of a request without a body.
    fn is_end_stream(&self) -> bool {
        self.state.gate.open(&self.state.place);
        self.bytes.is_empty() && self.state.take()
    }

    fn size_hint(&self) -> SizeHint {
        // The head must not declare an empty body.
        if self.state.step.load(Ordering::Acquire) == WITHDRAWN {
            return SizeHint::default();
        }
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Duration;

    use http_body::Body as _;

    use super::*;

    fn attempt(bytes: &'static [u8], in_frames: bool) -> (Handover, reqwest::Body) {
        let handover = Handover::new(&Arc::new(Gate::new()));
        let body = handover.body(Bytes::from_static(bytes), in_frames);
        (handover, body)
    }

    async fn frame(body: &mut reqwest::Body) -> Option<Result<Bytes, reqwest::Error>> {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        Some(frame.map(|frame| frame.into_data().expect("data")))
    }

    #[tokio::test]
    async fn a_withdrawn_body_never_gives_its_last_byte() {
        for in_frames in [false, true] {
            let (handover, mut body) = attempt(b"{}", in_frames);
            assert!(handover.withdraw() && handover.withdraw());
            let mut given = Bytes::new();
            while let Some(Ok(bytes)) = frame(&mut body).await {
                given = bytes;
            }
            assert!(!given.ends_with(b"}"), "{given:?}");
        }
        // The head is the whole of a request without a body.
        let (handover, body) = attempt(b"", false);
        assert!(handover.withdraw());
        assert!(!body.is_end_stream() && body.size_hint().exact().is_none());
    }

    #[tokio::test]
    async fn a_body_that_was_taken_cannot_be_withdrawn() {
        let (handover, mut body) = attempt(b"{}", true);
        assert_eq!(frame(&mut body).await.expect("a frame").expect("all but the last"), "{");
        assert_eq!(body.size_hint().exact(), Some(1));
        assert_eq!(frame(&mut body).await.expect("a frame").expect("the last"), "}");
        assert!(!handover.withdraw() && body.is_end_stream());
        assert!(frame(&mut body).await.is_none());
        let (handover, body) = attempt(b"", false);
        assert!(body.is_end_stream() && !handover.withdraw());
    }

    #[tokio::test]
    async fn an_attempt_that_ends_makes_room_for_another() {
        let gate = Arc::new(Gate::new());
        let new = || Handover::new(&gate);
        let (first, second, third) = (new(), new(), new());
        assert!(first.try_pass() && second.try_pass() && !third.try_pass());
        drop(first);
        assert!(third.try_pass() && !new().try_pass());
        // Once one is connected, all others pass.
        assert!(!third.body(Bytes::from_static(b"{}"), false).is_end_stream());
        let fourth = new();
        assert!(fourth.try_pass() && new().try_pass());
        // When the connection may be gone, there is room for one request beside the second.
        gate.close();
        let all: Vec<_> = (0..3).map(|_| new()).collect();
        assert_eq!(all.iter().filter(|handover| handover.try_pass()).count(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_that_is_no_longer_polled_does_not_stop_the_others() {
        let gate = Arc::new(Gate::new());
        let new = || Handover::new(&gate);
        let held = [new(), new()];
        assert!(held.iter().all(Handover::try_pass));
        let began = tokio::time::Instant::now();
        // One after the other, each with time to connect.
        for number in 0..3 {
            new().pass().await;
            assert!(began.elapsed() >= Duration::from_secs(1) * (number + 1));
        }
    }
}
