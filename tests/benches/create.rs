//! Creates a second over loopback: `person.create(&client)` against a call by hand, with reqwest and
//! a serde struct. Both wait on one thread, whose CPU time is the client's; the server has a thread
//! of its own and gives a canned answer.
//!
//! `taskset -c 0 cargo bench -p attio-tests --bench create` keeps both on one core.
//!
//! The runs alternate, and what counts is the CPU time of a create: creates a second depend on
//! what else the machine does.

mod common;

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use attio_core::{AttioRecord, Client};
use common::{HandWritten, Person, answer, hand_written, person};
use cpu_time::ThreadTime;
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

const ROUNDS: usize = 15;
const CREATES: usize = 4096;
const TOKEN: &str = "a-token-of-the-usual-length-0123456789abcdef0123456789abcdef";

fn main() {
    // `cargo test --benches` runs it too; that it starts is enough then.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let (rounds, creates) = if quick { (1, 64) } else { (ROUNDS, CREATES) };
    let base = serve();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(async {
        for concurrency in [1, 32] {
            measure(&base, concurrency, rounds, creates).await;
        }
    });
}

async fn measure(base: &str, concurrency: usize, rounds: usize, creates: usize) {
    let by_derive = ByDerive::new(base);
    let by_hand = ByHand::new(base);
    // Connections, caches and the allocator's lists first.
    run(concurrency, 512, || by_derive.create()).await;
    run(concurrency, 512, || by_hand.create()).await;
    let (mut derive, mut hand) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        derive.push(run(concurrency, creates, || by_derive.create()).await);
        hand.push(run(concurrency, creates, || by_hand.create()).await);
    }
    println!("\nconcurrency {concurrency}, {rounds} rounds of {creates} creates each, medians");
    println!("{:>24} {:>12} {:>22}", "", "creates / s", "client CPU µs / create");
    for (name, times) in [("derive", &derive), ("reqwest by hand", &hand)] {
        println!("{name:>24} {:>12.0} {:>22.2}", times.per_second(), times.cpu());
    }
    let ratios = derive.iter().zip(&hand).map(|(a, b)| a.cpu / b.cpu).collect();
    println!(
        "derive / by hand: CPU {:.3} (median of the rounds' ratios {:.3}), creates / s {:.3}",
        derive.cpu() / hand.cpu(),
        median(ratios),
        derive.per_second() / hand.per_second(),
    );
}

/// What one create took in a run, in microseconds.
struct Time {
    wall: f64,
    cpu: f64,
}

async fn run<F: Future<Output = ()>>(
    concurrency: usize,
    creates: usize,
    create: impl Fn() -> F,
) -> Time {
    let (wall, cpu) = (Instant::now(), ThreadTime::now());
    join_all((0..concurrency).map(|_| async {
        for _ in 0..creates / concurrency {
            create().await;
        }
    }))
    .await;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / creates as f64;
    Time { wall: each(wall.elapsed()), cpu: each(cpu.elapsed()) }
}

trait Times {
    fn per_second(&self) -> f64;
    fn cpu(&self) -> f64;
}

impl Times for Vec<Time> {
    fn per_second(&self) -> f64 {
        1e6 / median(self.iter().map(|time| time.wall).collect())
    }

    fn cpu(&self) -> f64 {
        median(self.iter().map(|time| time.cpu).collect())
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

struct ByDerive {
    client: Client,
    person: Person,
}

impl ByDerive {
    fn new(base: &str) -> Self {
        let client = Client::builder().api_key(TOKEN).base_url(base).no_rate_limit().build();
        let client = client.expect("a client");
        Self { client, person: person() }
    }

    async fn create(&self) {
        let created = self.person.create(&self.client).await.expect("it is created");
        std::hint::black_box(created);
    }
}

/// What a careful user of reqwest would write: one client with a timeout and a user agent, as the
/// derive's has; the URL made once; the body written by serde into a buffer of the same capacity;
/// the answer read in one pass, its values kept as they came.
struct ByHand {
    http: reqwest::Client,
    url: reqwest::Url,
    person: HandWritten,
}

#[derive(Deserialize)]
struct Created {
    data: CreatedRecord,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct CreatedRecord {
    id: CreatedId,
    created_at: String,
    web_url: Option<String>,
    values: Box<RawValue>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct CreatedId {
    workspace_id: Uuid,
    object_id: Uuid,
    record_id: Uuid,
}

impl ByHand {
    fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .user_agent("attio-rs/0.1.0")
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let url = format!("{base}/v2/objects/people/records").parse().expect("a URL");
        Self { http, url, person: hand_written() }
    }

    async fn create(&self) {
        let response = self
            .http
            .post(self.url.clone())
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .body(self.person.to_json())
            .send()
            .await
            .expect("it is sent");
        assert!(response.status().is_success());
        let body = response.bytes().await.expect("it is answered");
        let created: Created = serde_json::from_slice(&body).expect("it is a record");
        std::hint::black_box(created.data);
    }
}

/// A server that gives every request the same answer, on threads of its own; gives its URL.
fn serve() -> String {
    let json = answer();
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n\
         x-attio-execution-id: 6f4ff3d1a1c74dc1\r\ncontent-length: {}\r\n\r\n{json}",
        json.len(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, response) = (stream.expect("a connection"), response.clone());
            std::thread::spawn(move || answer_all(stream, response.as_bytes()));
        }
    });
    format!("http://{address}")
}

/// Answers the requests of one connection until it is closed.
fn answer_all(mut stream: TcpStream, response: &[u8]) {
    stream.set_nodelay(true).expect("it is a TCP stream");
    let mut received = Vec::with_capacity(16 * 1024);
    let mut chunk = [0; 16 * 1024];
    loop {
        while let Some(length) = request_length(&received) {
            received.drain(..length);
            if stream.write_all(response).is_err() {
                return;
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(count) => received.extend_from_slice(&chunk[..count]),
        }
    }
}

/// How long the request at the start is, if it is there to its end.
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
