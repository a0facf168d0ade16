//! The client secret, the code, the token and the state of OAuth are in no `Debug`, error or log
//! line, and in no URL except the two redirects.

use std::future::Future;

use attio_core::oauth::{OAuthApp, State};
use attio_emulator::{CannedResponse, Emulator};
use attio_tests::{Log, consent};

const CLIENT_SECRET: &str = "cl1ent5ecretcl1ent5ecret";

/// The captured log.
fn log_of(calls: impl Future<Output = ()>) -> String {
    let log = Log::default();
    let writer = log.clone();
    // Everything from every crate in this process: reqwest, hyper, h2 and our own.
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
    let log = log.text();
    assert!(log.contains("hyper"), "lines of other crates are checked too");
    log
}

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
    // The browser is not ours, so its log is ignored.
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
            // The response quotes the request.
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
    assert!(log.contains(r#"attio.operation="oauth_exchange""#), "the calls were logged: {log}");
    for secret in &secrets {
        assert!(!log.contains(secret), "the log shows {secret}: {log}");
        assert!(!shown.contains(secret), "something shows {secret}: {shown}");
        for request in attio.requests().iter().filter(|request| request.path != "/authorize") {
            assert!(!format!("{request:?}").contains(secret), "{request:?}");
            assert!(!request.path.contains(secret) && request.query.is_none());
        }
    }
}
