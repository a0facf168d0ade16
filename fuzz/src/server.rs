//! An emulator, and a persistent connection to it.

use std::io::{Read, Write};
use std::net::TcpStream;

use attio_emulator::Emulator;
use serde_json::json;

/// The number of requests after which everything is reset, so that memory stays flat.
const MAX_REQUESTS: u32 = 500;

/// An emulator with the object `things`, which has an attribute of every type.
pub struct Server {
    attio: Emulator,
    stream: Option<TcpStream>,
    requests: u32,
}

/// A response.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Server {
    /// Starts it.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let attio = Emulator::start_blocking().expect("the emulator starts");
        let server = Self { attio, stream: None, requests: 0 };
        server.fill();
        server
    }

    /// Creates the object and a few records.
    fn fill(&self) {
        let data = json!({"api_slug": "things", "singular_noun": "Thing", "plural_noun": "Things"});
        self.attio.create_object(&data).expect("an object");
        let dollars =
            json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}});
        let companies = json!({"record_reference": {"allowed_objects": ["companies"]}});
        for (slug, kind, many, unique, config) in [
            ("text", "text", false, false, json!({})),
            ("code", "text", false, true, json!({})),
            ("number", "number", false, false, json!({})),
            ("checkbox", "checkbox", false, false, json!({})),
            ("currency", "currency", false, false, dollars),
            ("date", "date", false, false, json!({})),
            ("timestamp", "timestamp", false, false, json!({})),
            ("rating", "rating", false, false, json!({})),
            ("status", "status", false, false, json!({})),
            ("select", "select", false, false, json!({})),
            ("tags", "select", true, false, json!({})),
            ("company", "record-reference", false, false, companies),
            ("anything", "record-reference", true, false, json!({})),
            ("owner", "actor-reference", false, false, json!({})),
            ("location", "location", false, false, json!({})),
            ("domain", "domain", false, false, json!({})),
            ("email", "email-address", true, true, json!({})),
            ("phone", "phone-number", true, false, json!({})),
        ] {
            let data = json!({
                "api_slug": slug, "type": kind, "is_multiselect": many, "is_unique": unique,
                "config": config,
            });
            self.attio.create_attribute("things", &data).expect("an attribute");
        }
        self.attio.create_option("things", "select", "Small").expect("an option");
        self.attio.create_option("things", "tags", "Small").expect("an option");
        self.attio.create_status("things", "status", "Done").expect("a status");
        let acme = json!({"name": "Acme", "domains": ["acme.com"]});
        self.attio.seed("companies", &acme).expect("a company");
        let full = json!({
            "text": "a text", "code": "A", "number": 1.5, "checkbox": true, "currency": 99,
            "date": "2024-02-29", "timestamp": "2024-02-29T12:00:00Z", "rating": 3,
            "status": "Done", "select": "Small", "tags": ["Small"], "company": "acme.com",
            "owner": "ada@example.com", "location": "1 Main Street", "domain": "acme.com",
            "email": ["a@acme.com", "b@acme.com"], "phone": ["+442079460000"],
        });
        self.attio.seed("things", &full).expect("a thing");
        self.attio.seed("things", &json!({"name": "empty"})).expect("a thing");
    }

    /// The ID of the first thing.
    #[must_use]
    pub fn first_thing(&self) -> String {
        self.attio.record_ids("things").first().map(ToString::to_string).unwrap_or_default()
    }

    /// Sends a request with this body, unchanged. There must always be a response.
    pub fn send(&mut self, method: &str, path: &str, body: &[u8]) -> Reply {
        self.requests += 1;
        if self.requests > MAX_REQUESTS {
            self.requests = 0;
            self.attio.reset();
            self.fill();
        }
        let address = self.attio.base_url().trim_start_matches("http://");
        let stream = self.stream.get_or_insert_with(|| {
            let stream = TcpStream::connect(address).expect("a connection");
            stream.set_nodelay(true).expect("a socket");
            stream
        });
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             authorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            self.attio.api_key(),
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it is sent");
        read(stream)
    }
}

fn read(stream: &mut TcpStream) -> Reply {
    let mut got = Vec::new();
    let mut buffer = [0; 64 * 1024];
    let mut more = |got: &mut Vec<u8>| {
        let size = stream.read(&mut buffer).expect("an answer");
        assert!(size > 0, "the connection was closed without a response");
        got.extend_from_slice(&buffer[..size]);
    };
    let head = loop {
        if let Some(end) = got.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        more(&mut got);
    };
    let text = String::from_utf8_lossy(&got[..head]).to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
    while got.len() < head + length {
        more(&mut got);
    }
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Reply { status, body: got.split_off(head) }
}
