//! The board of a list, on a desktop and on a phone.

use attio_emulator::{Emulator, TargetName};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Browser;

const STATUSES: [&str; 8] = ["Lead", "Called", "Met", "Offered", "Won", "Lost", "Lapsed", "Back"];

/// Changes the title of the page if it runs.
const INJECTED: &str = "<img src=x onerror=\"document.title = 'it ran'\">";

/// Adds a list with an entry in the first status and more than a board shows in the last one. Returns the
/// first entry.
fn add_pipeline(attio: &Emulator) -> Uuid {
    let list = json!({"api_slug": "pipeline", "name": "Pipeline", "parent_object": "companies"});
    attio.create_list(&list).expect("accepted");
    let acme = attio.seed("companies", &json!({"name": "Acme"})).expect("accepted");
    let list = TargetName::List("pipeline");
    for (slug, kind) in [("stage", "status"), ("note", "text")] {
        let data = json!({"api_slug": slug, "title": slug, "type": kind});
        attio.create_attribute(list, &data).expect("accepted");
    }
    for title in STATUSES {
        attio.create_status(list, "stage", title).expect("accepted");
    }
    let add = |stage: &str| {
        let values = json!({"stage": stage, "note": INJECTED});
        attio.seed_entry("pipeline", acme, &values).expect("accepted")
    };
    for _ in 0..30 {
        add("Back");
    }
    add("Lead")
}

async fn evaluate(browser: &Browser, script: &str) -> Value {
    let result = browser.page.execute(format!("return {script}"), Vec::new()).await;
    result.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
}

#[tokio::test]
async fn a_browser_shows_a_board() {
    let Some(browser) = Browser::start("the board of a list in a browser").await else { return };
    let attio = Emulator::start().await.expect("it starts");
    let entry = add_pipeline(&attio);

    browser.open(attio.base_url()).await;
    browser.click("a[href='/emulator/lists/pipeline']").await;
    browser.wait_for_title("Pipeline · Emulator").await;
    let shown = browser.text().await;
    for part in ["31 entries of Companies", "Board by stage", "Acme", INJECTED, "All 30"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!browser.has("script").await && !browser.has("img").await, "{shown}");

    // The columns are next to each other, in the order of the statuses.
    let titles = "[...document.querySelectorAll('.column h3 .tag')].map(e => e.textContent)";
    assert_eq!(evaluate(&browser, titles).await, json!(STATUSES));
    let columns = "[...document.querySelectorAll('.column')].map(e => e.getBoundingClientRect())";
    let beside = format!("{columns}.every((c, i, all) => !i || c.left >= all[i - 1].right)");
    assert_eq!(evaluate(&browser, &beside).await, true);
    let tops = format!("new Set({columns}.map(c => c.top)).size");
    assert_eq!(evaluate(&browser, &tops).await, 1);

    // On a phone, the board scrolls, and the page does not.
    browser.page.set_window_rect(0, 0, 390, 844).await.expect("a window");
    for path in ["", "?view=table"] {
        browser.open(&format!("{}/emulator/lists/pipeline{path}", attio.base_url())).await;
        let widths = "[innerWidth, document.documentElement.scrollWidth <= innerWidth]";
        assert_eq!(evaluate(&browser, widths).await, json!([390, true]), "{path}");
    }
    browser.open(&format!("{}/emulator/lists/pipeline", attio.base_url())).await;
    let region = "document.querySelector('[role=region]')";
    let scrolls = format!("{region}.scrollWidth > {region}.clientWidth && {region}.tabIndex === 0");
    assert_eq!(evaluate(&browser, &scrolls).await, true, "with the keyboard too");

    browser.click("a[href='/emulator/lists/pipeline?view=table']").await;
    browser.element("table").await;
    browser.click(&format!("a[href='/emulator/lists/pipeline/{entry}']")).await;
    browser.wait_for_title("Acme · Pipeline").await;
    browser.click("main a[href^='/emulator/company/']").await;
    browser.wait_for_title("Acme · Companies").await;
    assert!(browser.text().await.contains("On lists"));
    browser.quit().await;
}
