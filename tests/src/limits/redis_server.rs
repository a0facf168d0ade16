//! A Redis for tests.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A separate `redis-server` on a free port, with a password. It ends when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
    process: Option<Child>,
}

/// The password of a [`RedisServer`].
const PASSWORD: &str = "the-password-of-redis";

impl RedisServer {
    /// Starts a server, or lists the tests of the shared limiter as skipped if Redis is not installed.
    #[must_use]
    pub fn start() -> Option<Self> {
        let _ = attio_test_support::require("the shared limiter on Redis", ["redis-server"])?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let mut server = Self { port, process: None };
        server.start_again();
        Some(server)
    }

    /// Starts it again on the same port, without data.
    pub fn start_again(&mut self) {
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD, "--port"])
            .arg(self.port.to_string())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server starts");
        self.process = Some(process);
        for _ in 0..1000 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("redis-server does not start");
    }

    /// Kills it.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it runs");
            process.wait().expect("it ends");
        }
    }

    /// Returns its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/0", self.port)
    }

    /// Returns its password.
    #[must_use]
    pub fn password(&self) -> &str {
        PASSWORD
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
