//! The token, and the secrets of OAuth, are in no `Debug`, no error, no log line and no URL.

use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex};

use attio_core::oauth::{OAuthApp, State};
use attio_core::{AttioRecord, Client};
use attio_emulator::{CannedResponse, Emulator};
use attio_tests::{Attio, consent};
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

/// What is logged meanwhile.
fn log_of(calls: impl Future<Output = ()>) -> String {
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
        runtime.block_on(calls);
    });
    let log = String::from_utf8_lossy(&log.0.lock().expect("not poisoned")).into_owned();
    assert!(log.contains("hyper"), "lines of other crates are looked at too");
    log
}

#[test]
fn the_token_is_shown_nowhere() {
    let log = log_of(calls());
    assert!(log.contains("create a record of `people`"), "the calls were logged: {log}");
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

const CLIENT_SECRET: &str = "cl1ent5ecretcl1ent5ecret";

#[test]
fn the_secrets_of_oauth_are_shown_nowhere() {
    let back = "http://localhost:3000/callback";
    let registered = attio_emulator::OAuthApp::new("billing", CLIENT_SECRET, back);
    let attio = Emulator::builder().oauth_app(registered).start_blocking().expect("it starts");
    let builder = OAuthApp::builder("billing", CLIENT_SECRET, back).base_url(attio.base_url());
    let mut shown = format!("{builder:?} {builder:#?}");
    let app = builder.build().expect("settings");
    let state = State::random().expect("a state");
    shown.push_str(&format!("{app:?} {app:#?} {state:?}"));
    // The browser is not ours: what it logs is left out.
    let allow = || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(consent(&attio, &app, &state, "allow"))
    };
    let (first, second) = (allow(), allow());
    let code = |query: &str| {
        query.split('&').find_map(|part| part.strip_prefix("code=")).expect("a code").to_owned()
    };
    let mut secrets = vec![CLIENT_SECRET.to_owned(), code(&first), code(&second)];
    secrets.push(state.as_str().to_owned());

    let log = log_of(async {
        let code = app.callback(&first, &state).expect("a code");
        shown.push_str(&format!("{code:?} {code:#?}"));
        let token = app.exchange(code).await.expect("a token");
        shown.push_str(&format!("{token:?} {token:#?}"));
        secrets.push(token.expose_secret().to_owned());
        let call = app.introspect(&token);
        shown.push_str(&format!("{call:?}"));
        call.await.expect("introspected");

        let other = State::random().expect("a state");
        let mut errors = vec![app.callback(&first, &other).expect_err("another state")];
        let again = app.callback(&first, &state).expect("the same code");
        errors.push(app.exchange(again).await.expect_err("used"));
        for status in [200, 400, 502] {
            // What it was sent comes back.
            let echo = secrets.join(" ");
            let answer = CannedResponse::new(status).body(format!("{{\"error\":\"{echo}\"}}"));
            attio.stub("POST", "/oauth/token", answer);
            let code = app.callback(&first, &state).expect("the same code");
            errors.push(app.exchange(code).await.expect_err("no token"));
        }
        let nowhere =
            OAuthApp::builder("billing", CLIENT_SECRET, back).base_url("http://127.0.0.1:1");
        let nowhere =
            nowhere.deadline(std::time::Duration::from_secs(1)).build().expect("settings");
        let code = nowhere.callback(&second, &state).expect("a code");
        errors.push(nowhere.exchange(code).await.expect_err("no connection"));
        for error in &errors {
            let body = String::from_utf8_lossy(error.body().unwrap_or_default());
            shown.push_str(&format!("{error} {error:?} {error:#?} {body}"));
            let mut source = std::error::Error::source(error);
            while let Some(cause) = source {
                shown.push_str(&format!("{cause} {cause:?}"));
                source = cause.source();
            }
        }
    });
    assert!(log.contains("exchange the authorization code"), "the calls were logged: {log}");
    for secret in &secrets {
        assert!(!log.contains(secret), "the log shows {secret}: {log}");
        assert!(!shown.contains(secret), "something shows {secret}: {shown}");
        for request in attio.requests().iter().filter(|request| request.path != "/authorize") {
            assert!(!format!("{request:?}").contains(secret), "{request:?}");
            assert!(!request.path.contains(secret) && request.query.is_none());
        }
    }
}
