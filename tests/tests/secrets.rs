//! The token is in no `Debug`, no error, no log line and no URL.

use std::io;
use std::sync::{Arc, Mutex};

use attio_core::{AttioRecord, Client};
use attio_emulator::{CannedResponse, Emulator};
use attio_tests::Attio;
use uuid::Uuid;

const TOKEN: &str = "5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecr";

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn assert_clean(what: &str, text: &str) {
    assert!(!text.contains(TOKEN), "{what} shows the token: {text}");
}

#[test]
fn the_token_is_shown_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    // Everything, of every crate in this process: reqwest, hyper, h2 and our own.
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(calls());
    });
    let log = String::from_utf8_lossy(&log.0.lock().expect("not poisoned")).into_owned();
    assert!(log.contains(r#"attio.operation="create""#), "the calls were logged: {log}");
    assert!(log.contains("hyper"), "lines of other crates are looked at too");
    assert_clean("the log", &log);
}

async fn calls() {
    let emulator = Emulator::builder().api_key(TOKEN).start().await.expect("it starts");
    let attio = Attio::of(emulator);
    let client = &attio.client;
    assert_clean("Debug of the client", &format!("{client:?} {client:#?}"));
    let builder = Client::builder().api_key(TOKEN);
    assert_clean("Debug of the builder", &format!("{builder:?} {builder:#?}"));

    let person = Person { job_title: Some("Analyst".into()) };
    let call = person.create(client);
    assert_clean("Debug of a call", &format!("{call:?}"));
    let created = call.await.expect("created");
    assert_clean("Debug of a record", &format!("{created:?}"));
    client.whoami().await.expect("identified");

    let mut errors = vec![Person::get(client, Uuid::nil().into()).await.expect_err("not found")];
    attio.emulator.stub("GET", "/v2/objects", CannedResponse::new(502).body("Bad gateway"));
    errors.push(Person::get(client, Uuid::nil().into()).await.expect_err("bad gateway"));
    let wrong = Client::builder().api_key(TOKEN).base_url("http://127.0.0.1:1").build();
    errors.push(person.create(&wrong.expect("settings")).await.expect_err("no connection"));
    for bad in ["not a URL", "ftp://x", "https://api.attio.com/v2"] {
        errors.push(Client::builder().api_key(TOKEN).base_url(bad).build().expect_err("refused"));
    }
    let with_newline = format!("{TOKEN}\n{TOKEN}");
    errors.push(Client::builder().api_key(with_newline).build().expect_err("refused"));
    let in_url = format!("https://user:{TOKEN}@api.attio.com");
    errors.push(Client::builder().api_key("k").base_url(in_url).build().expect_err("refused"));
    for error in errors {
        assert_clean("an error", &format!("{error} {error:?} {error:#?}"));
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            assert_clean("the source of an error", &format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }
    for request in attio.emulator.requests() {
        assert_clean("the path of a request", &request.path);
        assert_eq!(request.bearer(), Some(TOKEN));
        assert_clean("the emulator's log of requests", &format!("{request:?}"));
    }
}
