//! HTTP/1.1, without `axum::serve`, because that sends a response to every request.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::connections::{Arrival, Connection};
use crate::faults::Ending;

/// The connection is closed instead of sending a response.
#[derive(Debug, thiserror::Error)]
#[error("a fault closed the connection without a response")]
struct HungUp;

/// Serves one connection.
pub(super) async fn serve(
    io: impl AsyncRead + AsyncWrite + Unpin,
    connection: Arc<Connection>,
    router: Router,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(|request: http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Arrival::new(&connection, 0));
        let response = router.call(request);
        async move {
            let response: Result<Response, Infallible> = response.await;
            let mut response = response.unwrap_or_else(|never| match never {});
            match response.extensions().get::<Ending>() {
                None => Ok(response),
                Some(Ending::GoAway) => {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(CONNECTION, close);
                    Ok(response)
                }
                Some(Ending::Silent) => std::future::pending().await,
                // The connection has one request at a time, so it is closed to end the request.
                Some(_) => Err(HungUp),
            }
        }
    });
    let _ = http1::Builder::new().serve_connection(TokioIo::new(io), service).await;
}
