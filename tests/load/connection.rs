//! A minimal HTTP/1.1 client, so that the server gets most of the machine.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    address: String,
    key: String,
    buffer: Vec<u8>,
}

fn wrong(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

impl Connection {
    pub(crate) async fn open(address: &str, key: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address: address.to_owned(), key: key.to_owned(), buffer: Vec::new() })
    }

    /// Sends a request and reads the whole response. Every status except 200 is an error.
    pub(crate) async fn call(&mut self, method: &str, path: &str, body: &str) -> io::Result<&[u8]> {
        let Self { address, key, .. } = self;
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let start = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..start]).to_lowercase();
        let length: usize = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|length| length.trim().parse().ok())
            .ok_or_else(|| wrong("an answer without a length"))?;
        let is_success = head.starts_with("http/1.1 200");
        while self.buffer.len() < start + length {
            self.more().await?;
        }
        let body = &self.buffer[start..start + length];
        if is_success { Ok(body) } else { Err(wrong(&String::from_utf8_lossy(body))) }
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(wrong("an answer that broke off")),
            _ => Ok(()),
        }
    }
}
