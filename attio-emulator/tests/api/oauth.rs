//! OAuth: the consent page, the token endpoint, and the permissions of its tokens.

use std::time::Duration;

use attio_emulator::{Builder, Emulator, OAuthApp};
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::support::{Api, send};

const SECRET: &str = "the-secret-of-the-app";
const BACK: &str = "http://localhost:3000/callback?from=attio";

/// A browser, an app, and an emulator that knows it.
pub(crate) struct Scene {
    pub(crate) api: Api,
    http: Client,
}

impl Scene {
    fn start() -> Self {
        Self::with(Emulator::builder())
    }

    fn with(builder: Builder) -> Self {
        let app = OAuthApp::new("billing", SECRET, BACK)
            .name("Billing & Co")
            .scopes(["record_permission:read", "object_configuration:read"]);
        let other = OAuthApp::new("other", "another-secret", "http://localhost:3000/other");
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { api: Api::with(builder.oauth_app(app).oauth_app(other)), http }
    }

    fn ask(&self, parameters: &[(&str, &str)]) -> Response {
        let mut url: Url = format!("{}/authorize", self.api.attio.base_url()).parse().unwrap();
        url.query_pairs_mut().extend_pairs(parameters);
        self.http.get(url).send().unwrap()
    }

    fn ask_well(&self) -> Response {
        self.ask(&[
            ("client_id", "billing"),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("state", "s t&a=te"),
        ])
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let request = self.http.post(format!("{}{path}", self.api.attio.base_url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body.finish()).send().unwrap()
    }

    fn decide(&self, key: &str, decision: &str) -> Response {
        self.post("/authorize", &[("consent", key), ("decision", decision)])
    }

    fn code(&self) -> String {
        let back = self.decide(&key(self.ask_well()), "allow");
        parameter(&location(&back), "code").unwrap()
    }

    /// Sends a token request with one form parameter changed or, if empty, omitted.
    fn token(&self, code: &str, (changed, value): (&str, &str)) -> (u16, Value) {
        let mut form = vec![
            ("client_id", "billing"),
            ("client_secret", SECRET),
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
        ];
        form.retain(|(name, _)| *name != changed);
        if !value.is_empty() {
            form.push((changed, value));
        }
        let answer = self.post("/oauth/token", &form);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        (answer.status().as_u16(), answer.json().unwrap())
    }

    fn granted(&self) -> String {
        let (status, body) = self.token(&self.code(), ("", ""));
        assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")), "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// A token with write access of the app with this ID.
    pub(crate) fn granted_to(id: &str) -> (Self, String) {
        let app = OAuthApp::new(id, SECRET, BACK);
        let mut scene = Self::start();
        scene.api = Api::with(Emulator::builder().oauth_app(app));
        let asked =
            scene.ask(&[("client_id", id), ("response_type", "code"), ("redirect_uri", BACK)]);
        let url = location(&scene.decide(&key(asked), "allow"));
        assert_eq!(parameter(&url, "state"), None);
        let (_, body) = scene.token(&parameter(&url, "code").unwrap(), ("client_id", id));
        let token = body["access_token"].as_str().unwrap().to_owned();
        (scene, token)
    }

    fn introspect(&self, token: &str) -> Value {
        let request = self.api.anonymous(Method::POST, "/oauth/introspect").bearer_auth(token);
        send(request).json()
    }
}

/// The form data that the consent page sends.
fn key(page: Response) -> String {
    assert_eq!(page.status(), 200);
    let html = page.text().unwrap();
    let (_, rest) = html.split_once("name=\"consent\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn location(answer: &Response) -> Url {
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs.find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
}

#[test]
fn the_page_shows_the_app_its_scopes_and_the_workspace() {
    let scene = Scene::start();
    let page = scene.ask_well();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self' http://localhost:3000;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    let html = page.text().unwrap();
    for shown in ["Billing &#38; Co", ">Emulator<", "<code>record_permission:read</code>", BACK] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    assert!(!html.contains("read-write") && !html.contains(SECRET), "{html}");
}

#[test]
fn allowing_redirects_with_a_code_and_the_state() {
    let scene = Scene::start();
    let url = location(&scene.decide(&key(scene.ask_well()), "allow"));
    assert!(url.as_str().starts_with(BACK), "{url}");
    assert_eq!(parameter(&url, "state").as_deref(), Some("s t&a=te"));
    assert_eq!(parameter(&url, "code").unwrap().len(), 64);
    assert_eq!(parameter(&url, "error"), None);
}

#[test]
fn denying_redirects_without_a_code() {
    let scene = Scene::start();
    for decision in ["deny", "", "Allow"] {
        let url = location(&scene.decide(&key(scene.ask_well()), decision));
        assert_eq!(parameter(&url, "error").as_deref(), Some("access_denied"));
        assert_eq!(parameter(&url, "state").as_deref(), Some("s t&a=te"));
        assert_eq!(parameter(&url, "code"), None);
    }
}

#[test]
fn an_unknown_app_or_redirect_uri_gets_an_error_page_and_no_redirect() {
    let scene = Scene::start();
    for (client_id, redirect_uri) in [
        ("nobody", BACK),
        ("", BACK),
        ("billing", "http://localhost:3000/other"),
        ("billing", "http://localhost:3000/callback"),
        ("billing", "https://evil.example.com/callback?from=attio"),
        ("billing", ""),
    ] {
        let answer = scene.ask(&[
            ("client_id", client_id),
            ("response_type", "code"),
            ("redirect_uri", redirect_uri),
            ("state", "s"),
        ]);
        assert_eq!(answer.status(), 400, "{client_id} {redirect_uri}");
        assert!(!answer.headers().contains_key("location"));
    }
    let twice = scene.ask(&[
        ("client_id", "billing"),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("redirect_uri", BACK),
    ]);
    assert_eq!(twice.status(), 400);
}

#[test]
fn another_response_type_is_reported_to_the_app() {
    let scene = Scene::start();
    let base = [("client_id", "billing"), ("redirect_uri", BACK), ("state", "s")];
    for (more, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![], "invalid_request"),
    ] {
        let url = location(&scene.ask(&[base.to_vec(), more].concat()));
        assert_eq!(parameter(&url, "error").as_deref(), Some(error));
        assert_eq!(parameter(&url, "state").as_deref(), Some("s"));
    }
}

#[test]
fn only_the_page_can_send_the_form_and_only_once() {
    let scene = Scene::start();
    let key = key(scene.ask_well());
    // Another site could send this: it cannot read the page.
    for form in [
        vec![("decision", "allow")],
        vec![("decision", "allow"), ("consent", "guessed")],
        vec![
            ("decision", "allow"),
            ("client_id", "billing"),
            ("response_type", "code"),
            ("redirect_uri", BACK),
        ],
    ] {
        let answer = scene.post("/authorize", &form);
        assert_eq!(answer.status(), 400);
        assert!(!answer.headers().contains_key("location"));
    }
    location(&scene.decide(&key, "allow"));
    assert_eq!(scene.decide(&key, "allow").status(), 400);
}

#[test]
fn another_host_name_gets_no_consent_page() {
    let scene = Scene::start();
    let url = format!("{}/authorize?client_id=billing", scene.api.attio.base_url());
    for request in [scene.http.get(&url), scene.http.post(&url)] {
        let answer = request.header("host", "attacker.example.com").send().unwrap();
        assert_eq!(answer.status(), 421);
    }
}

#[test]
fn a_token_has_the_scopes_of_its_app() {
    let scene = Scene::start();
    let token = scene.granted();
    assert_eq!(token.len(), 64);
    let me = scene.introspect(&token);
    assert_eq!(me["active"], true);
    assert_eq!(me["scope"], "record_permission:read object_configuration:read");
    assert_eq!((&me["client_id"], &me["aud"]), (&json!("billing"), &json!("billing")));
    assert_eq!(me["authorized_by_workspace_member_id"], scene.api.attio.member_id().to_string());
    let call = |method: Method, path: &str| scene.api.anonymous(method, path).bearer_auth(&token);
    assert_eq!(send(call(Method::GET, "/v2/self")).json(), me);
    let people = call(Method::POST, "/v2/objects/people/records/query");
    assert_eq!(send(people.json(&json!({}))).status, 200);
    let create = call(Method::POST, "/v2/objects/people/records");
    send(create.json(&json!({"data": {"values": {}}}))).refused(403, "unauthorized");
}

#[test]
fn the_token_endpoint_reports_the_errors_of_rfc_6749() {
    let scene = Scene::start();
    for (changed, status, error) in [
        (("client_secret", "wrong"), 401, "invalid_client"),
        (("client_id", "nobody"), 401, "invalid_client"),
        (("grant_type", "password"), 400, "unsupported_grant_type"),
        (("grant_type", ""), 400, "invalid_request"),
        (("client_id", ""), 400, "invalid_request"),
        (("client_secret", ""), 400, "invalid_request"),
        (("code", ""), 400, "invalid_request"),
        (("redirect_uri", ""), 400, "invalid_request"),
        (("code", "guessed"), 400, "invalid_grant"),
        (("redirect_uri", "http://localhost:3000/other"), 400, "invalid_grant"),
    ] {
        let code = scene.code();
        let (got, body) = scene.token(&code, changed);
        assert_eq!((got, body["error"].as_str()), (status, Some(error)), "{changed:?}");
        assert!(body.get("access_token").is_none(), "{body}");
        // A request refused for another reason does not use up the code.
        assert_eq!(scene.token(&code, ("", "")).0, 200, "{changed:?}");
    }
}

#[test]
fn a_code_works_for_its_own_app_only() {
    let scene = Scene::start();
    let code = scene.code();
    let form = [
        ("client_id", "other"),
        ("client_secret", "another-secret"),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", BACK),
    ];
    let body: Value = scene.post("/oauth/token", &form).json().unwrap();
    assert_eq!(body["error"], "invalid_grant");
}

#[test]
fn a_form_of_another_type_or_with_a_duplicate_parameter_is_refused() {
    let scene = Scene::start();
    let url = format!("{}/oauth/token", scene.api.attio.base_url());
    let json = scene.http.post(&url).json(&json!({"grant_type": "authorization_code"}));
    let twice = scene
        .http
        .post(&url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=authorization_code&code=a&code=b");
    for request in [json, twice] {
        let answer = request.send().unwrap();
        assert_eq!(answer.status(), 400);
        let body: Value = answer.json().unwrap();
        assert_eq!(body["error"], "invalid_request");
    }
}

#[test]
fn reusing_a_code_revokes_its_token() {
    let scene = Scene::start();
    let code = scene.code();
    let (_, body) = scene.token(&code, ("", ""));
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(scene.introspect(token)["active"], true);
    for _ in 0..2 {
        let (status, body) = scene.token(&code, ("", ""));
        assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    }
    assert_eq!(scene.introspect(token), json!({"active": false}));
}

#[test]
fn a_code_expires() {
    let scene = Scene::with(Emulator::builder().oauth_code_lifetime(Duration::ZERO));
    let (status, body) = scene.token(&scene.code(), ("", ""));
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

#[test]
fn a_reset_forgets_tokens_and_keeps_apps() {
    let scene = Scene::start();
    let token = scene.granted();
    scene.api.attio.reset();
    assert_eq!(scene.introspect(&token), json!({"active": false}));
    assert_eq!(scene.introspect(&scene.granted())["active"], true);
}

#[test]
fn neither_the_secret_nor_a_code_is_in_debug() {
    let builder = Emulator::builder().oauth_app(OAuthApp::new("billing", SECRET, BACK));
    assert!(!format!("{builder:?}").contains(SECRET));
    let scene = Scene::with(builder);
    let code = scene.code();
    scene.token(&code, ("", ""));
    let requests = format!("{:?}", scene.api.attio.requests());
    assert!(!requests.contains(SECRET) && !requests.contains(&code), "{requests}");
}
