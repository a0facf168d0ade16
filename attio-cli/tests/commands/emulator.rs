//! The command as a process.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// Starts `attio emulator` and returns the lines that it prints.
fn start(args: &[&str]) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_attio"))
        .arg("emulator")
        .args(args)
        .env_remove("ATTIO_API_KEY")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let output = child.stdout.take().expect("its output");
    (child, BufReader::new(output).lines().map(|line| line.expect("a line")))
}

fn terminate(child: &mut Child) {
    end(child, "TERM");
}

fn end(child: &mut Child, signal: &str) {
    let mut kill = Command::new("kill");
    let kill = kill.args(["-s", signal, &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    assert!(child.wait().expect("the end").success());
}

fn get(base_url: &str, path: &str, key: &str) -> String {
    request(base_url, "GET", path, key)
}

fn request(base_url: &str, method: &str, path: &str, key: &str) -> String {
    let address = base_url.strip_prefix("http://").expect("a URL");
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    write!(stream, "{head}authorization: Bearer {key}\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("a response");
    answer
}

#[test]
fn it_serves_until_it_is_stopped() {
    // Ctrl-C is SIGINT.
    for signal in ["TERM", "INT"] {
        let (mut child, mut lines) = start(&["--api-key", "test"]);
        let base_url = lines.next().expect("the base URL");
        assert!(get(&base_url, "/v2/objects", "test").starts_with("HTTP/1.1 200 OK"));
        end(&mut child, signal);
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn a_generated_key_is_printed_in_the_second_line() {
    let (mut child, mut lines) = start(&["--scopes", "record_permission:read"]);
    let base_url = lines.next().expect("the base URL");
    let key = lines.next().expect("the key");
    assert!(get(&base_url, "/v2/self", &key).contains("\"scope\":\"record_permission:read\""));
    terminate(&mut child);
}

#[test]
fn a_missing_schema_is_reported() {
    let output = Command::new(env!("CARGO_BIN_EXE_attio"))
        .args(["emulator", "--schema", "/nowhere/attio.schema.json"])
        .output()
        .expect("the command starts");
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("/nowhere/attio.schema.json"), "{message}");
}

#[test]
fn it_fails_as_configured() {
    let (mut child, mut lines) = start(&[
        "--api-key=test",
        "--fault=apply-then-html=502:once@create",
        "--fault=status=503@/v2/objects",
        "--rate-limit=sliding-window:1000000:0",
    ]);
    let base_url = lines.next().expect("the base URL");
    assert!(get(&base_url, "/v2/objects", "test").starts_with("HTTP/1.1 503 "));
    assert!(get(&base_url, "/v2/self", "test").starts_with("HTTP/1.1 200 "));
    assert!(request(&base_url, "DELETE", "/v2/objects", "test").starts_with("HTTP/1.1 429 "));
    terminate(&mut child);
}

#[test]
fn an_invalid_fault_is_reported() {
    for (flag, message) in [
        ("--fault=aply-then-drop", "unknown name `aply-then-drop`"),
        ("--fault=status", "needs a value, as in status=503"),
        ("--fault=stall-connection@create", "applies to connections, so it takes no `@create`"),
        ("--rate-limit=fixed:1:2", "`fixed:1:2` is not a rate limit"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_attio"))
            .args(["emulator", flag])
            .output()
            .expect("the command starts");
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn https_comes_with_a_certificate_to_trust() {
    let (mut child, mut lines) = start(&["--tls", "--fault=go-away:once", "--fault=few-streams=5"]);
    let base_url = lines.next().expect("the base URL");
    assert!(base_url.starts_with("https://127.0.0.1:"), "{base_url}");
    let key = lines.next().expect("the key");
    let path = lines.next().expect("the path of the certificate");
    let pem = std::fs::read_to_string(&path).expect("the certificate");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"), "{pem}");
    let header = format!("authorization: Bearer {key}");
    let url = format!("{base_url}/v2/self");
    let get = || {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--http2", "--noproxy", "*", "--cacert", &path, "-H", &header, &url]);
        curl.output()
    };
    match get() {
        Ok(lost) => {
            assert!(!lost.status.success(), "{lost:?}");
            let whole = get().expect("curl");
            assert!(String::from_utf8_lossy(&whole.stdout).contains("workspace_id"), "{whole:?}");
        }
        Err(_) => eprintln!("skipped: curl is not installed"),
    }
    terminate(&mut child);
    assert!(!std::path::Path::new(&path).parent().expect("its directory").exists());
}

#[test]
fn an_app_can_be_connected() {
    let app = "--oauth-app=billing,s3cret,http://localhost:3000/callback?a=1,2";
    let (mut child, mut lines) = start(&["--api-key", "test", app]);
    let base_url = lines.next().expect("the base URL");
    let page = |redirect_uri: &str| {
        let query = format!("client_id=billing&response_type=code&redirect_uri={redirect_uri}");
        get(&base_url, &format!("/authorize?{query}"), "")
    };
    let asked = page("http%3A%2F%2Flocalhost%3A3000%2Fcallback%3Fa%3D1%2C2");
    assert!(asked.starts_with("HTTP/1.1 200 OK") && asked.contains("Allow"), "{asked}");
    assert!(page("http%3A%2F%2Flocalhost%3A3000%2F").starts_with("HTTP/1.1 400"));
    terminate(&mut child);

    let output = Command::new(env!("CARGO_BIN_EXE_attio"))
        .args(["emulator", "--oauth-app=billing,,http://localhost:3000"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a client ID, a secret and"));
}
