//! A stream below HTTP/2 that can send a GOAWAY with a last stream of the emulator's choice.
//!
//! `hyper` and `h2` always use the last stream that they have read. So this module follows the output of
//! `h2` frame by frame. When the connection has a last stream, it inserts the GOAWAY at the next frame
//! boundary. After that it drops the frames of later streams and every other GOAWAY, whose last stream
//! would be a later one. Dropping them does not affect header compression, because a stream that is cut
//! off has no response.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::connections::Connection;

/// The header of a frame: the length of its payload in 3 bytes, type, flags, the stream in 4 bytes.
const HEADER: usize = 9;

const GOAWAY: u8 = 7;

/// The maximum number of bytes that wait to be written, not counting the bytes of one call.
const BUFFER: usize = 64 * 1024;

/// How long a closing connection waits for the client to close it too. Closing a socket with unread
/// input would discard output that the client has not read yet.
const LINGER: Duration = Duration::from_millis(500);

pub(super) struct Frames<T> {
    io: T,
    connection: Arc<Connection>,
    out: BytesMut,
    follower: Follower,
    lingering: Option<Pin<Box<Sleep>>>,
}

/// The position in the frames.
#[derive(Default)]
struct Follower {
    /// The part of a frame's header that was read.
    header: Vec<u8>,
    /// How many bytes of the payload are left.
    payload: usize,
    /// Whether the payload is dropped.
    skips: bool,
    /// Whether the GOAWAY was sent.
    is_announced: bool,
}

impl Follower {
    fn announce(&mut self, last: Option<u32>, out: &mut BytesMut) {
        let at_boundary = self.payload == 0 && self.header.is_empty();
        if let (Some(last), false, true) = (last, self.is_announced, at_boundary) {
            self.is_announced = true;
            out.extend_from_slice(&[0, 0, 8, GOAWAY, 0, 0, 0, 0, 0]);
            out.extend_from_slice(&last.to_be_bytes());
            // NO_ERROR
            out.extend_from_slice(&[0; 4]);
        }
    }

    /// Appends to `out` the bytes that may be sent.
    fn follow(&mut self, mut bytes: &[u8], last: Option<u32>, out: &mut BytesMut) {
        while !bytes.is_empty() {
            self.announce(last, out);
            let wanted = if self.payload > 0 { self.payload } else { HEADER - self.header.len() };
            let (part, rest) = bytes.split_at(wanted.min(bytes.len()));
            bytes = rest;
            if self.payload > 0 {
                self.payload -= part.len();
                if !self.skips {
                    out.extend_from_slice(part);
                }
                continue;
            }
            self.header.extend_from_slice(part);
            if let &[a, b, c, kind, _, ref stream @ ..] = self.header.as_slice()
                && let &[d, e, f, g] = stream
            {
                let stream = u32::from_be_bytes([d & 0x7f, e, f, g]);
                self.payload = u32::from_be_bytes([0, a, b, c]) as usize;
                self.skips =
                    last.is_some_and(|last| stream > last) || (self.is_announced && kind == GOAWAY);
                if !self.skips {
                    out.extend_from_slice(&self.header);
                }
                self.header.clear();
            }
        }
        self.announce(last, out);
    }
}

impl<T: AsyncWrite + Unpin> Frames<T> {
    pub(super) fn new(io: T, connection: Arc<Connection>) -> Self {
        let (out, follower) = (BytesMut::new(), Follower::default());
        Self { io, connection, out, follower, lingering: None }
    }

    /// Writes the buffered bytes.
    fn poll_out(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.follower.announce(self.connection.last_stream(), &mut self.out);
        while !self.out.is_empty() {
            match ready!(Pin::new(&mut self.io).poll_write(context, &self.out))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.out.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Frames<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A GOAWAY must not wait for other output. An error occurs again with the next write.
        if self.poll_out(context).is_ready() {
            let _ = Pin::new(&mut self.io).poll_flush(context);
        }
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Frames<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.out.len() >= BUFFER {
            ready!(self.poll_out(context))?;
        }
        let this = &mut *self;
        this.follower.follow(bytes, this.connection.last_stream(), &mut this.out);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_out(context))?;
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(self.poll_out(context))?;
            ready!(Pin::new(&mut self.io).poll_shutdown(context))?;
            self.lingering = Some(Box::pin(sleep(LINGER)));
        }
        loop {
            let mut thrown_away = [0; 4096];
            let mut buffer = ReadBuf::new(&mut thrown_away);
            match Pin::new(&mut self.io).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => break,
            }
        }
        match &mut self.lingering {
            Some(time) => time.as_mut().poll(context).map(Ok),
            None => Poll::Ready(Ok(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame with this payload.
    fn frame(kind: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).expect("a short payload");
        [&[0, 0, length, kind, 0, 0, 0, 0, stream], payload].concat()
    }

    #[test]
    fn the_goaway_comes_at_a_boundary_and_later_streams_after_it_do_not() {
        let goaway = frame(GOAWAY, 0, &[0, 0, 0, 3, 0, 0, 0, 0]);
        let before = [frame(0, 5, b"five"), frame(0, 1, b"one")].concat();
        let after = [
            frame(0, 3, b"three"),
            frame(3, 5, &[0; 4]),
            frame(GOAWAY, 0, &[0; 8]),
            frame(4, 0, &[]),
            frame(0, 1, b"end"),
        ];
        let passed = [after[0].clone(), after[3].clone(), after[4].clone()].concat();
        let after = after.concat();
        // For all sizes of pieces, so that each position in a frame is cut once.
        for piece in 1..40 {
            let (mut follower, mut out) = (Follower::default(), BytesMut::new());
            let cut = before.len() - 2;
            for bytes in before[..cut].chunks(piece) {
                follower.follow(bytes, None, &mut out);
            }
            follower.announce(Some(3), &mut out);
            let rest = [&before[cut..], &after].concat();
            for bytes in rest.chunks(piece) {
                follower.follow(bytes, Some(3), &mut out);
            }
            let expected = [before.as_slice(), &goaway, &passed].concat();
            assert_eq!(out, expected, "pieces of {piece}");
        }
    }
}
