//! A stream over 100,000 records or entries takes no more memory than one over 1,000. A separate program,
//! because it counts the bytes that its threads have allocated.

use std::convert::Infallible;
use std::fmt::Write as _;

use attio_core::{AttioEntry, AttioRecord, Client, Error, Query, ReadValues, Row, Rows};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const FEW: usize = 1_000;
const MANY: usize = 100_000;
const PAGE: usize = 500;

/// The bytes that the longer stream may take in addition.
const ALLOWED: u64 = 1 << 20;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Person)]
struct Opportunity {
    job_title: Option<String>,
}

/// The page at this offset of this many records or entries.
fn page(path: &str, offset: usize, count: usize) -> String {
    const ID: &str = "97052eb9-e65e-443f-a297-f2d9a4a7f795";
    let (target, own, values, rest) = match path.starts_with("/v2/lists/") {
        true => (
            "list_id",
            "entry_id",
            "entry_values",
            format!(r#""parent_object":"people","parent_record_id":"{ID}""#),
        ),
        false => (
            "object_id",
            "record_id",
            "values",
            format!(r#""web_url":"https://app.attio.com/acme/person/{ID}""#),
        ),
    };
    let mut body = String::from("{\"data\":[");
    for n in offset..(offset + PAGE).min(count) {
        let comma = if n > offset { "," } else { "" };
        let _ = write!(
            body,
            r#"{comma}{{"id":{{"workspace_id":"{ID}","{target}":"{ID}","{own}":"bf071e1f-6035-429d-b874-{n:012}"}},"created_at":"2022-11-21T13:22:49.061281000Z",{rest},"{values}":{{"job_title":[{{"active_from":"2022-11-21T13:22:49.061281000Z","active_until":null,"created_by_actor":{{"type":"api-token","id":"x"}},"value":"{n}","attribute_type":"text"}}],"description":[{{"active_from":"2022-11-21T13:22:49.061281000Z","active_until":null,"created_by_actor":{{"type":"api-token","id":"x"}},"value":"{}","attribute_type":"text"}}]}}}}"#,
            "lorem ipsum ".repeat(20)
        );
    }
    body.push_str("]}");
    body
}

/// Serves queries on one connection. A minimal server, so that its memory is that of one page.
async fn serve(mut stream: TcpStream, count: usize) -> std::io::Result<Infallible> {
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
        let path = head.split(' ').nth(1).expect("a path").to_owned();
        let length = head
            .split_once("content-length: ")
            .and_then(|(_, rest)| rest.split("\r\n").next()?.parse::<usize>().ok())
            .unwrap_or(0);
        while request.len() < body_start + length {
            stream.read_buf(&mut request).await?;
        }
        let query: serde_json::Value =
            serde_json::from_slice(&request[body_start..]).expect("a query is JSON");
        let offset = query["offset"].as_u64().expect("an offset");
        let body = page(&path, usize::try_from(offset).expect("it fits"), count);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
    }
}

/// Reads all records or entries, and returns the most bytes that were allocated at the same time.
fn most_bytes<R>(
    query: fn() -> Query<R>,
    decode: fn(&R::Row) -> Result<R, Error>,
    number: fn(R) -> Option<String>,
    count: usize,
) -> u64
where
    R: Rows<Row: Row> + ReadValues + 'static,
{
    let measured = allocation_counter::measure(|| {
        // One thread, whose allocations are counted.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("bound");
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, count));
                }
            });
            let client = Client::builder().api_key("k").base_url(format!("http://{address}"));
            let client = client.no_rate_limit().build().expect("the settings are right");
            let mut seen = 0;
            let mut stream = query().stream(&client);
            while let Some(row) = stream.next_record().await {
                let decoded = decode(&row.expect("a row")).expect("it fits");
                assert_eq!(number(decoded).as_deref(), Some(seen.to_string().as_str()));
                seen += 1;
            }
            assert_eq!(seen, count);
        });
    });
    measured.bytes_max
}

fn check(most_bytes: impl Fn(usize) -> u64) {
    // A process allocates some memory once, such as the certificates of the system.
    most_bytes(FEW);
    let (few, many) = (most_bytes(FEW), most_bytes(MANY));
    println!("{few} bytes over {FEW}, {many} bytes over {MANY}");
    assert!(few > PAGE as u64 * 500, "a page is counted: {few}");
    assert!(many <= few + ALLOWED, "{few} bytes over {FEW}, {many} bytes over {MANY}");
}

#[test]
fn a_stream_over_a_hundred_thousand_records_uses_no_more_memory_than_over_a_thousand() {
    check(|count| most_bytes(Person::query, |row| row.decode(), |row| row.job_title, count));
}

#[test]
fn a_stream_over_a_hundred_thousand_entries_uses_no_more_memory_than_over_a_thousand() {
    check(|count| most_bytes(Opportunity::query, |row| row.decode(), |row| row.job_title, count));
}
