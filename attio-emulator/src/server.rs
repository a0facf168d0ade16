//! The server's thread.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::serve::ListenerExt;
use tokio::sync::oneshot;

use crate::http::{Shared, router};

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
                    let listener = listener.tap_io(|stream| {
                        // A small answer should not wait for more to come; without it all works too.
                        let _ = stream.set_nodelay(true);
                    });
                    tokio::select! {
                        _ = axum::serve(listener, router(shared)) => {}
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
