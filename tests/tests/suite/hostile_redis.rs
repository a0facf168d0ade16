//! A Redis with wrong responses: the process limits itself alone, and nothing panics or stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use attio_core::rate_limit::{RateLimit, RateLimiter, RedisRateLimiter, RequestKind};
use attio_tests::Log;

/// A Redis that returns a response to each call of the script, and "OK" to everything else.
fn redis(response: &'static [u8], knows_script: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("redis://:pa55word-of-redis@{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream, response, knows_script));
        }
    });
    url
}

fn serve(stream: TcpStream, response: &[u8], knows_script: bool) {
    let mut out = stream.try_clone().expect("a stream");
    let mut input = BufReader::new(stream);
    let mut line = String::new();
    let mut next_line = move |input: &mut BufReader<TcpStream>| {
        line.clear();
        let _ = input.read_line(&mut line);
        line.get(1..).and_then(|rest| rest.trim().parse::<usize>().ok())
    };
    while let Some(parts) = next_line(&mut input) {
        let mut command = Vec::new();
        for _ in 0..parts {
            let Some(length) = next_line(&mut input) else { return };
            let mut part = vec![0; length + 2];
            if input.read_exact(&mut part).is_err() {
                return;
            }
            part.truncate(length);
            command.push(part.to_ascii_uppercase());
        }
        let written = match command[0].as_slice() {
            b"EVALSHA" if !knows_script => out.write_all(b"-NOSCRIPT No matching script\r\n"),
            // The hash of another script.
            b"SCRIPT" => out.write_all(b"$40\r\n0123456789012345678901234567890123456789\r\n"),
            b"EVALSHA" | b"EVAL" => out.write_all(response),
            b"PING" => out.write_all(b"+PONG\r\n"),
            _ => out.write_all(b"+OK\r\n"),
        };
        if written.is_err() {
            return;
        }
    }
}

const RESPONSES: &[&[u8]] = &[
    b":-1\r\n",
    b":-9223372036854775808\r\n",
    b":9223372036854775807\r\n",
    b":18446744073709551615\r\n",
    b":99999999999999999999999999\r\n",
    b":3600000000\r\n",
    b"$20\r\n18446744073709551615\r\n",
    b"$3\r\nNaN\r\n",
    b"$3\r\ninf\r\n",
    b"$4\r\n1e99\r\n",
    b",nan\r\n",
    b",inf\r\n",
    b",-1.5\r\n",
    b"(3492890328409238509324850943850943825024385\r\n",
    b"$-1\r\n",
    b"_\r\n",
    b"*0\r\n",
    b"*2\r\n:1\r\n:2\r\n",
    b"%1\r\n+a\r\n:1\r\n",
    b"+OK\r\n",
    b"#t\r\n",
    b"-OOM command not allowed\r\n",
    b"-WRONGTYPE Operation against a key\r\n",
    b"-NOSCRIPT No matching script\r\n",
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"$99999999999999\r\nx",
    b"\xff\xfe\x00\r\n",
];

/// How long three permits take.
async fn three_permits(url: &str) -> Duration {
    let limiter = RedisRateLimiter::new(url, "acme").expect("the URL is right");
    let limiter = limiter.limit(RateLimit::per_second(100, 100)).share(1.0);
    let began = Instant::now();
    for _ in 0..3 {
        limiter.acquire(RequestKind::Write).await;
        let number = limiter.started(RequestKind::Write);
        limiter.refused(RequestKind::Read);
        limiter.finished(RequestKind::Write, number);
    }
    began.elapsed()
}

#[test]
fn no_response_of_redis_stops_a_request_or_panics() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let mut failed = Vec::new();
    tracing::subscriber::with_default(subscriber, || {
        for response in RESPONSES {
            for knows_script in [true, false] {
                let url = redis(response, knows_script);
                let shown = String::from_utf8_lossy(response).into_owned();
                // A panic in one of the limiter's tasks is also noticed.
                let took = std::panic::catch_unwind(|| {
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build();
                    runtime.expect("a runtime").block_on(async {
                        tokio::time::timeout(Duration::from_secs(5), three_permits(&url)).await
                    })
                });
                match took {
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) => failed.push(format!("{shown:?} {knows_script}: no permit")),
                    Err(_) => {
                        failed.push(format!("{shown:?} {knows_script}: a panic"));
                    }
                }
            }
        }
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let log = log.text();
    assert!(log.contains("the rate limiter's Redis is unavailable"), "{log}");
    assert!(!log.contains("pa55word"), "{log}");
    let limiter = RedisRateLimiter::new("redis://:pa55word-of-redis@127.0.0.1:1", "acme");
    let shown = format!("{:?}", Arc::new(limiter.expect("the URL is right")));
    assert!(!shown.contains("pa55word"), "{shown}");
}
