//! OAuth 2.0 through the public API: the consent of a user without a browser, the exchange, the first
//! typed create, and everything that can go wrong.

use attio_core::oauth::{AccessToken, Code, OAuthApp, OAuthProblem, State};
use attio_core::{AttioRecord, Client, Error, Outcome, PersonalName, Scope};
use attio_emulator::{CannedResponse, Emulator, Fault};
use attio_tests::people::Person;
use attio_tests::{browser, consent};
use reqwest::Url;
use uuid::Uuid;

const SECRET: &str = "the-secret-of-the-app";
const BACK: &str = "http://localhost:3000/callback";

/// An app, and an emulator with that app.
struct Scene {
    emulator: Emulator,
    app: OAuthApp,
}

impl Scene {
    fn start() -> Self {
        Self::with_scopes(&["record_permission:read-write", "object_configuration:read"])
    }

    fn with_scopes(scopes: &[&str]) -> Self {
        let registered =
            attio_emulator::OAuthApp::new("billing", SECRET, BACK).scopes(scopes.iter().copied());
        let emulator =
            Emulator::builder().oauth_app(registered).start_blocking().expect("it starts");
        let app = Self::app(&emulator, SECRET, BACK);
        Self { emulator, app }
    }

    fn app(emulator: &Emulator, secret: &str, back: &str) -> OAuthApp {
        let app = OAuthApp::builder("billing", secret, back).base_url(emulator.base_url());
        app.build().expect("settings")
    }

    /// The callback that the browser requests after the consent page.
    async fn consent(&self, state: &State, decision: &str) -> String {
        consent(&self.emulator, &self.app, state, decision).await
    }

    async fn code(&self) -> String {
        let state = State::random().expect("a state");
        let query = self.consent(&state, "allow").await;
        self.app.callback(&query, &state).expect("a code");
        let url: Url = format!("{BACK}?{query}").parse().expect("a URL");
        let code = url.query_pairs().find(|(name, _)| name == "code").expect("a code").1;
        code.into_owned()
    }

    fn client(&self, token: &AccessToken) -> Client {
        let client = Client::builder().api_key(token.clone()).base_url(self.emulator.base_url());
        client.build().expect("settings")
    }
}

fn problem(error: &Error) -> OAuthProblem {
    error.oauth().unwrap_or_else(|| panic!("{error:?}")).clone()
}

#[tokio::test]
async fn a_consent_leads_to_a_typed_create() {
    let scene = Scene::start();
    let state = State::random().expect("a state");
    let query = scene.consent(&state, "allow").await;
    let code = scene.app.callback(&query, &state).expect("a code");
    let token = scene.app.exchange(code).await.expect("a token");

    let me = scene.app.introspect(&token).await.expect("introspected");
    assert!(me.active);
    assert_eq!(me.workspace_id, Some(scene.emulator.workspace_id()));
    assert_eq!(me.client_id.as_deref(), Some("billing"));
    assert_eq!(me.scopes().collect::<Vec<_>>(), [Scope::RecordsReadWrite, Scope::ObjectsRead]);

    let client = scene.client(&token);
    client.require_scopes(Scope::WRITE_RECORDS).await.expect("all scopes are there");
    let person = Person { name: Some(PersonalName::new("Ada", "Lovelace")), ..Person::default() };
    let created = person.create(&client).await.expect("created");
    assert_eq!(scene.emulator.record_ids("people"), [Uuid::from(created.id.record_id)]);
}

#[tokio::test]
async fn a_denied_consent_is_reported() {
    let scene = Scene::start();
    let state = State::random().expect("a state");
    let query = scene.consent(&state, "deny").await;
    let error = scene.app.callback(&query, &state).expect_err("denied");
    assert_eq!(problem(&error), OAuthProblem::Denied);
    assert_eq!(error.to_string(), "cannot connect a workspace: the user denied it");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

#[tokio::test]
async fn a_callback_of_another_browser_is_not_believed() {
    let scene = Scene::start();
    let (mine, other) = (State::random().expect("one"), State::random().expect("another"));
    assert_ne!(mine.as_str(), other.as_str());
    for decision in ["allow", "deny"] {
        let query = scene.consent(&other, decision).await;
        let error = scene.app.callback(&query, &mine).expect_err("another state");
        assert_eq!(problem(&error), OAuthProblem::StateMismatch);
        assert!(!format!("{error} {error:?}").contains(other.as_str()), "{error:?}");
    }
    let own = mine.as_str();
    for query in [
        "code=c".to_owned(),
        "code=c&state=".to_owned(),
        format!("code=c&state={}", &own[..63]),
        format!("code=c&state={own}&state={own}"),
    ] {
        let error = scene.app.callback(&query, &mine).expect_err("no match");
        assert_eq!(problem(&error), OAuthProblem::StateMismatch, "{query}");
    }
    for kept in ["", "x", &own[1..], &format!("{own}0"), &"G".repeat(64)] {
        let error = kept.parse::<State>().expect_err("no state");
        assert_eq!(problem(&error), OAuthProblem::StateMismatch);
    }
}

#[tokio::test]
async fn other_forms_of_a_callback() {
    let scene = Scene::start();
    let state = State::random().expect("a state");
    let refused = |code: &str| OAuthProblem::Refused { code: code.to_owned() };
    for (query, expected) in [
        ("", OAuthProblem::MissingCode),
        ("code=&", OAuthProblem::MissingCode),
        ("code=a&code=b&", OAuthProblem::MissingCode),
        ("error=server_error&", refused("server_error")),
        ("error=access_denied&code=c&", OAuthProblem::Denied),
        ("error=%3Cscript%3E&", refused("unknown_error")),
    ] {
        let query = format!("?{query}state={}", state.as_str());
        let error = scene.app.callback(&query, &state).expect_err("no code");
        assert_eq!(problem(&error), expected, "{query}");
    }
}

#[tokio::test]
async fn a_code_works_once() {
    let scene = Scene::start();
    let code = scene.code().await;
    let token = scene.app.exchange(Code::new(code.as_str())).await.expect("a token");
    let error = scene.app.exchange(Code::new(code.as_str())).await.expect_err("used");
    assert_eq!(problem(&error), OAuthProblem::InvalidCode);
    assert_eq!((error.status(), error.attempts()), (Some(400), 1));
    assert!(!error.is_retryable());
    // The emulator revokes the token of a reused code, as RFC 6749 recommends.
    assert!(!scene.app.introspect(&token).await.expect("introspected").active);
    let error = scene.client(&token).require_scopes([Scope::RecordsRead]).await.expect_err("ended");
    assert!(error.is_auth() && error.to_string().contains("revoked"), "{error}");
}

#[tokio::test]
async fn a_wrong_secret_and_a_redirect_uri_that_is_not_registered() {
    let scene = Scene::start();
    let code = scene.code().await;
    let wrong = Scene::app(&scene.emulator, "not-the-secret", BACK);
    let error = wrong.exchange(Code::new(code.as_str())).await.expect_err("wrong secret");
    assert_eq!(problem(&error), OAuthProblem::InvalidClient);
    assert_eq!((error.status(), error.attempts()), (Some(401), 1));
    assert!(error.is_auth());

    let other = Scene::app(&scene.emulator, SECRET, "http://localhost:3000/other");
    let error = other.exchange(Code::new(code.as_str())).await.expect_err("another URI");
    assert_eq!(problem(&error), OAuthProblem::InvalidCode);
    // It stays on Attio's page: nobody is redirected to an unregistered URI.
    let page = browser().get(other.authorize_url(&State::random().expect("a state"))).send().await;
    let page = page.expect("a response");
    assert_eq!(page.status(), 400);
    assert!(!page.headers().contains_key("location"));

    scene.app.exchange(Code::new(code)).await.expect("the code was not used up");
}

#[tokio::test]
async fn a_code_is_sent_again_only_if_it_cannot_have_been_used() {
    let scene = Scene::start();
    let code = scene.code().await;
    scene.emulator.inject(Fault::ApplyThenDrop.once());
    let error = scene.app.exchange(Code::new(code)).await.expect_err("no response");
    assert!(error.may_have_applied() && error.oauth().is_none(), "{error:?}");
    let tokens =
        scene.emulator.requests().into_iter().filter(|request| request.path == "/oauth/token");
    assert_eq!(tokens.count(), 1);
}

#[tokio::test]
async fn malformed_responses_are_reported_without_their_content() {
    let scene = Scene::start();
    let stub = |status: u16, body: &str| {
        let answer = CannedResponse::new(status).body(body.to_owned());
        scene.emulator.stub("POST", "/oauth/token", answer);
    };
    for body in [
        r#"{"access_token":"leaked-token","token_type":"mac"}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":"leaked-token\n"#,
        r#"{"access_token":["leaked-token"]}"#,
        "leaked-token",
    ] {
        stub(200, body);
        let error = scene.app.exchange(Code::new("secret-code")).await.expect_err("no token");
        assert_eq!(problem(&error), OAuthProblem::NoToken, "{body}");
        assert!(error.may_have_applied());
        assert_eq!(error.body(), None);
        assert!(!format!("{error} {error:?}").contains("leaked"), "{error:?}");
    }
    // A server that quotes the request.
    for (status, body) in [
        (400, format!("client_secret={SECRET}&code=secret-code")),
        (500, format!(r#"{{"error":"server_error","error_description":"{SECRET}"}}"#)),
        (400, format!(r#"{{"error":"invalid_request","error_description":"{SECRET}"}}"#)),
        (400, "The code secret%2Bcode is none".to_owned()),
    ] {
        stub(status, &body);
        let error = scene
            .app
            .exchange(Code::new(if body.contains("%2B") { "secret+code" } else { "secret-code" }))
            .await
            .expect_err("refused");
        let shown = format!("{error} {error:?} {:?}", error.body());
        assert!(
            !shown.contains(SECRET) && !shown.contains("secret-code") && !shown.contains("%2B"),
            "{shown}"
        );
        assert_eq!(error.status(), Some(status));
    }
    // The error reports the meaning, whatever the rest of the response.
    stub(400, &format!(r#"{{"error":"invalid_grant","error_description":"{SECRET}"}}"#));
    let error = scene.app.exchange(Code::new("secret-code")).await.expect_err("refused");
    assert_eq!((problem(&error), error.body()), (OAuthProblem::InvalidCode, None));
    // An outage stays an outage, and keeps its page.
    stub(502, "Bad gateway");
    let error = scene.app.exchange(Code::new("secret-code")).await.expect_err("an outage");
    assert_eq!((error.status(), error.body()), (Some(502), Some(&b"Bad gateway"[..])));
    assert!(error.may_have_applied());
}

#[tokio::test]
async fn missing_scopes_are_named_before_the_first_write() {
    let scene = Scene::with_scopes(&["record_permission:read", "note:read-write", "new:thing"]);
    let token = scene.app.exchange(Code::new(scene.code().await)).await.expect("a token");
    let client = scene.client(&token);
    let me = client
        .require_scopes([Scope::RecordsRead, Scope::NotesRead, Scope::from("new:thing")])
        .await
        .expect("read-write includes read, and unknown scopes are compared literally");
    assert!(me.has_scope("note:read") && !me.has_scope(Scope::RecordsReadWrite));

    let error = client.require_scopes(Scope::WRITE_RECORDS).await.expect_err("lacks two");
    assert_eq!(error.missing_scopes(), Scope::WRITE_RECORDS);
    assert_eq!(
        error.to_string(),
        "cannot use the token: it lacks the scopes record_permission:read-write, \
         object_configuration:read; in Attio, add the scopes to the token or its app"
    );
    assert!(error.is_auth() && !error.is_retryable() && !error.may_have_applied());
    let one = client.require_scopes(["record_permission:read-write"]).await.expect_err("lacks one");
    assert!(
        one.to_string()
            .contains("lacks the scope record_permission:read-write; in Attio, add the scope to")
    );
    let writes = scene
        .emulator
        .requests()
        .into_iter()
        .filter(|request| request.path.starts_with("/v2/") && request.method != "GET");
    assert_eq!(writes.count(), 0);
}

#[test]
fn unusable_settings_are_refused() {
    let good = "https://billing.example.com/callback";
    for (id, secret, back, base_url) in [
        ("", "secret", good, "https://app.attio.com"),
        ("id", "", good, "https://app.attio.com"),
        ("id", "secret", "not a URL", "https://app.attio.com"),
        ("id", "secret", "ftp://billing.example.com", "https://app.attio.com"),
        ("id", "secret", "http://billing.example.com/callback", "https://app.attio.com"),
        ("id", "secret", "https://billing.example.com/#callback", "https://app.attio.com"),
        ("id", "secret", good, "http://app.attio.com"),
        ("id", "secret", good, "not a URL"),
    ] {
        let error = OAuthApp::builder(id, secret, back).base_url(base_url).build();
        let error = error.expect_err("refused");
        assert_eq!(error.oauth(), None, "{error}");
        assert!(error.to_string().starts_with("cannot set up the client: "), "{error}");
    }
    OAuthApp::builder("id", "secret", "http://billing.internal/callback")
        .base_url("http://attio.internal:4010")
        .allow_plain_http()
        .build()
        .expect("asked for");
    OAuthApp::new("id", "secret", "http://localhost:3000/callback").expect("this machine");
}

/// A reset of the emulator is the removal: Attio revokes the token then.
#[tokio::test]
async fn after_a_removal_the_token_is_not_active() {
    let scene = Scene::start();
    let state = State::random().expect("a state");
    let query = scene.consent(&state, "allow").await;
    let code = scene.app.callback(&query, &state).expect("a code");
    let token = scene.app.exchange(code).await.expect("a token");
    assert!(scene.app.introspect(&token).await.expect("introspected").active);
    scene.emulator.reset();
    let after = scene.app.introspect(&token).await.expect("introspected");
    assert!(!after.active);
    let refused = Person::default().create(&scene.client(&token)).await;
    assert!(refused.expect_err("the token is not valid").is_auth());
}
