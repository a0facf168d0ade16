//! HTTP/2, with `h2` instead of `hyper`: faults need the numbers and resets of streams, which `hyper`
//! does not expose.
//!
//! Streams are accepted in the order of their numbers, and the faults of each are chosen before the next
//! is accepted. So it is known which streams came before that of a GOAWAY; see [`Frames`].

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::header::{
    CONNECTION, CONTENT_LENGTH, COOKIE, DATE, HOST, TE, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderName, HeaderValue, Request, Uri, request};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use super::frames::Frames;
use super::{HANDSHAKE, Site};
use crate::Fault;
use crate::connections::{Arrival, Connection};
use crate::faults::Ending;
use crate::requests::ReceivedRequest;

/// The maximum number of concurrent streams per connection, typical of proxies in front of an API.
const STREAMS: u32 = 100;

/// How many unread bytes of all bodies together, and of one body, a client may send.
const CONNECTION_WINDOW: u32 = 4 << 20;
const STREAM_WINDOW: u32 = 1 << 20;

/// The maximum size of a request's headers, and of the buffered bytes of a response.
const HEADERS: u32 = 64 * 1024;
const SEND_BUFFER: usize = 400 * 1024;

/// How many reset streams are remembered, so that later frames for them are not errors.
const REMEMBERED_RESETS: usize = 1000;
const REMEMBERED: Duration = Duration::from_secs(30);

/// A change of the whole connection.
enum Order {
    /// Closes the connection.
    Close,
    /// Accepts no new streams, and closes the connection when none is left.
    Finish,
    /// Closes the connection with an error.
    Fail,
}

/// Serves one connection.
pub(super) async fn serve<T>(io: T, connection: Arc<Connection>, site: Site)
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let settings = site.shared.faults.settings();
    let mut builder = h2::server::Builder::new();
    builder
        .max_concurrent_streams(settings.streams.unwrap_or(STREAMS))
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_window_size(if settings.is_window_closed { 0 } else { STREAM_WINDOW })
        .max_header_list_size(HEADERS)
        .max_send_buffer_size(SEND_BUFFER)
        .max_concurrent_reset_streams(REMEMBERED_RESETS)
        .reset_stream_duration(REMEMBERED)
        // A client that cancels is not an attack.
        .max_pending_accept_reset_streams(REMEMBERED_RESETS)
        // The emulator itself resets streams, and a client may keep sending until it knows.
        .max_local_error_reset_streams(None);
    let io = Frames::new(io, Arc::clone(&connection));
    let Ok(Ok(mut streams)) = timeout(HANDSHAKE, builder.handshake(io)).await else { return };
    let router = TowerToHyperService::new(site.router);
    let (orders, mut ordered) = unbounded_channel();
    let mut before = 0;
    loop {
        let (request, mut respond) = tokio::select! {
            biased;
            Some(order) = ordered.recv() => {
                match order {
                    // A silent connection stays open.
                    _ if connection.is_silent() => {}
                    Order::Close => return,
                    Order::Finish => streams.graceful_shutdown(),
                    Order::Fail => streams.abrupt_shutdown(Reason::INTERNAL_ERROR),
                }
                continue;
            }
            next = streams.accept() => match next {
                Some(Ok(next)) => next,
                _ => return,
            },
        };
        // The request was read before the connection went silent, but was not processed.
        if connection.is_silent() {
            return std::future::pending().await;
        }
        let stream = respond.stream_id().as_u32();
        if connection.last_stream().is_some_and(|last| stream > last) {
            let arrival = Arrival::new(&connection, before);
            let (parts, _) = received(request, &arrival);
            let faults = vec![Fault::GoAway];
            site.shared.log.push(ReceivedRequest::new(&parts, Bytes::new(), faults, &arrival));
            continue;
        }
        let arrival = Arrival::new(&connection, before);
        before = stream;
        let (parts, body) = received(request, &arrival);
        if settings.is_window_closed && !body.is_end_stream() {
            tokio::spawn(wait_for_reset(respond, body));
            continue;
        }
        let body = Body::new(Receiving(body));
        let mut work = Box::pin(router.call(Request::from_parts(parts, body)));
        // The faults of a request are chosen in its first poll.
        let first = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await;
        let orders = orders.clone();
        tokio::spawn(async move {
            let response: Result<Response, _> = match first {
                Poll::Ready(response) => response,
                Poll::Pending => work.await,
            };
            end(response.unwrap_or_else(|never| match never {}), &mut respond, &orders).await;
        });
    }
}

/// Converts a request to the form of HTTP/1.1: path as target, `host` header, one cookie header.
fn received(request: Request<RecvStream>, arrival: &Arrival) -> (request::Parts, RecvStream) {
    let (mut parts, body) = request.into_parts();
    if let Some(host) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(host.as_str())
    {
        parts.headers.entry(HOST).or_insert(host);
    }
    if let Some(Ok(target)) =
        parts.uri.path_and_query().map(|target| target.as_str().parse::<Uri>())
    {
        parts.uri = target;
    }
    let cookies: Vec<&[u8]> = parts.headers.get_all(COOKIE).iter().map(|c| c.as_bytes()).collect();
    if cookies.len() > 1
        && let Ok(cookies) = HeaderValue::from_bytes(&cookies.join(&b"; "[..]))
    {
        parts.headers.insert(COOKIE, cookies);
    }
    parts.extensions.insert(arrival.clone());
    (parts, body)
}

/// Ends a stream with a response, or as a fault defines.
async fn end(
    response: Response,
    respond: &mut SendResponse<Bytes>,
    orders: &UnboundedSender<Order>,
) {
    // The connection may be gone.
    let order = |order| drop(orders.send(order));
    match response.extensions().get::<Ending>().copied() {
        None => {}
        Some(Ending::HangUp) => return order(Order::Close),
        Some(Ending::Refuse) => return respond.send_reset(Reason::REFUSED_STREAM),
        Some(Ending::Reset) => return respond.send_reset(Reason::INTERNAL_ERROR),
        Some(Ending::CutOff) => return order(Order::Finish),
        Some(Ending::GoAway) => order(Order::Finish),
        Some(Ending::GoAwayError) => return order(Order::Fail),
        Some(Ending::Silent) => return,
    }
    // An error means that the stream or the connection is gone, so nobody waits for the response.
    let _ = send(response, respond).await;
}

async fn send(response: Response, respond: &mut SendResponse<Bytes>) -> Result<(), h2::Error> {
    let (mut parts, mut body) = response.into_parts();
    // These headers are not allowed in HTTP/2, and a canned response may have them.
    for name in [CONNECTION, TE, TRANSFER_ENCODING, UPGRADE]
        .into_iter()
        .chain(["keep-alive", "proxy-connection"].map(HeaderName::from_static))
    {
        parts.headers.remove(name);
    }
    if let Some(length) = body.size_hint().exact()
        && (length > 0 || !body.is_end_stream())
    {
        parts.headers.entry(CONTENT_LENGTH).or_insert(HeaderValue::from(length));
    }
    if let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(SystemTime::now())) {
        parts.headers.entry(DATE).or_insert(date);
    }
    let is_empty = body.is_end_stream();
    let mut stream = respond.send_response(http::Response::from_parts(parts, ()), is_empty)?;
    if is_empty {
        return Ok(());
    }
    loop {
        let frame = tokio::select! {
            biased;
            reason = poll_fn(|context| stream.poll_reset(context)) => {
                return reason.map(drop);
            }
            frame = body.frame() => frame,
        };
        match frame {
            None => return stream.send_data(Bytes::new(), true),
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { continue };
                let is_last = body.is_end_stream();
                send_data(&mut stream, data, is_last).await?;
                if is_last {
                    return Ok(());
                }
            }
            Some(Err(_)) => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
        }
    }
}

/// Sends bytes as the client's flow-control window permits.
async fn send_data(
    stream: &mut SendStream<Bytes>,
    mut data: Bytes,
    is_last: bool,
) -> Result<(), h2::Error> {
    while !data.is_empty() {
        stream.reserve_capacity(data.len());
        match poll_fn(|context| stream.poll_capacity(context)).await {
            Some(capacity) => {
                let piece = data.split_to(capacity?.min(data.len()));
                stream.send_data(piece, is_last && data.is_empty())?;
            }
            None => return Err(Reason::CANCEL.into()),
        }
    }
    Ok(())
}

/// Holds a request whose body is not accepted, and reads nothing of it.
async fn wait_for_reset(mut respond: SendResponse<Bytes>, _body: RecvStream) {
    let _ = poll_fn(|context| respond.poll_reset(context)).await;
}

/// The body of a request.
struct Receiving(RecvStream);

impl hyper::body::Body for Receiving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Poll::Ready(ready!(self.0.poll_data(context)).map(|data| {
            let data = data.map_err(axum::Error::new)?;
            let _ = self.0.flow_control().release_capacity(data.len());
            Ok(Frame::data(data))
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }
}
