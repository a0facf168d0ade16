//! The page of a record in a real browser: what `web_url` opens for a person.

use attio_core::{AttioRecord, Domain, EmailAddress, PersonalName, RecordRef};
use attio_tests::{Attio, Browser};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
    company: Option<RecordRef<Company>>,
}

/// Would change the title of the window if any of it ran.
const INJECTED: &str = "<script>document.title = 'it ran'</script>\
                        <img src=x onerror=\"document.title = 'it ran'\">";

#[tokio::test]
async fn a_browser_shows_a_record() {
    let Some(browser) = Browser::find_for("has opened a record page") else { return };
    // The browser does run scripts: that none runs below is the page's doing.
    let dom = browser.dom(&format!("data:text/html,<title>none</title>{INJECTED}"));
    assert!(dom.contains("<title>it ran</title>"), "{dom}");

    let attio = Attio::start();
    let company = Company {
        name: "Analytical Engines".to_owned(),
        domains: vec!["engines.example.com".parse().expect("a domain")],
    };
    let company = company.create(&attio.client).await.expect("created");
    let person = Person {
        name: PersonalName::new("Ada", "Lovelace"),
        emails: vec!["ada@engines.example.com".parse().expect("an address")],
        job_title: Some(INJECTED.to_owned()),
        company: Some(RecordRef::new(company.id.record_id)),
    };
    let person = person.create(&attio.client).await.expect("created");
    let url = person.web_url.as_ref().expect("a page");

    let dom = browser.dom(url.as_str());
    assert!(dom.contains("<title>Ada Lovelace · People · Emulator</title>"), "{dom}");
    assert!(dom.contains(">Ada Lovelace</h1>"), "{dom}");
    assert!(dom.contains(">ada@engines.example.com</a>"), "{dom}");
    assert!(dom.contains(&person.id.record_id.to_string()), "{dom}");
    assert!(dom.contains("&lt;script&gt;document.title"), "the text is shown: {dom}");
    assert!(!dom.contains("<script") && !dom.contains("<img"), "{dom}");

    let link = format!("/emulator/company/{}", company.id.record_id);
    assert!(
        dom.contains(&format!("<a href=\"{link}\" dir=\"auto\">Analytical Engines</a>")),
        "{dom}"
    );
    let dom = browser.dom(&format!("{}{link}", attio.emulator.base_url()));
    assert!(dom.contains(">Analytical Engines</h1>"), "{dom}");
    assert!(dom.contains(&format!("href=\"{}\"", url.path())), "{dom}");
    assert!(!dom.contains(attio.emulator.api_key()), "{dom}");
}
