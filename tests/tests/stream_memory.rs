//! A stream over 100,000 records keeps the memory of the process flat. A separate binary, so that
//! no other test affects the figure.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use attio_core::{AttioRecord, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const RECORDS: usize = 100_000;
const PAGE: usize = 500;
const ALLOWED: usize = 32 * 1024 * 1024;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

/// The resident memory of this process in bytes, if the system reports it.
fn resident() -> Option<usize> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// The page at this offset.
fn page(offset: usize) -> String {
    let mut body = String::from("{\"data\":[");
    for n in offset..(offset + PAGE).min(RECORDS) {
        let comma = if n > offset { "," } else { "" };
        let _ = write!(
            body,
            r#"{comma}{{"id":{{"workspace_id":"14beef7a-99f7-4534-a87e-70b564330a4c","object_id":"97052eb9-e65e-443f-a297-f2d9a4a7f795","record_id":"bf071e1f-6035-429d-b874-{n:012}"}},"created_at":"2022-11-21T13:22:49.061281000Z","web_url":"https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-{n:012}","values":{{"job_title":[{{"active_from":"2022-11-21T13:22:49.061281000Z","active_until":null,"created_by_actor":{{"type":"api-token","id":"x"}},"value":"{n}","attribute_type":"text"}}],"description":[{{"active_from":"2022-11-21T13:22:49.061281000Z","active_until":null,"created_by_actor":{{"type":"api-token","id":"x"}},"value":"{}","attribute_type":"text"}}]}}}}"#,
            "lorem ipsum ".repeat(20)
        );
    }
    body.push_str("]}");
    body
}

/// Serves queries on one connection. A minimal server, so that its memory is that of one page.
async fn serve(mut stream: TcpStream) -> std::io::Result<Infallible> {
    let mut request = Vec::new();
    loop {
        request.clear();
        let body_start = loop {
            if let Some(at) = request.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut request).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        };
        let head = String::from_utf8_lossy(&request[..body_start]).to_lowercase();
        let length = head
            .split_once("content-length: ")
            .and_then(|(_, rest)| rest.split("\r\n").next()?.parse::<usize>().ok())
            .unwrap_or(0);
        while request.len() < body_start + length {
            stream.read_buf(&mut request).await?;
        }
        let query: serde_json::Value =
            serde_json::from_slice(&request[body_start..]).expect("a query is JSON");
        let body = page(query["offset"].as_u64().expect("an offset") as usize);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
    }
}

#[tokio::test]
async fn a_stream_over_a_hundred_thousand_records_uses_no_more_memory_than_over_a_thousand() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let client = Client::builder().api_key("k").base_url(format!("http://{address}"));
    let client = client.build().expect("the settings are right");

    let mut seen = 0;
    let mut at_start = None;
    let mut highest = 0;
    let mut stream = Person::query().stream(&client);
    while let Some(record) = stream.next_record().await {
        let person = record.expect("a record").decode().expect("a person");
        assert_eq!(person.job_title.as_deref(), Some(seen.to_string().as_str()));
        // After two pages, all buffers are allocated.
        if seen == 2 * PAGE {
            at_start = resident();
        }
        if seen > 2 * PAGE && seen.is_multiple_of(PAGE) {
            highest = highest.max(resident().unwrap_or(0));
        }
        seen += 1;
    }
    assert_eq!(seen, RECORDS);
    match at_start {
        // Not `eprintln!`, whose output is only shown if a test fails.
        None => drop(writeln!(
            io::stderr(),
            "SKIPPED: this system does not report the memory of a process, so that of a stream was not \
             measured"
        )),
        Some(at_start) => {
            let growth = highest.saturating_sub(at_start);
            println!("{} MB at start, {} MB more at most", at_start >> 20, growth >> 20);
            assert!(growth < ALLOWED, "grew by {growth} bytes");
        }
    }
}
