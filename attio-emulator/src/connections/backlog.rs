//! New connections that stall in their TCP handshake.

use std::collections::HashSet;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;

use tokio::sync::watch;

use crate::http::lock;

/// The queue of connections that wait to be accepted.
///
/// While nobody accepts and the queue is full, Linux drops the SYN of a new connection, as if the host
/// were gone or behind a firewall. `listen` sets the length of the queue, even on a listening socket. A
/// length of 0 leaves room for one connection.
pub(crate) struct Backlog {
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    listener: TcpListener,
    is_stalled: watch::Sender<bool>,
    /// The emulator's own connections that fill the queue.
    fillers: Mutex<Vec<TcpStream>>,
    /// The local addresses of the fillers, until they are accepted.
    addresses: Mutex<HashSet<SocketAddr>>,
}

impl Backlog {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            is_stalled: watch::Sender::new(false),
            fillers: Mutex::default(),
            addresses: Mutex::default(),
        }
    }

    pub(crate) fn gate(&self) -> Gate {
        Gate(self.is_stalled.subscribe())
    }

    /// Whether the connection from this address is a filler. Each address counts once.
    pub(crate) fn takes_back(&self, peer: SocketAddr) -> bool {
        lock(&self.addresses).remove(&peer)
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn stall(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn stall(&self) -> io::Result<()> {
        let result = self.close();
        if result.is_err() {
            let _ = self.resume();
        }
        result
    }

    #[cfg(target_os = "linux")]
    fn close(&self) -> io::Result<()> {
        let mut fillers = lock(&self.fillers);
        self.is_stalled.send_replace(true);
        listen(&self.listener, 0)?;
        let address = self.listener.local_addr()?;
        for _ in 0..MAX_FILLERS {
            match fill(address, &self.addresses) {
                Ok(filler) => fillers.push(filler),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("cannot fill the queue of connections"))
    }

    /// Accepts connections again.
    pub(crate) fn resume(&self) -> io::Result<()> {
        let mut fillers = lock(&self.fillers);
        if !*self.is_stalled.borrow() {
            return Ok(());
        }
        #[cfg(target_os = "linux")]
        listen(&self.listener, LENGTH)?;
        fillers.clear();
        self.is_stalled.send_replace(false);
        Ok(())
    }
}

/// The length of the queue that the standard library sets.
#[cfg(target_os = "linux")]
const LENGTH: i32 = 128;

/// One is enough, unless the server accepts a few before it notices the stall.
#[cfg(target_os = "linux")]
const MAX_FILLERS: usize = 64;

/// A handshake on loopback takes microseconds, because the kernel completes it.
#[cfg(target_os = "linux")]
const FILL_TIME: std::time::Duration = std::time::Duration::from_millis(100);

#[cfg(target_os = "linux")]
fn listen(listener: &TcpListener, length: i32) -> io::Result<()> {
    socket2::SockRef::from(listener).listen(length)
}

/// Connects to the queue. The local address is noted before the connection can be accepted.
#[cfg(target_os = "linux")]
fn fill(address: SocketAddr, addresses: &Mutex<HashSet<SocketAddr>>) -> io::Result<TcpStream> {
    use socket2::{Domain, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.bind(&SocketAddr::new(address.ip(), 0).into())?;
    let from = TcpStream::from(socket.try_clone()?).local_addr()?;
    lock(addresses).insert(from);
    match socket.connect_timeout(&address.into(), FILL_TIME) {
        Ok(()) => Ok(socket.into()),
        Err(error) => {
            lock(addresses).remove(&from);
            Err(error)
        }
    }
}

/// Whether the server accepts connections.
pub(crate) struct Gate(watch::Receiver<bool>);

impl Gate {
    pub(crate) async fn opened(&mut self) {
        self.until(false).await;
    }

    pub(crate) async fn closed(&mut self) {
        self.until(true).await;
    }

    async fn until(&mut self, stalled: bool) {
        if self.0.wait_for(|is_stalled| *is_stalled == stalled).await.is_err() {
            // The sender is gone, so the state stays.
            std::future::pending().await
        }
    }
}
