//! The pages that `web_url` opens, over HTTP.

use std::collections::{BTreeSet, VecDeque};

use attio_emulator::{Builder, Emulator};
use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: &str = "the-key-that-no-page-shows";
pub(crate) const SCRIPT: &str = "<script>alert(1)</script>";
pub(crate) const ESCAPED: &str = "&#60;script&#62;alert(1)&#60;/script&#62;";

/// An emulator and a client that follows no redirects.
pub(crate) struct Site {
    pub(crate) attio: Emulator,
    pub(crate) http: Client,
}

impl Site {
    pub(crate) fn start() -> Self {
        Self::with(Emulator::builder())
    }

    pub(crate) fn with(builder: Builder) -> Self {
        let attio = builder.api_key(KEY).start_blocking().expect("starts");
        let http = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { attio, http }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.attio.base_url())).send().expect("a response")
    }

    /// The page of a path, which must exist.
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().expect("text")
    }

    pub(crate) fn seed(&self, object: &str, values: &Value) -> Uuid {
        self.attio.seed(object, values).expect("accepted")
    }

    /// Writes through the API.
    pub(crate) fn write(&self, method: reqwest::Method, path: &str, body: String) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.attio.base_url()));
        let request = request.bearer_auth(KEY).header("content-type", "application/json");
        let answer = request.body(body).send().expect("a response");
        let status = answer.status();
        let body: Value = answer.json().expect("JSON");
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    fn update(&self, method: reqwest::Method, object: &str, id: Uuid, values: &Value) {
        let path = format!("/v2/objects/{object}/records/{id}");
        self.write(method, &path, json!({"data": {"values": values}}).to_string());
    }
}

/// The pages that can be reached from the index, which all exist.
pub(crate) fn reachable(site: &Site) -> BTreeSet<String> {
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut queue = VecDeque::from(["/".to_owned()]);
    while let Some(path) = queue.pop_front() {
        for link in internal_links(&site.page(&path)) {
            if seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
    }
    seen
}

/// The internal links of a page.
pub(crate) fn internal_links(html: &str) -> BTreeSet<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with('/'))
        .map(|href| href.replace("&#38;", "&"))
        .collect()
}

#[test]
fn a_record_has_a_page_with_its_values() {
    let site = Site::start();
    let company = site.seed("companies", &json!({"name": "Acme", "domains": ["acme.com"]}));
    let body = json!({"data": {"values": {
        "name": "Lovelace, Ada",
        "email_addresses": ["Ada@Acme.com"],
        "phone_numbers": [{"original_phone_number": "020 7946 0958", "country_code": "GB"}],
        "company": [{"target_object": "companies", "target_record_id": company}],
        "linkedin": "https://example.com/in/ada",
        "primary_location": "12 St James's Square, London",
    }}});
    let answer = site.write(reqwest::Method::POST, "/v2/objects/people/records", body.to_string());
    let url = answer["data"]["web_url"].as_str().expect("a web_url");
    let id = answer["data"]["id"]["record_id"].as_str().expect("an ID");
    assert_eq!(url, format!("{}/emulator/person/{id}", site.attio.base_url()));

    let html = site.page(&format!("/emulator/person/{id}"));
    for part in [
        "<html lang=\"en\">",
        "<title>Ada Lovelace · People · Emulator</title>",
        "<h1 dir=\"auto\">Ada Lovelace</h1>",
        ">ada@acme.com</a>",
        "written Ada@Acme.com",
        ">+442079460958</a>",
        "written 020 7946 0958",
        &format!("<a href=\"/emulator/company/{company}\" dir=\"auto\">Acme</a>"),
        "<a class=\"out\" href=\"https://example.com/in/ada\"",
        "12 St James&#39;s Square, London",
        "<code>email_addresses</code>",
        "email-address",
        "empty attributes</summary>",
        &format!("<code class=\"copy\">{id}</code>"),
        answer["data"]["created_at"].as_str().expect("a time"),
        "API token",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    // The other side of the relationship leads back.
    let html = site.page(&format!("/emulator/company/{company}"));
    assert!(
        html.contains(&format!("<a href=\"/emulator/person/{id}\" dir=\"auto\">Ada Lovelace</a>"))
    );
    assert!(html.contains("Ada Admin"), "who seeded it");
}

#[test]
fn pages_have_headers_that_allow_nothing() {
    let site = Site::start();
    let id = site.seed("companies", &json!({"name": "Acme"}));
    for path in ["/", "/emulator/companies", &format!("/emulator/company/{id}"), "/nothing/here"] {
        let answer = site.get(path);
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        let html = answer.text().expect("text");
        assert!(!html.contains("<script") && !html.contains(" style="), "{path}");
        assert!(!html.contains(KEY), "{path}");
    }
}

#[test]
fn values_and_names_are_escaped() {
    let site = Site::start();
    let object = json!({"api_slug": "widgets", "singular_noun": SCRIPT, "plural_noun": SCRIPT});
    site.attio.create_object(&object).expect("accepted");
    let data = json!({"api_slug": "note", "title": SCRIPT, "type": "text"});
    site.attio.create_attribute("widgets", &data).expect("accepted");
    let data = json!({"api_slug": "kind", "type": "select"});
    site.attio.create_attribute("widgets", &data).expect("accepted");
    site.attio.create_option("widgets", "kind", SCRIPT).expect("accepted");
    let text = format!("{SCRIPT}\" onmouseover=\"alert(1)");
    let id = site.seed("widgets", &json!({"name": SCRIPT, "note": text, "kind": SCRIPT}));
    for path in ["/", "/emulator/widgets", &format!("/emulator/custom/widgets/record/{id}")] {
        let html = site.page(path);
        assert!(html.contains(ESCAPED), "{path}");
        assert!(!html.contains("<script") && !html.contains("\" onmouseover"), "{path}");
    }
}

#[test]
fn only_web_addresses_become_links() {
    let site = Site::start();
    let id = site.seed(
        "people",
        &json!({
            "name": "Lovelace, Ada",
            "twitter": "javascript:alert(1)",
            "facebook": "data:text/html,x",
            "linkedin": "https://example.com/\"><i>",
        }),
    );
    let html = site.page(&format!("/emulator/person/{id}"));
    assert!(html.contains("javascript:alert(1)") && html.contains("data:text/html,x"));
    assert!(!html.contains("href=\"javascript:") && !html.contains("href=\"data:text"));
    assert!(html.contains("href=\"https://example.com/%22%3E%3Ci%3E\""));
}

#[test]
fn history_shows_former_values() {
    let site = Site::start();
    let person = site.seed("people", &json!({"job_title": "Analyst", "description": "Old text"}));
    site.update(reqwest::Method::PATCH, "people", person, &json!({"job_title": "Lead"}));
    site.update(reqwest::Method::PUT, "people", person, &json!({"description": []}));
    let html = site.page(&format!("/emulator/person/{person}"));
    let history = html.split("History of Job title").nth(1).expect("a history");
    let history = history.split("</table>").next().expect("a table");
    let places =
        ["Lead", ">now<", "API token", "Analyst", "Ada Admin"].map(|part| history.find(part));
    assert!(places.iter().all(Option::is_some), "{history}");
    assert!(places.is_sorted(), "the newest first: {history}");
    // An attribute that lost its value is not listed with those that never had one.
    assert!(html.contains("Empty now") && html.contains("Old text"));
}

#[test]
fn references_that_only_go_one_way_are_shown_on_the_other_record() {
    let site = Site::start();
    let object = json!({"api_slug": "notes", "singular_noun": "Note", "plural_noun": "Notes"});
    site.attio.create_object(&object).expect("accepted");
    let config = json!({"record_reference": {"allowed_objects": ["people"]}});
    let data = json!({"api_slug": "about", "type": "record-reference", "config": config});
    site.attio.create_attribute("notes", &data).expect("accepted");
    let ada = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    let about = json!([{"target_object": "people", "target_record_id": ada}]);
    let note = site.seed("notes", &json!({"name": "A note", "about": about}));
    let html = site.page(&format!("/emulator/person/{ada}"));
    assert!(html.contains("Referred to by"));
    assert!(html.contains(&format!(
        "<a href=\"/emulator/custom/notes/record/{note}\" dir=\"auto\">A note</a>"
    )));

    let path = format!("{}/v2/objects/people/records/{ada}", site.attio.base_url());
    let answer = site.http.delete(path).bearer_auth(KEY).send().expect("a response");
    assert_eq!(answer.status(), StatusCode::OK);
    let html = site.page(&format!("/emulator/custom/notes/record/{note}"));
    assert!(html.contains("Deleted record") && html.contains(&ada.to_string()));
    assert!(!html.contains(&format!("/emulator/person/{ada}")), "no dead link");
}

#[test]
fn every_link_has_a_target() {
    let site = Site::start();
    let company = site.seed("companies", &json!({"name": "Acme", "domains": ["acme.com"]}));
    for i in 0..150 {
        let reference = json!([{"target_object": "companies", "target_record_id": company}]);
        site.seed("people", &json!({"name": format!("Last{i}, First"), "company": reference}));
    }
    let seen = reachable(&site);
    // The index, five objects, the second page of people, and the records.
    assert_eq!(seen.len(), 1 + 5 + 1 + 151, "{seen:?}");
    assert!(seen.contains("/emulator/people?page=2"));
}

#[test]
fn lists_have_pages() {
    let site = Site::start();
    for i in 0..250 {
        site.seed("companies", &json!({"name": format!("Company {i:03}")}));
    }
    let first = site.page("/emulator/companies");
    assert!(first.contains("250 records") && first.contains("1–100 of 250"));
    assert!(first.contains("Company 249") && first.contains("Company 150"));
    assert!(!first.contains("Company 149") && !first.contains("Newer"));
    let last = site.page("/emulator/companies?page=3");
    assert!(last.contains("201–250 of 250") && last.contains("Company 000"));
    assert!(!last.contains("Company 050") && !last.contains("Older"));
    for page in ["0", "4", "-1", "x", "99999999999999999999", "18446744073709551615"] {
        let answer = site.get(&format!("/emulator/companies?page={page}"));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{page}");
    }
}

#[test]
fn an_object_without_records_shows_how_to_create_one() {
    let site = Site::start();
    for object in ["people", "companies", "deals", "users", "workspaces"] {
        let html = site.page(&format!("/emulator/{object}"));
        assert!(html.contains("No records yet."), "{object}");
        assert!(html.contains("Bearer $ATTIO_API_KEY") && !html.contains(KEY), "{object}");
        let body = html.split("-d '").nth(1).and_then(|rest| rest.split('\'').next());
        let body = body.expect("a body").replace("&#34;", "\"");
        site.write(reqwest::Method::POST, &format!("/v2/objects/{object}/records"), body);
        assert!(!site.page(&format!("/emulator/{object}")).contains("No records yet."));
    }
}

#[test]
fn paths_without_a_page() {
    let site = Site::start();
    let person = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    let nobody = Uuid::nil();
    for path in [
        "/nothing".to_owned(),
        "/emulator/nothing".to_owned(),
        format!("/emulator/person/{nobody}"),
        "/emulator/person/not-a-uuid".to_owned(),
        format!("/emulator/company/{person}"),
        format!("/elsewhere/person/{person}"),
        format!("/emulator/person/{person}/more"),
        "/%ff/%00".to_owned(),
    ] {
        let answer = site.get(&path);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        let html = answer.text().expect("text");
        assert!(html.contains("Page not found") && html.contains("href=\"/\""), "{path}");
    }
    for path in ["/v2", "/v2/", "/v2/nothing", "/v2/objects/people/records/x/y"] {
        let answer = site.get(path);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json::<Value>().expect("JSON")["code"], "not_found", "{path}");
    }
    let url = format!("{}/emulator/person/{person}", site.attio.base_url());
    let answer = site.http.post(&url).send().expect("a response");
    assert_eq!(answer.json::<Value>().expect("JSON")["code"], "not_found");
    let answer = site.http.head(&url).send().expect("a response");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.text().expect("text"), "");
}

#[test]
fn shortened_addresses_and_slugs_redirect() {
    let site = Site::start();
    let person = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    for (from, to) in [
        ("/emulator".to_owned(), "/".to_owned()),
        ("/emulator/person".to_owned(), "/emulator/people".to_owned()),
        (format!("/emulator/people/{person}"), format!("/emulator/person/{person}")),
    ] {
        let answer = site.get(&from);
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT, "{from}");
        assert_eq!(answer.headers()["location"], to);
    }
}

#[test]
fn another_host_name_gets_no_page() {
    let site = Site::start();
    let url = format!("{}/", site.attio.base_url());
    for (host, status) in [
        ("attacker.example.com", StatusCode::MISDIRECTED_REQUEST),
        ("localhost:4010", StatusCode::OK),
    ] {
        let answer = site.http.get(&url).header("host", host).send().expect("a response");
        assert_eq!(answer.status(), status, "{host}");
    }
}

#[test]
fn large_values_are_cut() {
    let site = Site::start();
    let id = site
        .seed("companies", &json!({"name": "é".repeat(300), "description": "é".repeat(1_000_000)}));
    let html = site.page(&format!("/emulator/company/{id}"));
    assert!(html.len() < 200_000, "{}", html.len());
    assert!(html.contains("the API returns the full text"));
}
