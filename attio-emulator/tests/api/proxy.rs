//! The proxy: its tunnels, refusals and records.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use attio_emulator::{OnConnect, Proxy};
use reqwest::blocking::Client;

/// A target that echoes this number of connections, one after the other.
fn echo(connections: usize) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    let thread = std::thread::spawn(move || {
        for _ in 0..connections {
            let (mut stream, _) = listener.accept().unwrap();
            let mut writer = stream.try_clone().unwrap();
            std::io::copy(&mut stream, &mut writer).unwrap();
        }
    });
    (authority, thread)
}

fn connection(proxy: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(proxy.url().strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Sends a request and reads the head of the response byte by byte, because a tunnel may follow.
fn head(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

fn connect(authority: &str, headers: &str) -> String {
    format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n{headers}\r\n")
}

fn reqwest_through(proxy: &Proxy, credentials: Option<(&str, &str)>) -> Client {
    let mut through = reqwest::Proxy::all(proxy.url()).unwrap();
    if let Some((user, password)) = credentials {
        through = through.basic_auth(user, password);
    }
    Client::builder().proxy(through).build().unwrap()
}

#[test]
fn a_tunnel_carries_bytes_both_ways_and_they_are_kept() {
    let (authority, target) = echo(1);
    let proxy = Proxy::start_blocking().unwrap();
    let mut stream = connection(&proxy);
    let response = head(&mut stream, &connect(&authority, "user-agent: a test\r\n"));
    assert!(response.starts_with("http/1.1 200"), "{response}");
    stream.write_all(b"in clear").unwrap();
    let mut back = [0; 8];
    stream.read_exact(&mut back).unwrap();
    assert_eq!(&back, b"in clear");
    // More bytes than are kept: they are still counted.
    let mut writer = stream.try_clone().unwrap();
    let sent = std::thread::spawn(move || writer.write_all(&vec![b'x'; 3 << 20]).unwrap());
    let mut back = vec![0; 3 << 20];
    stream.read_exact(&mut back).unwrap();
    sent.join().unwrap();
    assert!(back.iter().all(|byte| *byte == b'x'));
    drop(stream);
    target.join().unwrap();

    let connects = proxy.connects();
    assert_eq!((connects.len(), connects[0].authority.as_str()), (1, authority.as_str()));
    assert!(connects[0].is_granted() && connects[0].status == Some(200));
    assert_eq!(connects[0].headers["user-agent"], "a test");
    let [connection] = &proxy.connections()[..] else { panic!("one connection") };
    assert!(connection.from_client.starts_with(b"CONNECT "));
    assert_eq!((connection.from_client.len(), connection.to_client.len()), (1 << 20, 1 << 20));
    assert!(connection.from_client_count > 3 << 20 && connection.to_client_count > 3 << 20);
    assert!(proxy.has_seen("in clear") && proxy.has_seen("a test") && proxy.has_seen("200 OK"));
    assert!(!proxy.has_seen("something else"));
}

#[test]
fn credentials_are_required_and_never_shown() {
    let (authority, target) = echo(2);
    let builder = Proxy::builder().credentials("user", "s3cret");
    assert!(!format!("{builder:?}").contains("s3cret"));
    let proxy = builder.start_blocking().unwrap();
    let wrong = "proxy-authorization: Basic dXNlcjp3cm9uZw==\r\n";
    let right = "proxy-authorization: Basic dXNlcjpzM2NyZXQ=\r\n";
    // A refusal leaves the connection open, and the client may try again there.
    let mut stream = connection(&proxy);
    for headers in ["", wrong] {
        let response = head(&mut stream, &connect(&authority, headers));
        assert!(response.starts_with("http/1.1 407"), "{response}");
        assert!(response.contains("proxy-authenticate: basic "), "{response}");
        let mut text = [0; 31];
        stream.read_exact(&mut text).unwrap();
        assert_eq!(&text, b"this proxy requires credentials");
    }
    let response = head(&mut stream, &connect(&authority, right));
    assert!(response.starts_with("http/1.1 200"), "{response}");
    drop(stream);

    let connects = proxy.connects();
    assert_eq!(connects.iter().map(|it| it.is_granted()).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(connects[2].proxy_authorization(), Some("Basic dXNlcjpzM2NyZXQ="));
    assert!(!connects[2].headers.contains_key("proxy-authorization"));
    let shown = format!("{proxy:?} {connects:?} {:?}", proxy.connections());
    assert!(!shown.contains("dXNlcjpzM2NyZXQ") && !shown.contains("s3cret"), "{shown}");

    // Wrong and missing credentials.
    proxy.set_credentials("user", "new");
    let response = head(&mut connection(&proxy), &connect(&authority, right));
    assert!(response.starts_with("http/1.1 407"), "{response}");
    proxy.clear_credentials();
    let response = head(&mut connection(&proxy), &connect(&authority, ""));
    assert!(response.starts_with("http/1.1 200"), "{response}");
    target.join().unwrap();
}

#[test]
fn it_refuses_with_a_status_and_tunnels_again() {
    let (authority, target) = echo(1);
    let proxy = Proxy::builder().on_connect(OnConnect::Refuse(403)).start_blocking().unwrap();
    for (refuse, status) in [(403, 403), (502, 502), (200, 502), (100, 502), (1000, 502)] {
        proxy.set_on_connect(OnConnect::Refuse(refuse));
        let response = head(&mut connection(&proxy), &connect(&authority, ""));
        assert!(response.starts_with(&format!("http/1.1 {status}")), "{response}");
        assert_eq!(proxy.connects().last().unwrap().status, Some(status));
    }
    assert!(proxy.connects().iter().all(|connect| !connect.is_granted()));
    proxy.set_on_connect(OnConnect::Tunnel);
    let response = head(&mut connection(&proxy), &connect(&authority, ""));
    assert!(response.starts_with("http/1.1 200"), "{response}");
    target.join().unwrap();
}

#[test]
fn an_unreachable_host_is_502() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let proxy = Proxy::start_blocking().unwrap();
    let response = head(&mut connection(&proxy), &connect(&free, ""));
    assert!(response.starts_with("http/1.1 502"), "{response}");
    assert_eq!(proxy.connects()[0].status, Some(502));
}

#[test]
fn all_tunnels_can_lead_to_one_address() {
    let (authority, target) = echo(1);
    let proxy = Proxy::builder().tunnel_to(authority.parse().unwrap()).start_blocking().unwrap();
    let response = head(&mut connection(&proxy), &connect("api.attio.invalid:443", ""));
    assert!(response.starts_with("http/1.1 200"), "{response}");
    assert_eq!(proxy.connects()[0].authority, "api.attio.invalid:443");
    target.join().unwrap();
}

#[test]
fn it_stalls_until_it_is_dropped() {
    let proxy = Proxy::builder().on_connect(OnConnect::Stall).start_blocking().unwrap();
    let mut stream = connection(&proxy);
    stream.write_all(connect("127.0.0.1:1", "").as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut));
    assert_eq!((proxy.connects().len(), proxy.connects()[0].status), (1, None));
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    drop(proxy);
    assert!(!matches!(stream.read(&mut [0]), Ok(1..)), "its connections end with it");
}

#[test]
fn a_request_to_forward_is_501_and_its_content_is_recorded() {
    let proxy = Proxy::start_blocking().unwrap();
    let client = reqwest_through(&proxy, None);
    let response = client.get("http://127.0.0.1:1/v2/self").bearer_auth("t0ken").send().unwrap();
    assert_eq!(response.status(), 501);
    assert!(proxy.connects().is_empty() && proxy.has_seen("t0ken"));
}

#[test]
fn reqwest_gets_a_tunnel_for_https_and_shows_it_no_header() {
    // The target does not speak TLS, so the request fails once the tunnel is established.
    let (authority, target) = echo(1);
    let proxy = Proxy::builder().credentials("user", "s3cret").start_blocking().unwrap();
    let request = |credentials| {
        let client = reqwest_through(&proxy, credentials);
        client.get(format!("https://{authority}/v2/self")).bearer_auth("t0ken").send().unwrap_err()
    };
    request(None);
    request(Some(("user", "wrong")));
    assert!(proxy.connects().iter().all(|connect| connect.status == Some(407)));
    request(Some(("user", "s3cret")));
    let last = proxy.connects().pop().unwrap();
    assert!(last.is_granted() && last.authority == authority, "{last:?}");
    assert!(!proxy.has_seen("t0ken"));
    target.join().unwrap();
}
