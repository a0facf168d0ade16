//! Malicious responses and names: too large, too deep, from elsewhere.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use attio_core::error::ConfigProblem;
use attio_core::oauth::OAuthApp;
use attio_core::rate_limit::RedisRateLimiter;
use attio_core::{AttioRecord, Client, ClientBuilder, DynamicRecord, Method, Outcome, RecordId};
use attio_emulator::{CannedResponse, Fault, Operation};
use attio_tests::people::Person;
use attio_tests::{Attio, FastClock, client_of, client_over, http_of, size, start_emulator};
use serde_json::json;
use uuid::Uuid;

fn person() -> Person {
    Person { emails: vec!["ada@example.com".parse().expect("an address")], ..Person::default() }
}

/// An emulator, with a client that reads at most this many bytes.
fn bounded(bytes: usize) -> Attio {
    let emulator = start_emulator();
    let client = client_of(&emulator).clock(FastClock::default()).max_response_size(bytes).build();
    Attio { client: client.expect("the settings are right"), emulator }
}

#[tokio::test]
async fn an_oversized_response_is_not_read_further() {
    let attio = bounded(1 << 20);
    attio.emulator.inject(Fault::Oversized(1 << 40).once().on(Operation::Create));
    let error = person().create(&attio.client).await.expect_err("a terabyte");
    assert!(error.is_response_too_large() && !error.is_retryable());
    let id = attio.emulator.record_ids("people")[0];
    assert!(matches!(error.outcome(), Outcome::Applied(Some(found)) if found == id), "{error}");
    assert_eq!((error.status(), error.attempts()), (Some(200), 1));
    assert!(error.to_string().contains("more than 1048576 bytes"), "{error}");
    // A read changes nothing but is not retried: the response would be just as large.
    attio.emulator.inject(Fault::Oversized(1 << 40).always());
    let error = Person::get(&attio.client, id.into()).await.expect_err("a terabyte");
    assert!(error.is_response_too_large() && !error.may_have_applied());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_limit_is_on_the_size_of_the_body() {
    let body = json!({"data": []}).to_string();
    for (bytes, fits) in [(body.len(), true), (body.len() - 1, false), (0, false)] {
        let attio = bounded(bytes);
        let answer = CannedResponse::new(200).body(body.clone());
        attio.emulator.stub("POST", "/v2/objects/people/records/query", answer);
        let page = Person::query().page(&attio.client, 1, 0).await;
        assert_eq!(page.is_ok(), fits, "{bytes}");
    }
}

/// By default 64 MiB.
#[tokio::test]
async fn a_response_is_limited_by_default() {
    const MOST: u64 = 64 << 20;
    let (attio, _) = Attio::with_clock();
    let query = Person::query();
    // The rest of an empty page has less than these bytes.
    attio.emulator.inject(Fault::Oversized(MOST - 1000).once());
    assert!(query.page(&attio.client, 1, 0).await.expect("it fits").is_empty());
    attio.emulator.inject(Fault::Oversized(MOST).once());
    let error = query.page(&attio.client, 1, 0).await.expect_err("some bytes more");
    assert!(error.is_response_too_large(), "{error}");
    assert!(error.to_string().contains("more than 67108864 bytes"), "{error}");
}

#[tokio::test]
async fn the_body_of_an_error_is_truncated_and_its_kind_stays() {
    let attio = bounded(usize::MAX);
    let page = CannedResponse::new(403).body("x".repeat(5 << 20));
    attio.emulator.stub("POST", "/v2/objects/people/records", page);
    let error = person().create(&attio.client).await.expect_err("refused");
    assert_eq!((error.status(), error.outcome()), (Some(403), Outcome::NotApplied));
    assert_eq!(error.body().map(<[u8]>::len), Some(1 << 20));
    assert!(error.to_string().len() < 1000);
}

#[tokio::test]
async fn deeply_nested_json_does_not_exhaust_the_stack() {
    // A recursive reader needs more stack than a thread has, even for the smaller number.
    let depth = size(5_000_000, 500_000) as u32;
    let attio = bounded(64 << 20);
    let Attio { client, emulator } = &attio;
    emulator.inject(Fault::DeepNesting(depth).always());
    let created = person().create(client).await.expect("the rest of the response is valid");
    let id: RecordId<Person> = created.id.record_id;
    created.decode().expect("the values are right");
    Person::get(client, id).await.expect("the rest is right").decode().expect("typed");
    for found in Person::query().all(client).await.expect("the rest is right") {
        found.decode().expect("typed");
    }
    // serde_json reads at most 128 levels into a tree.
    let answer = client.request(Method::GET, "/v2/objects").await.expect("a response");
    answer.json::<serde_json::Value>().expect_err("too deep");
    client.whoami().await.expect("the rest is right");

    emulator.clear_faults();
    let deep = "[".repeat(depth as usize);
    for body in [
        format!(r#"{{"data":{deep}"#),
        format!(r#"{{"data":{{"id":{deep}"#),
        format!(r#"{{"data":{{"values":{{"email_addresses":{deep}"#),
        deep.clone(),
    ] {
        for status in [200, 400] {
            let answer = CannedResponse::new(status).body(body.clone());
            emulator.stub("GET", "/v2/objects/people/records", answer);
            let error = Person::get(client, id).await.expect_err("no record");
            assert!(!error.may_have_applied() && error.to_string().len() < 1000);
        }
    }
    let closed = "]".repeat(depth as usize);
    let values = format!(r#"{{"email_addresses":[{{"email_address":{deep}{closed}}}]}}"#);
    let values = attio_core::Values::from_json(values).expect("it is JSON");
    let error = values.decode::<Person>().expect_err("no address");
    assert_eq!(error.attribute(), Some("email_addresses"));
}

/// A server that sends this response on each connection, and forwards the request.
fn listener(answer: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut buffer = [0; 8192];
            let read = stream.read(&mut buffer).unwrap_or_default();
            let _ = stream.write_all(answer.as_bytes());
            if sender.send(String::from_utf8_lossy(&buffer[..read]).into_owned()).is_err() {
                break;
            }
        }
    });
    (base, receiver)
}

const EMPTY: &str = "HTTP/1.1 200 OK\r\nx-attio-execution-id: 1\r\ncontent-length: 2\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{}";

fn at(base_url: &str) -> ClientBuilder {
    Client::builder().api_key("the-token").base_url(base_url)
}

#[tokio::test]
async fn a_redirect_does_not_forward_the_token() {
    let (elsewhere, heard) = listener(EMPTY);
    let attio = Attio::start();
    attio.emulator.inject(Fault::Redirect(elsewhere.clone()).times(2));
    let error = person().create(&attio.client).await.expect_err("no redirects in this API");
    assert_eq!((error.status(), error.attempts()), (Some(307), 1));
    let error = Person::get(&attio.client, Uuid::new_v4().into()).await.expect_err("redirected");
    assert_eq!(error.status(), Some(307));
    assert!(heard.try_recv().is_err(), "nobody got a request");

    // A user's own HTTP client that follows redirects drops the token.
    let own = http_of(&attio.emulator).redirect(reqwest::redirect::Policy::default());
    let client = client_over(&attio.emulator, own.build().expect("a client"));
    let client = client.build().expect("a client");
    attio.emulator.inject(Fault::Redirect(elsewhere).times(1));
    client.request(Method::GET, "/v2/objects").await.expect("a response from elsewhere");
    let request = heard.recv_timeout(Duration::from_secs(10)).expect("it got the request");
    assert!(request.starts_with("GET /v2/objects "), "{request}");
    assert!(!request.to_lowercase().contains("authorization"), "{request}");
    assert!(!request.contains(attio.emulator.api_key()), "{request}");
}

#[tokio::test]
async fn a_write_redirected_by_the_users_own_client_is_unknown() {
    // A response from there, success or refusal, proves nothing about the write.
    const REFUSED: &str =
        "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    let attio = Attio::start();
    let client = client_over(&attio.emulator, http_of(&attio.emulator).build().expect("a client"));
    let client = client.build().expect("a client");
    let id: RecordId<Person> = Uuid::new_v4().into();
    for answer in [EMPTY, REFUSED] {
        let (elsewhere, heard) = listener(answer);
        let asked = || heard.recv_timeout(Duration::from_secs(10)).expect("it got the request");
        // A 303 is followed by a GET without the body, a delete by another delete.
        for method in ["POST", "PUT"] {
            let see_other = CannedResponse::new(303).header("location", &elsewhere);
            attio.emulator.stub(method, "/v2/objects/people/records", see_other);
        }
        attio.emulator.inject(Fault::Redirect(elsewhere).once().on(Operation::Delete));
        for error in [
            person().create(&client).await.map(drop).expect_err("from elsewhere"),
            person().overwrite(&client, id).await.map(drop).expect_err("from elsewhere"),
            Person::delete(&client, id).await.expect_err("from elsewhere"),
        ] {
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
            assert!(!error.is_retryable() && error.status().is_none(), "{error}");
            assert!(error.to_string().contains("redirected"), "{error}");
            asked();
        }
    }
    // A body is sent once: a 307, which would send it again elsewhere, is not followed.
    let (elsewhere, heard) = listener(EMPTY);
    attio.emulator.inject(Fault::Redirect(elsewhere).times(2));
    for error in [
        person().create(&client).await.map(drop).expect_err("redirected"),
        person().overwrite(&client, id).await.map(drop).expect_err("redirected"),
    ] {
        let told = (error.status(), error.outcome(), error.attempts());
        assert_eq!(told, (Some(307), Outcome::Unknown, 1), "{error}");
    }
    assert!(heard.try_recv().is_err(), "nobody got a request");
    // Nor is a URL that cannot be requested.
    attio.emulator.inject(Fault::Redirect("ftp://attio.invalid".to_owned()).once());
    let error = Person::delete(&client, id).await.expect_err("no such scheme");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
    // Nor is a URL without a connection.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let nowhere = CannedResponse::new(303).header("location", format!("http://{free}"));
    attio.emulator.stub("POST", "/v2/objects/people/records", nowhere);
    let error = person().create(&client).await.expect_err("no connection");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
    assert!(!error.is_connect(), "{error}");
    // A request without a redirect works as usual.
    person().create(&client).await.expect("created");
}

/// The URL to which a separate process sends a request.
const BASE_URL: &str = "ATTIO_TEST_BASE_URL";

#[tokio::test]
#[ignore = "run by `the_proxy_of_the_system_hears_nothing_of_this_machine` in a separate process"]
async fn send_one_request() {
    let Ok(base_url) = std::env::var(BASE_URL) else { return };
    // The response does not matter.
    let client = at(&base_url).allow_plain_http().build().expect("a client");
    let _ = client.whoami().await;
}

#[test]
fn the_proxy_of_the_system_hears_nothing_of_this_machine() {
    let (proxy, heard) = listener(EMPTY);
    let (base_url, asked) = listener(EMPTY);
    let send = |base_url: &str| {
        let mut test = Command::new(std::env::current_exe().expect("this program"));
        test.args(["--ignored", "--exact", "hostile::send_one_request"]);
        // Ignore this machine's list of exceptions.
        test.env_remove("no_proxy").env_remove("NO_PROXY");
        test.env("http_proxy", &proxy).env("HTTP_PROXY", &proxy).env(BASE_URL, base_url);
        let output = test.output().expect("it runs");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && stdout.contains("1 passed"), "{output:?}");
    };
    send("http://attio.invalid");
    heard.recv_timeout(Duration::from_secs(10)).expect("otherwise the proxy is used");
    send(&base_url);
    asked.recv_timeout(Duration::from_secs(10)).expect("it got the request");
    assert!(heard.try_recv().is_err(), "the proxy was used");
}

#[test]
fn the_token_is_sent_in_plain_text_only_to_this_machine() {
    for url in [
        "http://localhost:4010",
        "http://LOCALHOST",
        "http://127.0.0.1:1",
        "http://127.255.0.3",
        "http://2130706433",
        "http://0x7f.1",
        "http://[::1]:80",
        "http://[0:0:0:0:0:0:0:1]",
        "HTTPS://api.attio.com",
    ] {
        at(url).build().unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    for url in [
        "http://api.attio.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        // The system resolves these names, possibly to any address.
        "http://attio.localhost",
        "http://x.LOCALHOST:80",
        "http://localhost.",
        "http://localhost.localdomain",
        "http://[::ffff:127.0.0.1]",
        "http://[::]",
        "http://[2001:db8::1]",
    ] {
        let error = at(url).build().expect_err(url);
        assert!(error.to_string().contains("allow_plain_http"), "{url}: {error}");
        at(url).allow_plain_http().build().unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    at("ftp://localhost").allow_plain_http().build().expect_err("no http");
    at("http://user@localhost").build().expect_err("a user name");
}

#[test]
fn an_app_is_called_back_in_plain_text_only_on_this_machine() {
    let app = |uri: &str| OAuthApp::new("id", "a-secret", uri);
    for uri in ["http://localhost:3000/back", "http://127.0.0.1/back", "http://[::1]:1/back"] {
        app(uri).unwrap_or_else(|error| panic!("{uri}: {error}"));
    }
    for uri in ["http://x.localhost/back", "http://localhost./back", "http://10.0.0.1/back"] {
        let error = app(uri).expect_err(uri);
        assert_eq!(error.config_problem(), Some(ConfigProblem::PlainHttp), "{uri}");
    }
}

#[test]
fn a_password_in_a_url_is_shown_nowhere() {
    for url in [
        "https://ada:pa55word@api.attio.com",
        "https://pa55word@api.attio.com",
        "http://ada:pa55word@localhost/x?pa55word",
        "https://api.attio.com?key=pa55word",
        "https://api.attio.com#pa55word",
        "https//ada:pa55word@api.attio.com",
        "ada:pa55word@api.attio.com",
        "https://ada:pa55word@",
        "https://ada:pa55word@api.attio.com:port",
        "ftp://ada:pa55word@api.attio.com",
    ] {
        let headers = [("x-key".parse().expect("a name"), "pa55word".parse().expect("a value"))];
        let http = reqwest::Client::builder()
            .default_headers(headers.into_iter().collect())
            .proxy(reqwest::Proxy::all("http://ada:pa55word@127.0.0.1:1").expect("a proxy"))
            .build()
            .expect("an HTTP client");
        let builder = Client::builder().api_key("a-token").base_url(url).http_client(http);
        let mut shown = format!("{builder:?} {builder:#?}");
        match builder.build() {
            Ok(client) => shown += &format!("{client:?} {client:#?}"),
            Err(error) => shown += &format!("{error} {error:?} {error:#?}"),
        }
        let app = || OAuthApp::builder("id", "a-secret", url);
        shown += &format!("{:?} {:#?}", app(), app().base_url(url));
        for app in [app().build(), app().base_url(url).build()] {
            match app {
                Ok(app) => shown += &format!("{app:?} {app:#?}"),
                Err(error) => shown += &format!("{error} {error:?} {error:#?}"),
            }
        }
        match RedisRateLimiter::new(url.replace("https", "redis"), "acme") {
            Ok(limiter) => shown += &format!("{limiter:?} {limiter:#?}"),
            Err(error) => shown += &format!("{error} {error:?} {error:#?}"),
        }
        assert!(!shown.contains("pa55word"), "{url}: {shown}");
    }
    let shown = format!("{:?}", Client::builder().base_url("https://ada:x@attio.internal/api"));
    assert!(shown.contains("attio.internal/api"), "the rest is shown: {shown}");
}

/// This also applies to a success that cannot be read.
#[tokio::test]
async fn an_error_keeps_at_most_one_mebibyte_of_a_body() {
    const MOST: usize = 1 << 20;
    let attio = bounded(64 << 20);
    let person = person();
    let large = "x".repeat(30 << 20);
    for status in [200, 302, 400, 404, 500] {
        let answer = CannedResponse::new(status).body(large.clone()).times(5);
        attio.emulator.stub("POST", "/v2/objects/people/records", answer);
        let error = person.create(&attio.client).attempts(1).await.expect_err("no record");
        let body = error.body().expect("a body");
        assert_eq!(body.len(), MOST, "{status}");
    }
    let answer = CannedResponse::new(200).body(large).times(5);
    attio.emulator.stub("GET", "/v2/things", answer);
    let things = attio.client.request(Method::GET, "/v2/things").await.expect("any body");
    let error = things.json::<u8>().expect_err("not JSON");
    assert_eq!(error.body().expect("a body").len(), MOST);
    assert!(!error.to_string().contains("xxxx"), "{error}");
}

/// Terminals and editors interpret these, and a log has one line per message.
#[tokio::test]
async fn control_characters_of_a_server_are_escaped_in_errors() {
    const EVIL: &str = "\u{1b}[2J\u{9b}31m\u{7}\r\n\t\u{202e}\u{2066}\u{2028}\u{7f}\u{0}end";
    let attio = bounded(1 << 20);
    let client = &attio.client;
    let json = serde_json::to_string(EVIL).expect("a string");
    let envelope = format!(
        r#"{{"status_code":400,"type":"x","code":{json},"message":{json},"path":[{json}],
        "validation_errors":[{{"code":"x","path":[{json}],"message":{json}}}]}}"#
    );
    let ids = format!(r#"{{"record_id":{json},"object_id":{json},"workspace_id":{json}}}"#);
    let values = format!(r#"{{"data":{{"id":{ids},"created_at":{json},"values":{{}}}}}}"#);
    let path = "/v2/objects/people/records";
    let mut errors = Vec::new();
    for (status, body) in [
        (400, envelope.clone()),
        (502, envelope),
        (502, EVIL.to_owned()),
        (200, EVIL.to_owned()),
        (200, values),
        (200, json.clone()),
    ] {
        let answer = CannedResponse::new(status).body(body).times(9);
        attio.emulator.stub("POST", path, answer);
        errors.push(person().create(client).attempts(1).await.expect_err("no record"));
    }
    let values = format!(r#"{{"when":[{{"value":{json}}}]}}"#);
    let values = attio_core::Values::from_json(values).expect("JSON");
    errors.push(values.read::<attio_core::Date>("when").expect_err("no day"));
    for error in errors {
        let mut texts = vec![error.to_string(), format!("{error:?}")];
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            texts.push(cause.to_string());
            source = cause.source();
        }
        if let Some(api) = error.api() {
            texts.push(api.to_string());
            texts.push(format!("{api:?}"));
            texts.extend(api.validation_errors().iter().map(ToString::to_string));
            texts.extend(api.path().iter().map(ToString::to_string));
        }
        for text in texts {
            let obeyed = |c: char| c.is_control() || "\u{202e}\u{2066}\u{2028}".contains(c);
            assert!(!text.contains(obeyed), "{text:?}");
        }
    }
}

#[tokio::test]
async fn a_name_stays_one_segment_of_the_path() {
    let (base, heard) = listener(EMPTY);
    let client = at(&base).build().expect("a client");
    let id = Uuid::nil();
    for (object, written) in [
        ("../self", "..%2Fself"),
        ("people/records?limit=1", "people%2Frecords%3Flimit=1"),
        ("people#top", "people%23top"),
        ("%2e%2e", "%252e%252e"),
        ("%2E", "%252E"),
        ("a b\"<>`{}", "a%20b%22%3C%3E%60%7B%7D"),
        ("möbel/🎉", "m%C3%B6bel%2F%F0%9F%8E%89"),
        ("\\..\\..", "%5C..%5C.."),
        ("@evil.example", "@evil.example"),
        ("//evil.example", "%2F%2Fevil.example"),
        ("...", "..."),
    ] {
        // The response is not a record, which does not matter here.
        let _ = DynamicRecord::get(&client, object, id).await;
        let request = heard.recv_timeout(Duration::from_secs(10)).expect("it got the request");
        let line = request.lines().next().unwrap_or_default();
        assert_eq!(line, format!("GET /v2/objects/{written}/records/{id} HTTP/1.1"), "{object}");
        assert!(request.contains(&format!("host: {}", &base["http://".len()..])), "{request}");
    }
    for (name, value) in [("a&b=c", "d#e"), ("x", "1\r\nhost: evil.example"), ("ü", "%41 +")] {
        let _ = client.request(Method::GET, "/v2/objects").query(name, value).await;
        let request = heard.recv_timeout(Duration::from_secs(10)).expect("it got the request");
        let line = request.lines().next().unwrap_or_default();
        let url = line.split(' ').nth(1).expect("a path");
        let url: reqwest::Url = format!("{base}{url}").parse().expect("a URL");
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs, [(name.to_owned(), value.to_owned())]);
        assert!(!request.to_lowercase().contains("\nhost: evil"), "{request}");
    }
}

#[tokio::test]
async fn a_name_that_a_url_would_change_is_not_sent() {
    let (base, heard) = listener(EMPTY);
    let client = at(&base).build().expect("a client");
    for object in ["", ".", "..", "peo\r\nple", "a\tb", "a\0b", "a\u{7f}b", "a\u{85}b"] {
        let error = DynamicRecord::get(&client, object, Uuid::nil()).await.expect_err("no name");
        assert!(!error.may_have_applied() && !error.is_retryable());
        assert!(error.to_string().contains("cannot be a path segment"), "{object:?}: {error}");
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }
    for path in ["/v2/objects/../self", "/v2/./objects", "/v2/ob\njects"] {
        client.request(Method::GET, path).await.expect_err(path);
    }
    assert!(heard.try_recv().is_err(), "nothing was sent");
}

#[test]
fn headers_refuse_line_breaks() {
    for key in ["k\r\nx-evil: 1", "k\nx", "k\0x"] {
        let error = Client::builder().api_key(key).build().expect_err("no token");
        assert!(!error.to_string().contains("evil"), "{error}");
        Client::builder().api_key("k").user_agent(key).build().expect_err("no user agent");
    }
}

/// A client of the library does not follow it. A user's own client does, and the write looks like any other.
#[tokio::test]
async fn a_redirect_to_the_same_url_is_not_noticed_with_the_users_own_client() {
    let attio = Attio::start();
    let own = http_of(&attio.emulator).build().expect("a client");
    let own = client_over(&attio.emulator, own).build().expect("a client");
    let path = "/v2/objects/people/records";
    let id = attio.emulator.seed("people", &json!({})).expect("a person");
    let path_of_id = format!("{path}/{id}");
    for (client, is_noticed) in [(&attio.client, true), (&own, false)] {
        let same = CannedResponse::new(307).header("location", &path_of_id);
        attio.emulator.stub("DELETE", &path_of_id, same);
        let deleted = Person::delete(client, id.into()).await;
        assert_eq!(deleted.is_err(), is_noticed, "{deleted:?}");
        assert_eq!(attio.emulator.record_ids("people").is_empty(), !is_noticed);
    }
}

/// Also for `HTTPS_PROXY` and `ALL_PROXY`, and except the hosts of `NO_PROXY`.
#[test]
fn the_client_uses_the_proxy_of_the_environment() {
    let (proxy, heard) = listener("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    let proxy = proxy.replace("http://", "http://us%40er:pass@");
    for (variables, is_used) in [
        (&["HTTPS_PROXY"][..], true),
        (&["https_proxy"], true),
        (&["ALL_PROXY"], true),
        (&["all_proxy"], true),
        (&["HTTPS_PROXY", "NO_PROXY"], false),
        (&["all_proxy", "no_proxy"], false),
    ] {
        let mut test = Command::new(std::env::current_exe().expect("this program"));
        test.args(["--ignored", "--exact", "hostile::send_one_request"]);
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
            test.env_remove(name).env_remove(name.to_uppercase());
        }
        for name in variables {
            let is_exception = name.eq_ignore_ascii_case("no_proxy");
            test.env(name, if is_exception { "attio.invalid" } else { &proxy });
        }
        let output = test.env(BASE_URL, "https://attio.invalid").output().expect("it runs");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && stdout.contains("1 passed"), "{output:?}");
        let requests: Vec<_> = heard.try_iter().collect();
        assert_eq!(!requests.is_empty(), is_used, "{variables:?}");
        assert!(requests.iter().all(|it| it.starts_with("CONNECT attio.invalid:443")));
        assert!(requests.iter().all(|it| !it.contains("the-token")), "{requests:?}");
        // The credentials of its URL, decoded.
        let basic = "Basic dXNAZXI6cGFzcw==";
        assert!(requests.iter().all(|it| it.contains(basic)), "{requests:?}");
    }
}
