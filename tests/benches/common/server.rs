//! Minimal servers: one response to every request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use attio_emulator::{CannedResponse, Emulator};

/// A server with TLS and HTTP/2, which sends this response to every create.
pub(crate) struct Tls(Emulator);

impl Tls {
    pub(crate) fn serve(json: &str) -> Self {
        let emulator = Emulator::builder().tls(true).start_blocking().expect("the emulator");
        let response = CannedResponse::new(200)
            .header("content-type", "application/json; charset=utf-8")
            .body(json.to_owned());
        emulator.stub("POST", "/v2/objects/people/records", response.always());
        Self(emulator)
    }

    pub(crate) fn url(&self) -> &str {
        self.0.base_url()
    }

    /// Returns the certificate to trust, in PEM.
    pub(crate) fn certificate(&self) -> &str {
        self.0.ca_certificate()
    }
}

/// Starts a server, on separate threads, that sends this response to every request; returns its URL.
pub(crate) fn serve(json: &str) -> String {
    serve_in_pieces(json, usize::MAX)
}

/// Does the same with responses in pieces of at most this many bytes, with a pause between, as in a network.
pub(crate) fn serve_in_pieces(json: &str, size: usize) -> String {
    let response = response(json);
    serve_by(size, move |_| response.clone())
}

/// Starts a server of pages of this many records. The response to a request is the page at its `offset`, or an
/// empty page after the last.
pub(crate) fn serve_pages(pages: &[String], records: usize) -> String {
    let responses: Vec<_> = pages.iter().map(|page| response(page)).collect();
    let empty = response(r#"{"data":[]}"#);
    serve_by(usize::MAX, move |request| {
        let offset = request.rsplit_once("\"offset\":").expect("an offset").1;
        let offset: usize = offset.trim_end_matches('}').parse().expect("a number");
        responses.get(offset / records).unwrap_or(&empty).clone()
    })
}

fn response(json: &str) -> Arc<[u8]> {
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n\
         x-attio-execution-id: 6f4ff3d1a1c74dc1\r\ncontent-length: {}\r\n\r\n{json}",
        json.len(),
    );
    response.into_bytes().into()
}

/// Starts a server that sends this response to a request, in pieces of at most this many bytes.
fn serve_by(size: usize, answer: impl Fn(&str) -> Arc<[u8]> + Send + Sync + 'static) -> String {
    let answer = Arc::new(answer);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, answer) = (stream.expect("a connection"), Arc::clone(&answer));
            std::thread::spawn(move || answer_all(stream, &*answer, size));
        }
    });
    format!("http://{address}")
}

/// Responds to the requests of one connection until it is closed.
fn answer_all(mut stream: TcpStream, answer: &dyn Fn(&str) -> Arc<[u8]>, size: usize) {
    stream.set_nodelay(true).expect("it is a TCP stream");
    let mut received = Vec::with_capacity(16 * 1024);
    let mut chunk = [0; 16 * 1024];
    loop {
        while let Some(length) = request_length(&received) {
            let response =
                answer(std::str::from_utf8(&received[..length]).expect("a request of text"));
            received.drain(..length);
            for (index, piece) in response.chunks(size).enumerate() {
                if index > 0 {
                    std::thread::sleep(Duration::from_micros(100));
                }
                if stream.write_all(piece).is_err() {
                    return;
                }
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(count) => received.extend_from_slice(&chunk[..count]),
        }
    }
}

/// Returns the length of the request at the start, if it is complete.
fn request_length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let lines = std::str::from_utf8(&received[..head]).expect("a head of ASCII");
    let body = lines
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim())
        })
        .map_or(0, |length| length.parse().expect("a number"));
    (received.len() >= head + body).then_some(head + body)
}
