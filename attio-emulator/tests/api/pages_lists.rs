//! The pages of lists and entries, over HTTP.

use attio_emulator::{Emulator, TargetName};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::pages::{ESCAPED, SCRIPT, Site, internal_links, reachable};

const PIPELINE: TargetName<'static> = TargetName::List("pipeline");

/// Adds a list of companies with these status attributes to an emulator.
fn add_pipeline(attio: &Emulator, statuses: &[(&str, &[&str])]) {
    let list = json!({"api_slug": "pipeline", "name": "Pipeline", "parent_object": "companies"});
    attio.create_list(&list).expect("accepted");
    for (slug, titles) in statuses {
        let data = json!({"api_slug": slug, "type": "status"});
        attio.create_attribute(PIPELINE, &data).expect("accepted");
        for title in *titles {
            attio.create_status(PIPELINE, slug, title).expect("accepted");
        }
    }
    let data = json!({"api_slug": "seats", "title": "Seats", "type": "number"});
    attio.create_attribute(PIPELINE, &data).expect("accepted");
}

fn with_pipeline(statuses: &[(&str, &[&str])]) -> Site {
    let site = Site::start();
    add_pipeline(&site.attio, statuses);
    site
}

impl Site {
    fn add(&self, company: Uuid, values: &Value) -> Uuid {
        self.attio.seed_entry("pipeline", company, values).expect("accepted")
    }

    /// Adds a new company to the list.
    fn add_new(&self, name: &str, values: &Value) -> Uuid {
        self.add(self.seed("companies", &json!({"name": name})), values)
    }

    fn not_found(&self, path: &str) {
        assert_eq!(self.get(path).status(), StatusCode::NOT_FOUND, "{path}");
    }

    fn redirects(&self, from: &str, to: &str) {
        let answer = self.get(from);
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT, "{from}");
        assert_eq!(answer.headers()["location"], to, "{from}");
    }
}

/// The visible text, with single spaces.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of each column of a board.
fn columns(html: &str) -> Vec<String> {
    let board = html.split("<ul class=\"board\">").nth(1).expect("a board");
    let board = board.split("<p class=\"pager\">").next().unwrap_or_default();
    board.split("<li class=\"column\">").skip(1).map(text).collect()
}

/// The parts occur in the text, one after the other.
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let found = rest.split_once(part);
        rest = found.unwrap_or_else(|| panic!("`{part}` of {parts:?} is missing: {text}")).1;
    }
}

#[test]
fn the_index_has_the_lists() {
    let site = Site::start();
    assert!(site.page("/").contains("No lists yet."));
    add_pipeline(&site.attio, &[]);
    site.add_new("Acme", &json!({}));
    let html = site.page("/");
    assert!(html.contains("<a href=\"/emulator/lists/pipeline\" dir=\"auto\">Pipeline</a>"));
    in_order(&text(&html), &["Objects", "Lists", "Pipeline pipeline Companies 1"]);
}

#[test]
fn a_record_shows_its_entries() {
    let site = with_pipeline(&[("stage", &["Lead", "Won"])]);
    let vips = json!({"api_slug": "vips", "name": "VIPs", "parent_object": "companies"});
    site.attio.create_list(&vips).expect("accepted");
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    let path = format!("/emulator/company/{acme}");
    assert!(!site.page(&path).contains("On lists"));
    let first = site.add(acme, &json!({"seats": 7, "stage": "Won"}));
    let second = site.add(acme, &json!({"seats": 8}));
    let vip = site.attio.seed_entry("vips", acme, &json!({})).expect("accepted");
    let other = site.add_new("Other", &json!({"seats": 99}));

    let html = site.page(&path);
    let shown = html.split("On lists</h2>").nth(1).expect("the entries");
    let shown = shown.split("</section>").next().expect("the entries");
    // Newest first; the status before the other values.
    let plain = text(shown);
    in_order(&plain, &["VIPs", "Pipeline", "Seats 8", "Pipeline", "stage Won", "Seats 7"]);
    assert_eq!(plain.matches("Added 2").count(), 3, "{plain}");
    for link in [
        "/emulator/lists/vips".to_owned(),
        "/emulator/lists/pipeline".to_owned(),
        format!("/emulator/lists/vips/{vip}"),
        format!("/emulator/lists/pipeline/{first}"),
        format!("/emulator/lists/pipeline/{second}"),
    ] {
        assert!(internal_links(shown).contains(&link), "{link}: {shown}");
    }
    assert!(!shown.contains(&other.to_string()) && !plain.contains("99"));
}

#[test]
fn a_list_without_statuses_is_a_table() {
    let site = with_pipeline(&[]);
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    let old = site.add(acme, &json!({"seats": 7}));
    let new = site.add_new("Globex", &json!({}));
    let html = site.page("/emulator/lists/pipeline");
    assert!(html.contains("<title>Pipeline · Emulator</title>"));
    assert!(!html.contains("class=\"board\"") && !html.contains("Views"));
    assert!(html.contains(&format!("<a href=\"/emulator/company/{acme}\" dir=\"auto\">Acme</a>")));
    let links = internal_links(&html);
    assert!(links.contains(&format!("/emulator/lists/pipeline/{old}")));
    assert!(links.contains(&format!("/emulator/lists/pipeline/{new}")));
    let plain = text(&html);
    in_order(
        &plain,
        &["2 entries of Companies", "Company Seats Added Entry", "Globex", "Acme 7 2"],
    );
    assert!(plain.contains("Every member: full-access"), "{plain}");
    assert_eq!(site.page("/emulator/lists/pipeline?view=table"), html);
    for query in ["view=board", "view=x", "by=stage", "status=none", "view=table&status=none"] {
        site.not_found(&format!("/emulator/lists/pipeline?{query}"));
    }
}

#[test]
fn a_table_comes_in_pages() {
    let site = with_pipeline(&[]);
    for i in 0..250 {
        site.add_new(&format!("Company {i:03}"), &json!({}));
    }
    let first = site.page("/emulator/lists/pipeline");
    assert!(first.contains("1–100 of 250") && first.contains("Company 249"));
    assert!(!first.contains("Company 149") && !first.contains("Newer"));
    assert!(internal_links(&first).contains("/emulator/lists/pipeline?page=2"));
    let last = site.page("/emulator/lists/pipeline?page=3");
    assert!(last.contains("201–250 of 250") && last.contains("Company 000"));
    assert!(!last.contains("Company 050") && !last.contains("Older"));
    for page in ["0", "4", "-1", "x", "99999999999999999999", "18446744073709551615"] {
        site.not_found(&format!("/emulator/lists/pipeline?page={page}"));
    }
}

#[test]
fn a_list_with_statuses_is_a_board() {
    let site = with_pipeline(&[("stage", &["New", "Old", "Gone", "Won"])]);
    site.add_new("Acme", &json!({"stage": "Won", "seats": 7}));
    site.add_new("Globex", &json!({"stage": "New"}));
    let initech = site.seed("companies", &json!({"name": "Initech"}));
    let entry = site.add(initech, &json!({"stage": "New", "seats": 8}));
    site.add_new("Hooli", &json!({"stage": "Old"}));
    let statuses = "/v2/lists/pipeline/attributes/stage/statuses";
    for title in ["Old", "Gone"] {
        let body = json!({"data": {"is_archived": true}}).to_string();
        site.write(Method::PATCH, &format!("{statuses}/{title}"), body);
    }

    let html = site.page("/emulator/lists/pipeline");
    let board = columns(&html);
    // `Gone` is archived and empty, and no entry lacks a status.
    let titles: Vec<&str> = board.iter().filter_map(|c| c.split(' ').next()).collect();
    assert_eq!(titles, ["New", "Old", "Won"]);
    in_order(&board[0], &["New 2 entries", "Initech", "Seats 8", "Added 2", "Entry", "Globex"]);
    in_order(&board[1], &["Old 1 entry archived", "Hooli"]);
    in_order(&board[2], &["Won 1 entry", "Acme", "Seats 7"]);
    assert!(!board[0].contains("Stage") && !board[0].contains("stage"), "{}", board[0]);
    let links = internal_links(&html);
    assert!(links.contains(&format!("/emulator/company/{initech}")));
    assert!(links.contains(&format!("/emulator/lists/pipeline/{entry}")));

    site.add_new("Umbrella", &json!({}));
    let html = site.page("/emulator/lists/pipeline?view=board");
    in_order(&columns(&html)[0], &["No stage 1 entry", "Umbrella"]);
    assert_eq!(columns(&html).len(), 4);

    // The table is a click away, and leads back.
    assert!(links.contains("/emulator/lists/pipeline?view=table"));
    let table = site.page("/emulator/lists/pipeline?view=table");
    in_order(
        &text(&table),
        &["Company stage Seats Added Entry", "Umbrella", "Hooli Old", "Acme Won 7"],
    );
    assert!(internal_links(&table).contains("/emulator/lists/pipeline?view=board&by=stage"));
    assert!(site.page("/emulator/lists/pipeline?page=1").contains("<table"));
}

#[test]
fn each_status_attribute_has_a_board() {
    let site = with_pipeline(&[("stage", &["New"]), ("health", &["Good", "Bad"])]);
    site.add_new("Acme", &json!({"stage": "New", "health": "Bad"}));
    let html = site.page("/emulator/lists/pipeline");
    assert_eq!(columns(&html).len(), 1);
    // The other status is on the card.
    in_order(&columns(&html)[0], &["New 1 entry", "Acme", "health Bad"]);
    let by_health = "/emulator/lists/pipeline?view=board&by=health";
    assert!(internal_links(&html).contains(by_health));
    let html = site.page(by_health);
    in_order(&columns(&html)[0], &["Good 0 entries", "No entries"]);
    in_order(&columns(&html)[1], &["Bad 1 entry", "Acme", "stage New"]);
    assert_eq!(site.page("/emulator/lists/pipeline?by=health"), html);
    for query in ["view=board&by=seats", "view=board&by=nothing", "view=table&by=health&status=x"] {
        site.not_found(&format!("/emulator/lists/pipeline?{query}"));
    }
    // An archived attribute has no board.
    for attribute in ["stage", "health"] {
        let path = format!("/v2/lists/pipeline/attributes/{attribute}");
        site.write(Method::PATCH, &path, json!({"data": {"is_archived": true}}).to_string());
    }
    assert!(site.page("/emulator/lists/pipeline").contains("<table"));
}

#[test]
fn a_full_column_leads_to_a_table_of_its_entries() {
    let site = with_pipeline(&[("stage", &["New", "Won"])]);
    for i in 0..130 {
        site.add_new(&format!("Company {i:03}"), &json!({"stage": "New"}));
        site.add_new(&format!("None {i:03}"), &json!({}));
    }
    site.add_new("Winner", &json!({"stage": "Won"}));
    let html = site.page("/emulator/lists/pipeline");
    let board = columns(&html);
    assert_eq!(board[0].matches("None ").count(), 25, "{}", board[0]);
    in_order(&board[0], &["130 entries", "None 129", "None 105", "105 not shown"]);
    let links = internal_links(&html);
    let links: Vec<&String> = links.iter().filter(|link| link.contains("status=")).collect();
    assert_eq!(links.len(), 2, "{links:?}");
    for link in links {
        let html = site.page(link);
        let (own, other) =
            if link.ends_with("none") { ("None 1", "Company 1") } else { ("Company 1", "None 1") };
        assert!(html.contains("1–100 of 130") && html.contains("Show all 261 entries"), "{link}");
        assert!(html.contains(own) && !html.contains(other) && !html.contains("Winner"));
        let older = format!("{link}&page=2");
        assert!(internal_links(&html).contains(&older), "{older}");
        let html = site.page(&older);
        assert!(html.contains("101–130 of 130") && internal_links(&html).contains(link));
        site.not_found(&format!("{link}&page=3"));
    }
}

#[test]
fn an_entry_has_a_page_with_its_values_and_history() {
    let site = with_pipeline(&[("stage", &["Lead", "Won"])]);
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    let entry = site.add(acme, &json!({"stage": "Lead", "seats": 7}));
    let api = format!("/v2/lists/pipeline/entries/{entry}");
    let update = json!({"data": {"entry_values": {"stage": "Won", "seats": 8}}});
    site.write(Method::PATCH, &api, update.to_string());

    let path = format!("/emulator/lists/pipeline/{entry}");
    let html = site.page(&path);
    for part in [
        "<title>Acme · Pipeline · Emulator</title>",
        "<h1 dir=\"auto\">Acme</h1>",
        "<a href=\"/emulator/lists/pipeline\" dir=\"auto\">Pipeline</a>",
        &format!("<a href=\"/emulator/company/{acme}\" dir=\"auto\">Acme</a>"),
        &format!("<code class=\"copy\">{entry}</code>"),
        &format!("<code class=\"copy\">{acme}</code>"),
        &format!("GET {api}</code>"),
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let history = |of: &str| {
        let history = html.split(&format!("History of {of}")).nth(1).expect("a history");
        text(history.split("</details>").next().expect("a history"))
    };
    in_order(&history("stage"), &["Won", "now", "API token", "Lead", "Ada Admin"]);
    assert!(!history("stage").contains("The API does not return"));
    // Only statuses and select options of a list have a history in the API.
    in_order(&history("Seats"), &["8", "7", "The API does not return the history"]);

    let list = site.attio.snapshot().lists.expect("lists").remove(0).id;
    site.redirects(&format!("/emulator/lists/{list}/{entry}"), &path);
    site.redirects("/emulator/lists", "/");
    for path in [
        format!("/emulator/lists/pipeline/{acme}"),
        format!("/emulator/lists/pipeline/{}", Uuid::nil()),
        format!("/emulator/lists/nothing/{entry}"),
        format!("/emulator/company/{entry}"),
        format!("{path}/more"),
        "/emulator/lists/nothing".to_owned(),
        "/emulator/pipeline".to_owned(),
    ] {
        site.not_found(&path);
    }
    // Its page is gone with the record.
    let record = format!("{}/v2/objects/companies/records/{acme}", site.attio.base_url());
    let key = site.attio.api_key();
    assert!(site.http.delete(record).bearer_auth(key).send().expect("sent").status().is_success());
    site.not_found(&path);
    assert!(site.page("/emulator/lists/pipeline").contains("No entries yet."));
}

#[test]
fn an_entry_that_refers_to_a_record_is_shown_there() {
    let site = with_pipeline(&[]);
    let config = json!({"record_reference": {"allowed_objects": ["people"]}});
    let data = json!({"api_slug": "champion", "type": "record-reference", "config": config});
    site.attio.create_attribute(PIPELINE, &data).expect("accepted");
    let ada = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    let champion = json!([{"target_object": "people", "target_record_id": ada}]);
    let entry = site.add_new("Acme", &json!({"champion": champion}));
    let html = site.page(&format!("/emulator/person/{ada}"));
    let link = format!("<a href=\"/emulator/lists/pipeline/{entry}\" dir=\"auto\">Acme</a>");
    assert!(html.contains(&link), "{html}");
    in_order(&text(&html), &["Referred to by", "Acme Pipeline under champion"]);
    assert!(site.page("/emulator/lists/pipeline").contains(&format!("/emulator/person/{ada}")));
}

#[test]
fn every_link_of_lists_has_a_target() {
    let site = with_pipeline(&[("stage", &["A/B & C", "D?#%"]), ("health", &["Good"])]);
    for i in 0..130 {
        let stage = if i % 2 == 0 { json!("A/B & C") } else { json!([]) };
        site.add_new(&format!("Company {i}"), &json!({"stage": stage, "health": "Good"}));
    }
    let seen = reachable(&site);
    // The list, two boards, the table with its second page; the table of `A/B & C`, that of the entries
    // without a stage and that of `Good`, which has a second page.
    let of_list = seen.iter().filter(|path| path.starts_with("/emulator/lists/pipeline")).count();
    assert_eq!(of_list, 130 + 1 + 2 + 2 + 1 + 1 + 2, "{seen:?}");
}

#[test]
fn a_list_without_entries_shows_how_to_add_one() {
    let site = with_pipeline(&[("stage", &["Lead"])]);
    let html = site.page("/emulator/lists/pipeline");
    assert!(html.contains("No entries yet.") && html.contains("create the record first"));
    in_order(&columns(&html)[0], &["Lead 0 entries", "No entries"]);
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    let html = site.page("/emulator/lists/pipeline?view=table");
    assert!(html.contains("Bearer $ATTIO_API_KEY") && !html.contains(site.attio.api_key()));
    let body = html.split("-d '").nth(1).and_then(|rest| rest.split('\'').next());
    let body = body.expect("a body").replace("&#34;", "\"");
    let answer = site.write(Method::POST, "/v2/lists/pipeline/entries", body);
    assert_eq!(answer["data"]["parent_record_id"], acme.to_string());
    assert!(!site.page("/emulator/lists/pipeline").contains("No entries yet."));
}

#[test]
fn a_private_list_has_pages() {
    let site = Site::start();
    let ada = site.attio.member_id();
    let other = attio_schema::Member::new("", "", "eve@example.com");
    let other = site.attio.add_member(other).expect("added");
    let access = json!([{"workspace_member_id": other, "level": "full-access"}]);
    let list = json!({
        "api_slug": "secret", "name": "Secret", "parent_object": "people",
        "workspace_access": null, "workspace_member_access": access,
    });
    site.attio.create_list(&list).expect("accepted");
    let person = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    let entry = site.attio.seed_entry("secret", person, &json!({})).expect("accepted");
    assert!(text(&site.page("/")).contains("Secret private"));
    let html = site.page("/emulator/lists/secret");
    in_order(&text(&html), &["Ada Lovelace", "Access Private eve@example.com: full-access"]);
    assert!(html.contains(&entry.to_string()) && !html.contains(&ada.to_string()));
    assert!(site.page(&format!("/emulator/person/{person}")).contains("Secret"));
    site.page(&format!("/emulator/lists/secret/{entry}"));
}

#[test]
fn names_and_values_of_lists_are_escaped() {
    let site = Site::start();
    let hostile = format!("{SCRIPT}\" onmouseover=\"alert(1)");
    let list = json!({"api_slug": "pipeline", "name": hostile, "parent_object": "companies"});
    site.attio.create_list(&list).expect("accepted");
    for (slug, kind) in [("stage", "status"), ("kind", "select"), ("note", "text")] {
        let data = json!({"api_slug": slug, "title": format!("{slug}{hostile}"), "type": kind});
        site.attio.create_attribute(PIPELINE, &data).expect("accepted");
    }
    site.attio.create_status(PIPELINE, "stage", &hostile).expect("accepted");
    site.attio.create_option(PIPELINE, "kind", &hostile).expect("accepted");
    let member = attio_schema::Member::new(&hostile, "", "eve@example.com");
    let member = site.attio.add_member(member).expect("added");
    let access = json!({"data": {"workspace_member_access": [
        {"workspace_member_id": member, "level": "read-only"}
    ]}});
    site.write(Method::PATCH, "/v2/lists/pipeline", access.to_string());
    let acme = site.seed("companies", &json!({"name": hostile}));
    let values = json!({"stage": hostile, "kind": hostile, "note": hostile});
    let entry = site.add(acme, &values);
    for _ in 0..30 {
        site.add(acme, &values);
        site.add(acme, &json!({}));
    }
    for path in [
        "/".to_owned(),
        "/emulator/lists/pipeline".to_owned(),
        "/emulator/lists/pipeline?view=table".to_owned(),
        "/emulator/lists/pipeline?view=table&status=none".to_owned(),
        format!("/emulator/lists/pipeline/{entry}"),
        format!("/emulator/company/{acme}"),
    ] {
        let html = site.page(&path);
        assert!(html.contains(ESCAPED), "{path}");
        assert!(!html.contains("<script") && !html.contains("\" onmouseover"), "{path}");
        assert!(!html.contains(" style=") && !html.contains(site.attio.api_key()), "{path}");
    }
}

#[test]
fn long_names_and_values_are_cut() {
    let site = Site::start();
    let long = "é".repeat(100_000);
    let list = json!({"api_slug": "pipeline", "name": long, "parent_object": "companies"});
    site.attio.create_list(&list).expect("accepted");
    for (slug, kind) in [("stage", "status"), ("kind", "select"), ("note", "text"), ("who", "text")]
    {
        let data = json!({"api_slug": slug, "title": long, "type": kind});
        site.attio.create_attribute(PIPELINE, &data).expect("accepted");
    }
    site.attio.create_status(PIPELINE, "stage", &long).expect("accepted");
    site.attio.create_option(PIPELINE, "kind", &long).expect("accepted");
    let acme = site.seed("companies", &json!({"name": long}));
    let web = format!("https://example.com/{}", "a".repeat(100_000));
    let values = json!({"stage": long, "kind": long, "note": long, "who": web});
    let entry = site.add(acme, &values);
    for path in [
        "/".to_owned(),
        "/emulator/lists/pipeline".to_owned(),
        "/emulator/lists/pipeline?view=table".to_owned(),
        format!("/emulator/lists/pipeline?view=table&status=none&by={}", "x".repeat(10_000)),
        "/emulator/companies".to_owned(),
    ] {
        let html = site.get(&path).text().expect("text");
        assert!(html.len() < 60_000, "{}: {path}", html.len());
    }
    // The page of a record or entry has 20,000 characters of a value, which is also in its history.
    let paths = [format!("/emulator/company/{acme}"), format!("/emulator/lists/pipeline/{entry}")];
    for html in paths.map(|path| site.page(&path)) {
        assert!(html.len() < 200_000, "{}", html.len());
        assert!(html.contains("the API returns the full text"));
    }
}

#[test]
fn a_board_is_bounded() {
    let site = Site::start();
    let titles: Vec<String> = (0..300).map(|i| format!("Status {i}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    add_pipeline(&site.attio, &[("stage", &titles)]);
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    for i in 0..10_000 {
        site.add(acme, &json!({"stage": titles[i % 300], "seats": i}));
    }
    let html = site.page("/emulator/lists/pipeline");
    let board = columns(&html);
    assert_eq!(board.len(), 100);
    assert!(board.iter().all(|column| column.matches("Acme").count() == 5), "{}", board[0]);
    assert!(text(&html).contains("200 further columns are not shown."));
    assert!(html.len() < 700_000, "{}", html.len());
    assert!(site.page("/emulator/lists/pipeline?view=table&page=100").contains("9901–10000"));
    let html = site.page(&format!("/emulator/company/{acme}"));
    assert!(html.contains("and 9900 more") && html.len() < 150_000, "{}", html.len());
}

#[test]
fn lists_of_a_snapshot_have_pages_whatever_their_slugs_and_parents() {
    let mut workspace = Emulator::start_blocking().expect("starts").snapshot();
    let list = |slug: &str, parents: &[&str]| {
        let mut list = attio_schema::List::new(slug, "people");
        list.name = String::new();
        list.parent_objects = parents.iter().map(|&parent| parent.to_owned()).collect();
        list
    };
    let gone = Uuid::from_u128(7).to_string();
    let long = "x".repeat(10_000);
    workspace.lists = Some(vec![
        list("..", &["people"]),
        list("", &["people"]),
        list("a/b c?#%é", &["people", "companies"]),
        list("people", &[&gone]),
        list(&long, &["people"]),
        list("none", &[]),
    ]);
    let site = Site::with(Emulator::builder().workspace(workspace));
    let ada = site.seed("people", &json!({"name": "Lovelace, Ada"}));
    let acme = site.seed("companies", &json!({"name": "Acme"}));
    for (list, parent) in
        [("..", ada), ("", ada), ("a/b c?#%é", ada), ("a/b c?#%é", acme), (&long, ada)]
    {
        site.attio.seed_entry(list, parent, &json!({})).expect("accepted");
    }
    let seen = reachable(&site);
    // The index, five objects, two records, six lists and five entries.
    assert_eq!(seen.len(), 1 + 5 + 2 + 6 + 5, "{seen:?}");
    assert!(seen.iter().all(|path| path.len() < 300 && !path.contains("..")), "{seen:?}");
    let html = site.page("/emulator/lists/a%2Fb%20c%3F%23%25%C3%A9");
    // The objects are shown if there are several.
    in_order(
        &text(&html),
        &["2 entries of People , Companies", "Acme Company", "Ada Lovelace Person"],
    );
    assert!(site.page("/emulator/lists/people").contains(&gone));
    assert!(site.page("/emulator/people").contains("Ada Lovelace"));
}
