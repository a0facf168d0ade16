//! The server's thread, which accepts connections and serves each in a separate task.

#[cfg(feature = "tls")]
mod frames;
mod http1;
#[cfg(feature = "tls")]
mod http2;
mod mute;
#[cfg(feature = "tls")]
mod tls;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpStream;

use crate::background::Background;
use crate::connections::Connection;
use crate::http::{Shared, router};
use mute::Mute;
#[cfg(feature = "tls")]
pub(crate) use tls::Tls;

/// The pause before the server accepts again if the system has no file handle left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The timeout of the TLS handshake, and of the HTTP/2 preface.
#[cfg(feature = "tls")]
const HANDSHAKE: Duration = Duration::from_secs(30);

/// A server on its own thread.
pub(crate) struct Server {
    _background: Background,
}

/// The parts that are needed to serve a connection.
#[derive(Clone)]
struct Site {
    shared: Arc<Shared>,
    router: Router,
    #[cfg(feature = "tls")]
    tls: Option<tokio_rustls::TlsAcceptor>,
}

impl Server {
    /// Serves the listener, which must already be listening.
    pub(crate) fn start(
        listener: TcpListener,
        shared: Arc<Shared>,
        #[cfg(feature = "tls")] tls: Option<&Tls>,
    ) -> std::io::Result<Self> {
        let site = Site {
            router: router(Arc::clone(&shared)),
            shared,
            #[cfg(feature = "tls")]
            tls: tls.map(Tls::acceptor),
        };
        let accept = move |listener| accept(listener, site);
        Ok(Self { _background: Background::serve("attio-emulator", listener, accept)? })
    }
}

async fn accept(listener: tokio::net::TcpListener, site: Site) {
    let mut gate = site.shared.backlog.gate();
    loop {
        gate.opened().await;
        let accepted = tokio::select! {
            biased;
            () = gate.closed() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((_, peer)) if site.shared.backlog.takes_back(peer) => {}
            Ok((stream, _)) => {
                let connection = site.shared.connections.accept();
                tokio::spawn(serve(stream, connection, site.clone()));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// Serves one connection to its end, or until it is silent and let go.
async fn serve(stream: TcpStream, connection: Arc<Connection>, site: Site) {
    // Sends small responses at once. If it fails, they are only slower.
    let _ = stream.set_nodelay(true);
    if site.shared.faults.stalls_connection() {
        connection.silence();
    }
    let held = Arc::clone(&connection);
    let io = Mute::new(stream, Arc::clone(&connection));
    tokio::select! {
        // An error ends only this connection.
        () = converse(io, connection, site) => {}
        () = held.let_go() => {}
    }
}

#[cfg(not(feature = "tls"))]
async fn converse(io: Mute, connection: Arc<Connection>, site: Site) {
    http1::serve(io, connection, site.router).await;
}

#[cfg(feature = "tls")]
async fn converse(io: Mute, connection: Arc<Connection>, site: Site) {
    let Some(tls) = &site.tls else {
        return http1::serve(io, connection, site.router).await;
    };
    // A stalled connection must outlast the timeout of the handshake.
    if connection.is_silent() {
        return std::future::pending().await;
    }
    let Ok(Ok(io)) = tokio::time::timeout(HANDSHAKE, tls.accept(io)).await else { return };
    match io.get_ref().1.alpn_protocol() {
        Some(b"h2") => http2::serve(io, connection, site).await,
        _ => http1::serve(io, connection, site.router).await,
    }
}
