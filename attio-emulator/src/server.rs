//! The server's thread.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::faults::HangUp;
use crate::http::{Shared, router};

/// How long the server waits when the system gives it no connection, for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A server on its own thread with its own runtime: it serves tests with a runtime and without one
/// alike, and answers while a test blocks its only thread.
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on the listener, which accepts connections already.
    pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> std::io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread =
            std::thread::Builder::new().name("attio-emulator".to_owned()).spawn(move || {
                runtime.block_on(async {
                    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                    tokio::select! {
                        () = accept(listener, router(shared)) => {}
                        _ = stopped => {}
                    }
                });
                // Connections that are still open end here, and with them their tasks.
                runtime.shutdown_background();
            })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, router: Router) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, router.clone()));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// The answer to a request is that the connection is closed.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer, as it was asked to")]
struct HungUp;

/// Serves one connection. Not `axum::serve`, with which every request gets an answer.
async fn serve(stream: TcpStream, router: Router) {
    // A small answer should not wait for more to come; without it all works too.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let service = service_fn(|request: http::Request<Incoming>| {
        let answer = router.call(request.map(Body::new));
        async move {
            let answer: Result<Response, Infallible> = answer.await;
            let response = answer.unwrap_or_else(|never| match never {});
            match response.extensions().get::<HangUp>() {
                Some(_) => Err(HungUp),
                None => Ok(response),
            }
        }
    });
    // Whatever ends a connection ends only this one.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
