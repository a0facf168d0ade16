//! The page that `web_url` opens.

use attio_core::{AttioRecord, PersonalName, RecordRef};
use attio_tests::Attio;
use attio_tests::people::{Company, Person};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;

use super::Browser;

/// Changes the title of the page if any part of it runs.
const INJECTED: &str = "<script>document.title = 'it ran'</script>\
                        <img src=x onerror=\"document.title = 'it ran'\">";

/// Serves a page with [`INJECTED`] in it, and returns its URL.
async fn page_that_runs_scripts() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    let page = Html(format!("<title>none</title>{INJECTED}"));
    let router = Router::new().route("/", get(move || async { page }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn a_browser_shows_a_record() {
    let Some(browser) = Browser::start("the page of a record in a browser").await else { return };
    // The browser can run scripts, so if none runs below, the page prevents it.
    browser.open(&page_that_runs_scripts().await).await;
    browser.wait_for_title("it ran").await;

    let attio = Attio::start();
    let company = Company {
        name: Some("Analytical Engines".to_owned()),
        domains: vec!["engines.example.com".parse().expect("a domain")],
    };
    let company = company.create(&attio.client).await.expect("created");
    let person = Person {
        name: Some(PersonalName::new("Ada", "Lovelace")),
        emails: vec!["ada@engines.example.com".parse().expect("an address")],
        job_title: Some(INJECTED.to_owned()),
        company: Some(RecordRef::new(company.id.record_id)),
    };
    let person = person.create(&attio.client).await.expect("created");
    let url = person.web_url.as_ref().expect("a page");

    browser.open(url.as_str()).await;
    assert_eq!(browser.title().await, "Ada Lovelace · People · Emulator");
    let heading = browser.element("h1").await.text().await.expect("text");
    assert_eq!(heading, "Ada Lovelace");
    let shown = browser.text().await;
    let id = person.id.record_id.to_string();
    for part in ["ada@engines.example.com", id.as_str(), INJECTED] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!browser.has("script").await && !browser.has("img").await, "{shown}");

    browser.click(&format!("a[href='/emulator/company/{}']", company.id.record_id)).await;
    browser.wait_for_title("Analytical Engines").await;
    assert!(browser.has(&format!("a[href='{}']", url.path())).await, "a link back");
    let source = browser.page.source().await.expect("the page");
    assert!(!source.contains(attio.emulator.api_key()), "{source}");
    browser.quit().await;
}
