//! HTTPS: certificates, HTTP/2 and HTTP/1.1, and identical behaviour over all of them.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use attio_emulator::{Emulator, Fault, Foreign};
use reqwest::{Method, StatusCode, Version};
use serde_json::{Value, json};

use crate::wire::{ALL, PEOPLE, Plain, Tls1, Tls2, Wire, builder};

#[tokio::test]
async fn the_version_is_negotiated() {
    for (transport, version) in
        [(Plain, Version::HTTP_11), (Tls1, Version::HTTP_11), (Tls2, Version::HTTP_2)]
    {
        let wire = Wire::start(transport);
        for _ in 0..3 {
            let response = wire.create().await.unwrap();
            assert_eq!((response.status(), response.version()), (StatusCode::OK, version));
            response.bytes().await.unwrap();
        }
        let requests = wire.attio.requests();
        assert!(requests.iter().all(|r| (r.connection, r.version) == (1, version)), "{requests:?}");
        assert_eq!((wire.attio.connections(), wire.people()), (1, 3));
    }
}

#[tokio::test]
async fn only_an_emulator_with_tls_has_a_certificate() {
    assert_eq!(Wire::start(Plain).attio.ca_certificate(), "");
    let (one, two) = (Wire::start(Tls2), Wire::start(Tls2));
    assert_ne!(one.attio.ca_certificate(), two.attio.ca_certificate());
    // This certificate is the trusted one; no other is.
    let stranger = builder(&two.attio, Tls2).build().unwrap();
    let error = stranger.get(one.attio.base_url()).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(one.attio.connections(), 1);
}

#[tokio::test]
async fn connections_are_numbered_and_counted() {
    let wire = Wire::start(Tls2);
    wire.get().await.unwrap();
    let another = builder(&wire.attio, Tls1).build().unwrap();
    another.get(wire.attio.base_url()).send().await.unwrap();
    let seen: Vec<_> = wire.attio.requests().iter().map(|r| (r.connection, r.version)).collect();
    assert_eq!(seen, [(1, Version::HTTP_2), (2, Version::HTTP_11)]);
    assert_eq!(wire.attio.connections(), 2);
    wire.attio.reset();
    assert_eq!(wire.attio.connections(), 0);
    wire.get().await.unwrap();
    assert_eq!((wire.last().connection, wire.attio.connections()), (1, 0));
}

/// A response as a client sees it, without the parts that vary.
type Seen = (StatusCode, Vec<(String, String)>, String);

async fn seen(request: reqwest::RequestBuilder) -> Seen {
    let response = request.send().await.unwrap();
    let status = response.status();
    let mut headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != "transfer-encoding")
        .map(|(name, value)| {
            let changes = matches!(
                name.as_str(),
                "date" | "x-attio-execution-id" | "x-accurate-at" | "content-length"
            );
            let value = if changes { "…" } else { value.to_str().unwrap() };
            (name.to_string(), value.to_owned())
        })
        .collect();
    headers.sort();
    let text = response.text().await.unwrap();
    let text = match serde_json::from_str::<Value>(&text) {
        Ok(json) if json.get("data").is_some() => "data".to_owned(),
        Ok(json) => json.to_string(),
        // A page, or the first half of a record, whose ID is new.
        Err(_) => text.chars().take(40).collect(),
    };
    (status, headers, text)
}

#[tokio::test]
async fn each_transport_has_the_same_responses() {
    let mut all = Vec::new();
    for transport in ALL {
        let wire = Wire::start(transport);
        let mut responses = Vec::new();
        for (method, path) in [
            (Method::GET, "/v2/workspace_members"),
            (Method::GET, "/v2/objects"),
            (Method::HEAD, "/v2/objects"),
            (Method::GET, "/v2/nothing?x=1"),
            (Method::DELETE, "/v2/objects/people/records/00000000-0000-4000-8000-000000000000"),
            (Method::GET, "/"),
            (Method::GET, "/styles.css"),
        ] {
            responses.push(seen(wire.request(method, path)).await);
        }
        responses.push(seen(wire.creating()).await);
        let large = json!({"data": {"values": {"description": "ä".repeat(3_000_000)}}});
        responses.push(seen(wire.request(Method::POST, PEOPLE).json(&large)).await);
        responses.push(seen(wire.request(Method::POST, PEOPLE).body("{")).await);
        // A page for another host name is refused, whichever header contains the name.
        let page = wire.request(Method::GET, "/").header("host", "example.com");
        responses.push(seen(page).await);
        for fault in [Fault::InvalidJson, Fault::WrongContentType, Fault::Oversized(200_000)] {
            wire.inject(fault);
            responses.push(seen(wire.creating()).await);
        }
        for fault in [Fault::Status(421), Fault::Foreign(Foreign::Html(421)), Fault::Unauthorized] {
            wire.inject(fault);
            responses.push(seen(wire.creating()).await);
        }
        wire.inject(Fault::SlowDrip(Duration::from_millis(32)));
        responses.push(seen(wire.creating()).await);
        all.push((responses, wire.people()));
    }
    let (plain, people) = &all[0];
    for (responses, other_people) in &all[1..] {
        assert_eq!(responses.len(), plain.len());
        for (response, expected) in responses.iter().zip(plain) {
            assert_eq!(response, expected);
        }
        assert_eq!(other_people, people);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let attio = Emulator::builder().tls(true).body_limit(1000).start_blocking().unwrap();
    let client = builder(&attio, Tls2).build().unwrap();
    let wire = Wire { attio, client };
    let large = json!({"data": {"values": {"description": "x".repeat(9_000_000)}}});
    let response = wire.request(Method::POST, PEOPLE).json(&large).send().await.unwrap();
    assert_eq!(response.status(), 413);
}

/// Python and OpenSSL are stricter than rustls in some respects, so they are tested if installed.
#[test]
fn other_languages_trust_the_certificate() {
    let attio = Emulator::builder().tls(true).api_key("test").start_blocking().unwrap();
    let mut ca = tempfile::NamedTempFile::new().unwrap();
    ca.write_all(attio.ca_certificate().as_bytes()).unwrap();
    let ca = ca.path().to_str().unwrap();
    let port = attio.base_url().rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{port}/v2/self");
        for version in ["--http1.1", "--http2"] {
            let auth = "Authorization: Bearer test";
            let ran = output("curl", &["-sS", "-4", version, "--cacert", ca, "-H", auth, &url]);
            if let Some(text) = ran {
                assert!(text.contains("workspace_id"), "{text}");
            }
        }
        // The strict form is the default of Python 3.13.
        let script = format!(
            "import socket, ssl\n\
             context = ssl.create_default_context(cafile='{ca}')\n\
             context.verify_flags |= ssl.VERIFY_X509_STRICT\n\
             context.set_alpn_protocols(['h2', 'http/1.1'])\n\
             plain = socket.create_connection(('127.0.0.1', {port}))\n\
             print(context.wrap_socket(plain, server_hostname='{host}').selected_alpn_protocol())"
        );
        if let Some(text) = output("python3", &["-c", &script]) {
            assert_eq!(text.trim(), "h2");
        }
        let name = if host == "localhost" { "-verify_hostname" } else { "-verify_ip" };
        let address = format!("127.0.0.1:{port}");
        let arguments = ["s_client", "-connect", &address, "-CAfile", ca, name, host];
        let strict = ["-verify_return_error", "-x509_strict", "-purpose", "sslserver"];
        if let Some(text) = output("openssl", &[&arguments[..], &strict[..]].concat()) {
            assert!(text.contains("Verify return code: 0 (ok)"), "{text}");
        }
    }
}

/// The output of a program, if it is installed.
#[track_caller]
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).env_remove("SSL_CERT_FILE").stdin(std::process::Stdio::null());
    let Ok(output) = command.output() else {
        eprintln!("skipped: there is no {program}");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(text)
}
