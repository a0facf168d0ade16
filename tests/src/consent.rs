//! A user without a browser, on the consent page of the emulator.

use attio_core::oauth::{OAuthApp, State};
use attio_emulator::Emulator;

/// Opens the consent page, submits `allow` or `deny`, and returns the query of the request to the redirect
/// URI.
pub async fn consent(attio: &Emulator, app: &OAuthApp, state: &State, decision: &str) -> String {
    let http = browser();
    let page = http.get(app.authorize_url(state)).send().await.expect("a response");
    let html = page.text().await.expect("a page");
    let (_, rest) = html.split_once("name=\"consent\" value=\"").expect("a form");
    let key = rest.split('"').next().unwrap_or_default();
    let answer = http
        .post(format!("{}/authorize", attio.base_url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("consent={key}&decision={decision}"))
        .send()
        .await
        .expect("a response");
    let back = answer.headers()["location"].to_str().expect("a text");
    let query = back.strip_prefix(app.redirect_uri()).expect("the app's own URI");
    query.strip_prefix('?').expect("a query").to_owned()
}

/// A client that follows no redirects.
#[must_use]
pub fn browser() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build().expect("a client")
}
