//! Pages in a browser: headless Chromium, driven over WebDriver.

mod board;
mod oauth;
mod record_page;

use std::process::Stdio;
use std::time::Duration;

use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// The limit for the start of the browser and for each wait on a page. A busy machine takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// The interval at which a wait checks the page.
const INTERVAL: Duration = Duration::from_millis(50);

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // No proxy of this machine: the tests stay on loopback.
    "--no-proxy-server",
];

/// A browser with one page. It ends with this value.
struct Browser {
    // Declared before its process: fields drop in this order.
    page: WebDriver,
    _driver: Child,
}

impl Browser {
    /// Starts a browser, or lists `tests` as skipped if it is not installed.
    async fn start(tests: &str) -> Option<Self> {
        let [chromium, chromedriver] =
            attio_test_support::require(tests, ["chromium", "chromedriver"])?;
        let mut driver = Command::new(chromedriver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        let port = timeout(PATIENCE, port(&mut driver)).await.expect("chromedriver names its port");

        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(chromium.to_str().expect("UTF-8")).expect("a path");
        for flag in FLAGS {
            capabilities.add_arg(flag).expect("a flag");
        }
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
        let page = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .client(http.expect("a client"))
            .await
            .expect("chromium starts");
        Some(Self { page, _driver: driver })
    }

    /// Opens a URL and returns when the page is loaded.
    async fn open(&self, url: &str) {
        self.page.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Returns the URL of the page.
    async fn url(&self) -> String {
        self.page.current_url().await.expect("a URL").into()
    }

    /// Returns the title of the page.
    async fn title(&self) -> String {
        self.page.title().await.expect("a title")
    }

    /// Returns the visible text of the page.
    async fn text(&self) -> String {
        self.element("body").await.text().await.expect("text")
    }

    /// Returns the first element that the CSS selector finds, as soon as there is one.
    async fn element(&self, selector: &str) -> WebElement {
        let found = self.page.query(By::Css(selector)).wait(PATIENCE, INTERVAL).first().await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// Returns whether the CSS selector finds an element now.
    async fn has(&self, selector: &str) -> bool {
        !self.page.find_all(By::Css(selector)).await.expect("a page").is_empty()
    }

    /// Clicks on the first element that the CSS selector finds.
    async fn click(&self, selector: &str) {
        self.element(selector).await.click().await.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Waits for a page whose title begins with `title`.
    async fn wait_for_title(&self, title: &str) {
        let shown = timeout(PATIENCE, async {
            while !self.title().await.starts_with(title) {
                sleep(INTERVAL).await;
            }
        });
        if shown.await.is_err() {
            panic!("not {title}, but {}: {}", self.title().await, self.text().await);
        }
    }

    /// Ends the browser.
    async fn quit(self) {
        self.page.quit().await.expect("the browser ends");
    }
}

/// Reads the port that chromedriver chose from its output.
async fn port(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
    while let Some(line) = lines.next_line().await.expect("chromedriver prints text") {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().expect("a port");
        }
    }
    panic!("chromedriver ended before it named its port");
}
