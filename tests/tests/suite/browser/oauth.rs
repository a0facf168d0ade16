//! "Connect Attio": the example's app, the emulator's consent page, and a person who clicks.

use std::sync::Arc;

use attio_core::oauth::OAuthApp;
use attio_emulator::Emulator;
use attio_examples::connect::Connect;
use reqwest::Url;
use tokio::net::TcpListener;

use super::Browser;

/// The example's app, and an emulator with that app.
struct Site {
    attio: Emulator,
    app: Arc<Connect>,
    home: String,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        // Another site than the emulator's 127.0.0.1, so that the cookie's `SameSite` counts.
        let home = format!("http://localhost:{}", listener.local_addr().expect("bound").port());
        let back = format!("{home}/callback");
        let registered = attio_emulator::OAuthApp::new("billing", "s3cret", &back)
            .name("Billing")
            .scopes(["record_permission:read-write", "object_configuration:read"]);
        let attio = Emulator::builder().oauth_app(registered).start().await.expect("it starts");
        let oauth = OAuthApp::builder("billing", "s3cret", back).base_url(attio.base_url());
        let app = Arc::new(Connect::new(oauth.build().expect("settings"), attio.base_url()));
        let router = Arc::clone(&app).router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { attio, app, home }
    }

    /// Opens the app and follows its link to the consent page.
    async fn ask(&self, browser: &Browser) {
        browser.open(&self.home).await;
        browser.click("#connect").await;
        browser.element("button[value=allow]").await;
    }

    fn people(&self) -> usize {
        self.attio.record_ids("people").len()
    }

    /// The number of codes that the app has exchanged or tried to exchange.
    fn exchanges(&self) -> usize {
        let requests = self.attio.requests();
        requests.iter().filter(|request| request.path == "/oauth/token").count()
    }
}

/// Returns a parameter of a URL's query.
fn parameter(url: &str, name: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_attio() {
    let Some(browser) = Browser::start("the consent page of OAuth in a browser").await else {
        return;
    };
    let site = Site::start().await;

    // The person denies the consent.
    site.ask(&browser).await;
    let shown = browser.text().await;
    for part in ["Billing", "Emulator", "record_permission:read-write", "Allow", "Deny"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    browser.click("button[value=deny]").await;
    browser.wait_for_title("You did not connect Attio").await;
    assert!(site.app.workspaces().is_empty());

    // Another site sends the browser to the callback with its own code.
    site.ask(&browser).await;
    browser.open(&format!("{}/callback?code=theirs&state={}", site.home, "0".repeat(64))).await;
    browser.wait_for_title("This was not started in this browser").await;
    assert_eq!((site.people(), site.exchanges()), (0, 0), "a forged callback is ignored");

    // The person allows the consent.
    site.ask(&browser).await;
    browser.click("button[value=allow]").await;
    browser.wait_for_title("Connected").await;
    assert_eq!(site.app.workspaces(), [site.attio.workspace_id()]);
    assert_eq!(site.people(), 1);
    let callback = browser.url().await;
    let code = parameter(&callback, "code");
    // No script of the page can read the cookie, which has been used up.
    let cookies = browser.page.execute("return document.cookie", Vec::new()).await;
    assert_eq!(cookies.expect("a result").json(), "");
    browser.click("#record").await;
    browser.wait_for_title("Ada Lovelace").await;

    // The browser no longer has a state for the same callback.
    browser.open(&callback).await;
    browser.wait_for_title("This was not started in this browser").await;
    assert_eq!((site.people(), site.exchanges()), (1, 1));

    // A used code comes back with a valid state.
    site.ask(&browser).await;
    let state = parameter(&browser.url().await, "state");
    browser.open(&format!("{}/callback?code={code}&state={state}", site.home)).await;
    browser.wait_for_title("The consent cannot be used any more").await;
    assert_eq!(site.people(), 1);
    browser.quit().await;
}
