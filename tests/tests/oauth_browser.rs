//! "Connect Attio" in a real browser: the example's app, the consent page of the embedded Attio, a
//! person who clicks.

use std::sync::Arc;

use attio_core::oauth::OAuthApp;
use attio_emulator::Emulator;
use attio_examples::connect::Connect;
use attio_tests::{Browser, Page};
use tokio::net::TcpListener;

/// The example's app, and the embedded Attio that knows it.
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

    /// Opens the app, and goes from its link to the consent page.
    fn ask(&self, page: &mut Page) {
        page.open(&self.home);
        page.click("#connect");
        page.wait_until("document.querySelector('button[value=allow]') !== null");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_attio() {
    let what = "has given or denied the consent of OAuth";
    let Some(browser) = Browser::find_for(what) else { return };
    let site = Site::start().await;
    tokio::task::block_in_place(|| connect(&site, &mut browser.page()));
}

fn connect(site: &Site, page: &mut Page) {
    let people = || site.attio.record_ids("people").len();

    // No.
    site.ask(page);
    let shown = page.text();
    for part in ["Billing", "Emulator", "record_permission:read-write", "Allow", "Deny"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    page.click("button[value=deny]");
    page.wait_until("document.title === 'You did not connect Attio'");
    assert!(site.app.workspaces().is_empty());

    // Another site sends the browser to the callback with a code of its own.
    site.ask(page);
    let forged = format!("{}/callback?code=theirs&state={}", site.home, "0".repeat(64));
    page.open(&forged);
    page.wait_until("document.title === 'This was not begun in this browser'");
    assert_eq!(people(), 0);
    let tokens = |site: &Site| {
        let requests = site.attio.requests();
        requests.iter().filter(|request| request.path == "/oauth/token").count()
    };
    assert_eq!(tokens(site), 0, "nothing of a forged callback is used");

    // Yes.
    site.ask(page);
    page.click("button[value=allow]");
    page.wait_until("document.title === 'Connected'");
    assert_eq!(site.app.workspaces(), [site.attio.workspace_id()]);
    assert_eq!(people(), 1);
    let callback = page.value("location.href").as_str().unwrap_or_default().to_owned();
    assert!(callback.contains("code="), "{callback}");
    // No script of the page can read the cookie, and it is spent.
    assert_eq!(page.value("document.cookie"), "");
    page.click("#record");
    page.wait_until("document.title.startsWith('Ada Lovelace')");

    // The same callback again: the browser has no state for it any more.
    page.open(&callback);
    page.wait_until("document.title === 'This was not begun in this browser'");
    assert_eq!((people(), tokens(site)), (1, 1));

    // A code that was used, brought back with a good state.
    let code = callback.split(['?', '&']).find_map(|part| part.strip_prefix("code="));
    let code = code.expect("a code").to_owned();
    site.ask(page);
    let url = page.value("location.href").as_str().unwrap_or_default().to_owned();
    let state = url.split(['?', '&']).find_map(|part| part.strip_prefix("state="));
    page.open(&format!("{}/callback?code={code}&state={}", site.home, state.expect("a state")));
    page.wait_until("document.title === 'The consent cannot be used any more'");
    assert_eq!(people(), 1);
}
