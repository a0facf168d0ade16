//! Response bodies that follow a script, or arrive slowly.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::Frame;
use tokio::time::{Sleep, sleep};

/// One step of a body.
pub(super) enum Step {
    Send(Bytes),
    /// Sends the same bytes this many times.
    Repeat(Bytes, u64),
    Wait(Duration),
    /// Closes the connection.
    BreakOff,
}

/// The early end of a body.
#[derive(Debug, thiserror::Error)]
#[error("a fault cut the body off")]
struct BrokenOff;

struct Script {
    steps: VecDeque<Step>,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// Creates a body from these steps.
pub(super) fn scripted(steps: impl IntoIterator<Item = Step>) -> Body {
    Body::new(Script { steps: steps.into_iter().collect(), waiting: None })
}

impl hyper::body::Body for Script {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            if let Some(sleep) = &mut self.waiting {
                if sleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.waiting = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Send(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Repeat(_, 0)) => {}
                Some(Step::Repeat(bytes, times)) => {
                    self.steps.push_front(Step::Repeat(bytes.clone(), times - 1));
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Step::Wait(time)) => self.waiting = Some(Box::pin(sleep(time))),
                Some(Step::BreakOff) => {
                    return Poll::Ready(Some(Err(axum::Error::new(BrokenOff))));
                }
            }
        }
    }
}

/// A body in small pieces, with a pause before each.
struct Drip {
    inner: Body,
    left: Bytes,
    piece: usize,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// Slows a body down.
pub(super) fn dripping(inner: Body, piece: usize, pause: Duration) -> Body {
    Body::new(Drip { inner, left: Bytes::new(), piece: piece.max(1), pause, waiting: None })
}

impl hyper::body::Body for Drip {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.left.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(Ok(frame)) => self.left = frame.into_data().unwrap_or_default(),
                end => return Poll::Ready(end),
            }
        }
        let pause = self.pause;
        ready!(self.waiting.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(context));
        self.waiting = None;
        let size = self.piece.min(self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(size)))))
    }
}
