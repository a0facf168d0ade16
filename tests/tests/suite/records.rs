//! Create, get and delete, the token's identity, and references between records.

use std::collections::HashSet;
use std::time::Duration;

use attio_core::{AttioRecord, Domain, EmailAddress, Outcome, PersonalName, RecordId, RecordRef};
use attio_tests::{Attio, client_of, client_over, emulator_builder, http_of, settings_of};
use serde_json::json;
use uuid::Uuid;

#[derive(AttioRecord, Debug)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
    team: Vec<RecordRef<Person>>,
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    company: Option<RecordRef<Company>>,
}

fn acme() -> Company {
    Company {
        name: Some("Acme".into()),
        domains: vec!["acme.com".parse().expect("valid")],
        team: Vec::new(),
    }
}

fn ada(company: Option<RecordRef<Company>>) -> Person {
    Person {
        name: Some(PersonalName::new("Ada", "Lovelace")),
        emails: vec!["ada@acme.com".parse().expect("valid")],
        company,
    }
}

#[tokio::test]
async fn a_record_is_created_read_and_deleted() {
    let attio = Attio::start();
    let client = &attio.client;
    let created = acme().create(client).await.expect("created");
    let id: RecordId<Company> = created.id.record_id;
    assert_eq!(created.id.workspace_id, attio.emulator.workspace_id());
    assert_eq!(Some(created.id.object_id), attio.emulator.object_id("companies"));
    let url = created.web_url.as_ref().expect("a page");
    assert!(url.path().ends_with(&format!("/company/{id}")), "{url}");

    let got = Company::get(client, id).await.expect("got");
    assert_eq!(got.id, created.id);
    assert_eq!(got.created_at, created.created_at);
    assert_eq!(got.decode().expect("decoded").name.as_deref(), Some("Acme"));
    assert_eq!(got.value(Company::DOMAINS).expect("decoded")[0].as_str(), "acme.com");

    Company::delete(client, id).await.expect("deleted");
    let error = Company::get(client, id).await.expect_err("gone");
    assert!(error.is_not_found());
    assert_eq!(error.outcome(), Outcome::NotApplied);
    let error = Company::delete(client, id).await.expect_err("gone");
    assert!(error.is_not_found());
    assert!(!error.may_have_applied());
}

#[tokio::test]
async fn none_and_empty_are_not_written() {
    let attio = Attio::start();
    let person = Person { name: None, emails: Vec::new(), company: None };
    assert_eq!(person.create(&attio.client).body().expect("written"), r#"{"data":{"values":{}}}"#);
    let read = person.create(&attio.client).await.expect("created").decode().expect("decoded");
    assert!(read.name.is_none() && read.emails.is_empty() && read.company.is_none());
}

#[tokio::test]
async fn references_by_id_and_by_unique_value_appear_on_both_sides() {
    let attio = Attio::start();
    let client = &attio.client;
    let company = acme().create(client).await.expect("created").id.record_id;
    let by_value = RecordRef::by(Company::DOMAINS, "acme.com".parse::<Domain>().expect("valid"));
    assert_eq!(by_value.record_id(), None);
    let person = ada(Some(by_value));
    assert!(person.create(client).body().expect("written").contains(
        r#""company":[{"target_object":"companies","domains":[{"domain":"acme.com"}]}]"#
    ));
    let person = person.create(client).await.expect("created");
    let read = person.decode().expect("decoded");
    assert_eq!(read.company.and_then(|company| company.record_id()), Some(company));

    let team =
        Company::get(client, company).await.expect("got").value(Company::TEAM).expect("team");
    assert_eq!(team, [RecordRef::new(person.id.record_id)]);

    Person::delete(client, person.id.record_id).await.expect("deleted");
    let read = Company::get(client, company).await.expect("got").decode().expect("decoded");
    assert!(read.team.is_empty(), "references to a deleted record go with it");
}

#[tokio::test]
async fn a_reference_to_another_object_than_the_struct_says_is_an_error() {
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people", partial)]
    struct Wrong {
        company: Option<RecordRef<Person>>,
    }
    let attio = Attio::start();
    let company = acme().create(&attio.client).await.expect("created").id.record_id;
    let person = ada(Some(company.into())).create(&attio.client).await.expect("created");
    let wrong = Wrong::get(&attio.client, person.id.record_id.uuid().into()).await.expect("got");
    let error = wrong.decode().expect_err("a company is no person");
    assert_eq!(error.attribute(), Some("company"));
    assert!(error.to_string().contains("`people`"), "{error}");
    assert!(!error.may_have_applied(), "nothing was written");
}

#[tokio::test]
async fn the_identity_and_scopes_of_a_token() {
    let emulator = emulator_builder()
        .scopes(["record_permission:read", "object_configuration:read-write"])
        .start_blocking()
        .expect("it starts");
    let attio = Attio::of(emulator);
    let identity = attio.client.whoami().await.expect("identified");
    assert!(identity.active);
    assert_eq!(identity.workspace_id, Some(attio.emulator.workspace_id()));
    assert!(identity.has_scope("record_permission:read"));
    assert!(identity.has_scope("object_configuration:read"), "read-write includes read");
    assert!(!identity.has_scope("record_permission:read-write"));
    assert_eq!(identity.scopes().collect::<HashSet<_>>().len(), 2);

    let error = acme().create(&attio.client).await.expect_err("the scope is missing");
    assert_eq!((error.status(), error.code()), (Some(403), Some("unauthorized")));
    assert!(error.is_auth());

    let stranger = settings_of(&attio.emulator)
        .api_key("0".repeat(64))
        .build()
        .expect("the settings are right");
    let identity = stranger.whoami().await.expect("a response with 200");
    assert!(!identity.active);
    assert_eq!(identity.workspace_id, None);
    let error = acme().create(&stranger).await.expect_err("an unknown token");
    assert_eq!(error.status(), Some(401));
    assert!(error.is_auth() && !error.may_have_applied());
}

#[tokio::test]
async fn the_http_client_user_agent_and_base_url_path_are_used() {
    let attio = Attio::start();
    let http = http_of(&attio.emulator)
        .default_headers(
            [(reqwest::header::ACCEPT_LANGUAGE, reqwest::header::HeaderValue::from_static("tlh"))]
                .into_iter()
                .collect(),
        )
        .build()
        .expect("a client");
    let client = client_over(&attio.emulator, http)
        .base_url(format!("{}/", attio.emulator.base_url()))
        .user_agent("billing/2.1")
        .timeout(Duration::from_secs(20))
        .build()
        .expect("the settings are right");
    acme().create(&client).await.expect("created");
    let requests = attio.emulator.requests();
    let [request] = requests.as_slice() else { panic!("one request") };
    assert_eq!(request.header("accept-language"), Some("tlh"));
    let agent = request.header("user-agent").expect("a user agent");
    assert!(agent.starts_with("billing/2.1 attio-rs/"), "{agent}");

    let behind_proxy = client_of(&attio.emulator)
        .base_url(format!("{}/proxy/attio", attio.emulator.base_url()))
        .build()
        .expect("the settings are right");
    let error = acme().create(&behind_proxy).await.expect_err("no such path");
    assert!(error.is_not_found());
    let last = attio.emulator.requests().pop().expect("a request");
    assert_eq!(last.path, "/proxy/attio/v2/objects/companies/records");
}

#[test]
fn ids_are_typed_and_plain_in_json() {
    let id: RecordId<Person> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("a UUID");
    let json = serde_json::to_value(id).expect("JSON");
    assert_eq!(json, json!("bf071e1f-6035-429d-b874-d83ea64ea13b"));
    assert_eq!(serde_json::from_value::<RecordId<Person>>(json).expect("an ID"), id);
    assert_eq!(Uuid::from(id).to_string(), id.to_string());
    let error = "nonsense".parse::<RecordId<Person>>().expect_err("no UUID");
    assert_eq!(error.to_string(), "got \"nonsense\", expected a record ID (a UUID)");
    // The IDs have these traits whatever the record type, which implements none of them.
    struct Bare;
    fn all<T: Copy + Eq + Ord + std::hash::Hash + Send + Sync + std::fmt::Debug>(_: T) {}
    all(RecordId::<Bare>::from(Uuid::nil()));
}
