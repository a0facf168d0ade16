//! A thread that serves a listener until its handle is dropped.

use std::net::TcpListener;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// A thread with its own runtime. It serves tests with or without a runtime, and responds even while a
/// test blocks its only thread.
pub(crate) struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Serves the listener, which must already be listening.
    pub(crate) fn serve<F: Future<Output = ()>>(
        name: &str,
        listener: TcpListener,
        accept: impl FnOnce(tokio::net::TcpListener) -> F + Send + 'static,
    ) -> std::io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(listener) => {}
                    _ = stopped => {}
                }
            });
            // Ends the open connections and their tasks.
            runtime.shutdown_background();
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
