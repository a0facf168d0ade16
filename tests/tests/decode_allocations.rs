//! The allocations of `decode_all` per record. A separate program, because a counting allocator
//! slows every other test.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use attio_core::{AttioRecord, Client};
use tokio::runtime::Builder;

const PAGE: usize = 500;
const PAGES: usize = 4;
const RECORDS: usize = PAGE * PAGES;

/// The allocations that one request may make, from its body to the end of its response.
const PER_REQUEST: u64 = 200;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

/// The response with the page at this offset.
fn response(offset: usize) -> Vec<u8> {
    let mut body = String::from("{\"data\":[");
    for n in offset..(offset + PAGE).min(RECORDS) {
        let comma = if n > offset { "," } else { "" };
        let _ = write!(
            body,
            r#"{comma}{{"id":{{"workspace_id":"14beef7a-99f7-4534-a87e-70b564330a4c","object_id":"97052eb9-e65e-443f-a297-f2d9a4a7f795","record_id":"bf071e1f-6035-429d-b874-{n:012}"}},"created_at":"2022-11-21T13:22:49.061281000Z","web_url":"https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-{n:012}","values":{{"job_title":[{{"active_from":"2022-11-21T13:22:49.061281000Z","active_until":null,"created_by_actor":{{"type":"api-token","id":"x"}},"value":"{n}","attribute_type":"text"}}]}}}}"#,
        );
    }
    body.push_str("]}");
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// Serves the pages in order to the requests of one connection.
fn serve(mut stream: TcpStream, pages: &[Vec<u8>]) -> std::io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    for page in pages {
        let mut length = 0;
        // The body of a query ends with its offset, and only a body has brackets.
        while !buffer[..length].ends_with(b"}") || !buffer[..length].contains(&b'{') {
            length += stream.read(&mut buffer[length..])?;
        }
        stream.write_all(page)?;
    }
    Ok(())
}

#[test]
fn records_read_into_structs_allocate_only_the_contents_of_the_structs() {
    let pages: Vec<_> = (0..=PAGES + 1).map(|page| response(page * PAGE)).collect();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = serve(stream.expect("a connection"), &pages);
        }
    });
    let client = Client::builder().api_key("k").base_url(base_url).no_rate_limit();
    let client = client.build().expect("a client");

    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut people = Vec::new();
    // The allocator counts the allocations of this thread, on which the client and its tasks run.
    let counted = allocation_counter::measure(|| {
        people =
            runtime.block_on(async { Person::query().decode_all(&client).await }).expect("people");
    });
    let blocks = counted.count_total;
    assert_eq!(people.len(), RECORDS);
    assert_eq!(people[RECORDS - 1].job_title, Some((RECORDS - 1).to_string()));
    println!("{blocks} allocations for {RECORDS} records in {PAGES} pages");
    // One per record, because each has one string.
    let allowed = RECORDS as u64 + (PAGES as u64 + 2) * PER_REQUEST;
    assert!(blocks <= allowed, "{blocks} allocations, and {allowed} are enough");
}
