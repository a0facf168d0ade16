//! An HTTP proxy for tests.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{PROXY_AUTHENTICATE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf, copy_bidirectional};
use tokio::net::TcpStream;

use crate::StartError;
use crate::background::Background;
use crate::http::lock;

/// The pause before the proxy accepts again if the system has no file handle left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The maximum number of bytes that are kept per connection and direction.
const MAX_KEPT: usize = 1 << 20;

/// The maximum number of CONNECT requests, and of connections, that are kept.
const MAX_ENTRIES: usize = 10_000;

/// An HTTP proxy on loopback, for tests of clients behind a proxy.
///
/// It stops when it is dropped, and its tunnels end with it. It responds to CONNECT with a tunnel, and
/// to all other requests with 501, because forwarding a request would show the token to the proxy.
///
/// Any program on this machine can use it to connect to any host, unless [`ProxyBuilder::tunnel_to`] is
/// set.
///
/// ```
/// use attio_emulator::{OnConnect, Proxy};
///
/// let proxy = Proxy::builder().credentials("user", "s3cret").start_blocking()?;
/// // Configure the client with `proxy.url()`, send a request, and then:
/// assert!(!proxy.has_seen("the token"));
/// proxy.set_on_connect(OnConnect::Refuse(502));
/// # Ok::<(), attio_emulator::StartError>(())
/// ```
pub struct Proxy {
    url: String,
    state: Arc<State>,
    _background: Background,
}

/// The reaction of a [`Proxy`] to a CONNECT request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConnect {
    /// Connects to the requested host, and responds with 502 if that fails.
    #[default]
    Tunnel,
    /// Responds with this status, such as 403 or 502. A number that is not a status from 300 to 599
    /// counts as 502.
    Refuse(u16),
    /// Never responds, and keeps the connection open.
    Stall,
}

/// The settings of a [`Proxy`] that is not started yet.
#[derive(Default)]
pub struct ProxyBuilder {
    port: u16,
    credentials: Option<Credentials>,
    on_connect: OnConnect,
    target: Option<SocketAddr>,
}

/// The value of `proxy-authorization` that is required.
#[derive(Clone)]
struct Credentials(String);

impl Credentials {
    fn new(user: &str, password: &str) -> Self {
        Self(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    fn are_in(&self, headers: &HeaderMap) -> bool {
        headers.get(PROXY_AUTHORIZATION).is_some_and(|value| value.as_bytes() == self.0.as_bytes())
    }
}

impl ProxyBuilder {
    /// Sets the port. The default, 0, is a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Requires these credentials: a request without them gets 407 and `Proxy-Authenticate: Basic`.
    #[must_use]
    pub fn credentials(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.credentials = Some(Credentials::new(user.as_ref(), password.as_ref()));
        self
    }

    /// Sets what the proxy does with CONNECT. The default is [`OnConnect::Tunnel`].
    #[must_use]
    pub fn on_connect(mut self, on_connect: OnConnect) -> Self {
        self.on_connect = on_connect;
        self
    }

    /// Connects all tunnels to this address, whatever host is requested, so that a test can use a
    /// host name that only the proxy resolves. The default is to connect to the requested host.
    #[must_use]
    pub fn tunnel_to(mut self, address: SocketAddr) -> Self {
        self.target = Some(address);
        self
    }

    /// Starts the proxy on its own thread, independent of the caller's runtime.
    ///
    /// # Errors
    /// Returns an error if the port is taken, or the system provides no port or thread.
    // Async although it awaits nothing, so that it may later.
    pub async fn start(self) -> Result<Proxy, StartError> {
        self.start_blocking()
    }

    /// Starts the proxy, for callers without a runtime.
    ///
    /// # Errors
    /// Returns the errors of [`ProxyBuilder::start`].
    pub fn start_blocking(self) -> Result<Proxy, StartError> {
        let port = self.port;
        self.listen().map_err(|source| StartError::Listen { port, source })
    }

    fn listen(self) -> std::io::Result<Proxy> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let settings = Settings { credentials: self.credentials, on_connect: self.on_connect };
        let settings = Mutex::new(settings);
        let state = Arc::new(State { settings, target: self.target, ..State::default() });
        let served = Arc::clone(&state);
        let accept = move |listener| accept(listener, served);
        let background = Background::serve("attio-proxy", listener, accept)?;
        Ok(Proxy { url, state, _background: background })
    }
}

/// Omits the credentials.
impl std::fmt::Debug for ProxyBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxyBuilder")
            .field("port", &self.port)
            .field("credentials", &self.credentials.as_ref().map(|_| "[REDACTED]"))
            .field("on_connect", &self.on_connect)
            .field("target", &self.target)
            .finish()
    }
}

impl Proxy {
    /// Starts a proxy without credentials, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Returns an error if the system provides no port or thread.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Starts a proxy as [`Proxy::start`] does, for callers without a runtime.
    ///
    /// # Errors
    /// Returns an error if the system provides no port or thread.
    pub fn start_blocking() -> Result<Self, StartError> {
        Self::builder().start_blocking()
    }

    /// Returns a builder to start a proxy with other settings.
    #[must_use]
    pub fn builder() -> ProxyBuilder {
        ProxyBuilder::default()
    }

    /// Returns the URL of the proxy, such as `http://127.0.0.1:3128`, without credentials.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Changes what the proxy does with later CONNECT requests. Open tunnels stay open, and stalled
    /// requests stay stalled.
    pub fn set_on_connect(&self, on_connect: OnConnect) {
        lock(&self.state.settings).on_connect = on_connect;
    }

    /// Requires other credentials for later requests. Open tunnels stay open.
    pub fn set_credentials(&self, user: impl AsRef<str>, password: impl AsRef<str>) {
        let credentials = Credentials::new(user.as_ref(), password.as_ref());
        lock(&self.state.settings).credentials = Some(credentials);
    }

    /// Requires no credentials for later requests.
    pub fn clear_credentials(&self) {
        lock(&self.state.settings).credentials = None;
    }

    /// Returns the CONNECT requests, oldest first. Only the first 10,000 are kept.
    #[must_use]
    pub fn connects(&self) -> Vec<ConnectRequest> {
        lock(&self.state.connects).clone()
    }

    /// Returns the connections to the proxy, oldest first, with the bytes that they carried. Only the
    /// first 10,000 are kept.
    #[must_use]
    pub fn connections(&self) -> Vec<ProxiedConnection> {
        lock(&self.state.connections).iter().map(|connection| lock(connection).clone()).collect()
    }

    /// Returns whether these bytes, such as a token, went through the proxy unencrypted.
    ///
    /// It searches the heads of requests and both directions of tunnels: the first MiB of each direction
    /// of each connection.
    ///
    /// A test that asserts that the proxy has not seen a secret should also assert that the proxy was
    /// used, with [`Proxy::connects`].
    ///
    /// # Panics
    /// Panics if `bytes` is empty.
    #[must_use]
    pub fn has_seen(&self, bytes: impl AsRef<[u8]>) -> bool {
        let bytes = bytes.as_ref();
        let is_in = |kept: &[u8]| kept.windows(bytes.len()).any(|window| window == bytes);
        self.connections().iter().any(|it| is_in(&it.from_client) || is_in(&it.to_client))
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A CONNECT request that a [`Proxy`] received.
#[derive(Clone)]
#[non_exhaustive]
pub struct ConnectRequest {
    /// The requested host and port, such as `api.attio.com:443`.
    pub authority: String,
    /// The headers, without `proxy-authorization`: see [`ConnectRequest::proxy_authorization`].
    pub headers: HeaderMap,
    /// The status of the response. `None` if the request is stalled.
    pub status: Option<u16>,
    proxy_authorization: Option<String>,
}

impl ConnectRequest {
    /// Returns whether the client got a tunnel.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.status == Some(200)
    }

    /// Returns the `proxy-authorization` header as it was sent. It contains the credentials, and is
    /// therefore neither in `headers` nor in the `Debug` output.
    #[must_use]
    pub fn proxy_authorization(&self) -> Option<&str> {
        self.proxy_authorization.as_deref()
    }
}

impl std::fmt::Debug for ConnectRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let redacted = self.proxy_authorization.as_ref().map(|_| "[REDACTED]");
        f.debug_struct("ConnectRequest")
            .field("authority", &self.authority)
            .field("headers", &self.headers)
            .field("proxy_authorization", &redacted)
            .field("status", &self.status)
            .finish()
    }
}

/// A connection from a client to a [`Proxy`]: the heads of its requests, then its tunnel.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ProxiedConnection {
    /// The bytes that the client sent; only the first MiB is kept.
    pub from_client: Vec<u8>,
    /// The bytes that the client received; only the first MiB is kept.
    pub to_client: Vec<u8>,
    /// The number of bytes that the client sent, whether they are kept or not.
    pub from_client_count: u64,
    /// The number of bytes that the client received, whether they are kept or not.
    pub to_client_count: u64,
}

/// Omits the bytes: they contain the credentials, and may contain a token.
impl std::fmt::Debug for ProxiedConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxiedConnection")
            .field("from_client_count", &self.from_client_count)
            .field("to_client_count", &self.to_client_count)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    settings: Mutex<Settings>,
    target: Option<SocketAddr>,
    connects: Mutex<Vec<ConnectRequest>>,
    connections: Mutex<Vec<Arc<Mutex<ProxiedConnection>>>>,
}

#[derive(Default)]
struct Settings {
    credentials: Option<Credentials>,
    on_connect: OnConnect,
}

async fn accept(listener: tokio::net::TcpListener, state: Arc<State>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, Arc::clone(&state)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn serve(stream: TcpStream, state: Arc<State>) {
    // Without a delay, so that small HTTP/2 frames pass at once.
    let _ = stream.set_nodelay(true);
    let record = Arc::new(Mutex::new(ProxiedConnection::default()));
    state.note_connection(&record);
    let service = service_fn(|request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, std::convert::Infallible>(respond(request, &state).await) }
    });
    let stream = TokioIo::new(Recorded { stream, record });
    // An error ends only this connection.
    let _ = http1::Builder::new().serve_connection(stream, service).with_upgrades().await;
}

async fn respond(request: Request<Incoming>, state: &State) -> Response<Full<Bytes>> {
    if request.method() != Method::CONNECT {
        return refusal(StatusCode::NOT_IMPLEMENTED, "this proxy only supports CONNECT");
    }
    let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
    let (on_connect, has_credentials) = {
        let settings = lock(&state.settings);
        let required = settings.credentials.as_ref();
        (settings.on_connect, required.is_none_or(|required| required.are_in(request.headers())))
    };
    let headers = request.headers().clone();
    let note = |status: Option<StatusCode>| state.note(&authority, &headers, status);
    if on_connect == OnConnect::Stall {
        note(None);
        return std::future::pending().await;
    }
    if !has_credentials {
        note(Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED));
        let mut response =
            refusal(StatusCode::PROXY_AUTHENTICATION_REQUIRED, "this proxy requires credentials");
        let basic = HeaderValue::from_static("Basic realm=\"attio-emulator\"");
        response.headers_mut().insert(PROXY_AUTHENTICATE, basic);
        return response;
    }
    if let OnConnect::Refuse(status) = on_connect {
        let status = Some(status).filter(|status| (300..600).contains(status));
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
        note(Some(status));
        return refusal(status, "this proxy refuses the host");
    }
    let target = match state.target {
        Some(address) => TcpStream::connect(address).await,
        None => TcpStream::connect(authority.as_str()).await,
    };
    let Ok(target) = target else {
        note(Some(StatusCode::BAD_GATEWAY));
        return refusal(StatusCode::BAD_GATEWAY, "the host does not accept the connection");
    };
    let _ = target.set_nodelay(true);
    note(Some(StatusCode::OK));
    tokio::spawn(tunnel(request, target));
    Response::new(Full::default())
}

/// Copies bytes until both sides have ended. The client's side is available after the response is sent.
async fn tunnel(request: Request<Incoming>, mut target: TcpStream) {
    if let Ok(client) = hyper::upgrade::on(request).await {
        let _ = copy_bidirectional(&mut TokioIo::new(client), &mut target).await;
    }
}

fn refusal(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}

impl State {
    fn note_connection(&self, record: &Arc<Mutex<ProxiedConnection>>) {
        let mut connections = lock(&self.connections);
        if connections.len() < MAX_ENTRIES {
            connections.push(Arc::clone(record));
        }
    }

    fn note(&self, authority: &str, headers: &HeaderMap, status: Option<StatusCode>) {
        let mut connects = lock(&self.connects);
        if connects.len() >= MAX_ENTRIES {
            return;
        }
        let mut headers = headers.clone();
        let credentials = headers.remove(PROXY_AUTHORIZATION);
        let text = |value: HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        connects.push(ConnectRequest {
            authority: authority.to_owned(),
            headers,
            status: status.map(|status| status.as_u16()),
            proxy_authorization: credentials.map(text),
        });
    }
}

/// A stream that records its bytes below the HTTP parser, so that it misses none.
struct Recorded {
    stream: TcpStream,
    record: Arc<Mutex<ProxiedConnection>>,
}

fn keep(kept: &mut Vec<u8>, count: &mut u64, bytes: &[u8]) {
    *count += bytes.len() as u64;
    let room = MAX_KEPT.saturating_sub(kept.len()).min(bytes.len());
    kept.extend_from_slice(&bytes[..room]);
}

impl AsyncRead for Recorded {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let Self { stream, record } = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(stream).poll_read(cx, buffer))?;
        let mut record = lock(record);
        let ProxiedConnection { from_client, from_client_count, .. } = &mut *record;
        keep(from_client, from_client_count, &buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Recorded {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let Self { stream, record } = self.get_mut();
        let written = ready!(Pin::new(stream).poll_write(cx, bytes))?;
        let mut record = lock(record);
        let ProxiedConnection { to_client, to_client_count, .. } = &mut *record;
        keep(to_client, to_client_count, &bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
